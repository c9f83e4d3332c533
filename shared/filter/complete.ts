import { type Field, isNumberField, isTextField } from './fields.ts';
import { tokenize } from './lex.ts';
import { expectationsAfter } from './parse.ts';
import { writeText } from './print.ts';
import { unitsOf } from './values.ts';
import { type Expectation, type Word, wordsFor } from './vocabulary.ts';

/** Words that fit at the caret; choosing one replaces the text from `from` to `to`. */
export interface Completion {
  readonly from: number;
  readonly to: number;
  readonly words: readonly Word[];
}

/** A value of a field that the table holds: its text without quotes, and a phrase about it. */
export interface KnownValue {
  readonly text: string;
  readonly about: string;
}

/** Values of a field that the table holds and that begin with `typed`, most useful first. */
export type KnownValues = (field: Field, typed: string) => readonly KnownValue[];

/**
 * What can be written at the caret (UTF-16 units), given what stands before it: fields, flags, operators and values,
 * those that begin with the letters before the caret first, then those that contain them.
 */
export function completeFilter(text: string, caret: number, known: KnownValues = () => []): Completion {
  const { from, to } = wordAround(text, caret);
  const inQuotes = text[from] === '"';
  const typed = text.slice(inQuotes ? from + 1 : from, caret).toLowerCase();
  const words = expectationsAfter(text.slice(0, from))
    .flatMap((expectation) => candidates(expectation, typed, known))
    .filter(({ kind }) => kind === 'value' || !inQuotes)
    .map((word) => ({ word, at: word.text.toLowerCase().indexOf(typed) }))
    .filter(({ at }) => at !== -1);
  // Stable, so that each group keeps its order.
  words.sort(
    (left, right) => Math.sign(left.at) - Math.sign(right.at) || order(left.word) - order(right.word),
  );
  return { from, to, words: unique(words.map(({ word }) => word)) };
}

/** Values before other fields to compare with. */
function order(word: Word): number {
  return word.kind === 'value' ? 0 : 1;
}

function candidates(expectation: Expectation, typed: string, known: KnownValues): readonly Word[] {
  if (expectation.kind !== 'value') return wordsFor(expectation);
  const { field } = expectation;
  const inTable = known(field, typed).map(
    ({ text, about }): Word => ({ text: isTextField(field) ? writeText(text) : text, kind: 'value', about }),
  );
  return [...inTable, ...wordsFor(expectation), ...measured(field, typed)];
}

/** A number that was typed, with each unit that can follow it. */
function measured(field: Field, typed: string): readonly Word[] {
  const [number] = /^\d+(?:\.\d+)?/.exec(typed) ?? [];
  if (number === undefined || !isNumberField(field)) return [];
  return unitsOf(field).map((unit) => ({ text: number + unit, kind: 'value', about: '' }));
}

/** The word that the caret is in or right behind; the caret itself where there is none. */
function wordAround(text: string, caret: number): { from: number; to: number } {
  const token = tokenize(text).find(({ position, length }) => position < caret && caret <= position + length);
  if (token === undefined || token.kind === 'symbol') return { from: caret, to: caret };
  const unfinishedText = token.kind === 'bad' && text[token.position] === '"';
  return { from: token.position, to: unfinishedText ? caret : token.position + token.length };
}

function unique(words: readonly Word[]): readonly Word[] {
  const seen = new Set<string>();
  return words.filter(({ text }) => !seen.has(text) && seen.add(text));
}
