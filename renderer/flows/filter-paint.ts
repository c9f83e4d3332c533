import { isField, isFlag } from '../../shared/filter/fields.ts';
import { type Token, tokenize } from '../../shared/filter/lex.ts';
import { isReserved } from '../../shared/filter/vocabulary.ts';

export type FilterTone = 'name' | 'word' | 'value' | 'gap';

/** A stretch of a filter's text in one colour; together they are the text. */
export interface FilterStretch {
  readonly from: number;
  readonly text: string;
  readonly tone: FilterTone;
  /** Lies in the part that is wrong. */
  readonly wrong: boolean;
}

/** Where a text is wrong; a length of 0 means that something is missing there. */
interface WrongPart {
  readonly position: number;
  readonly length: number;
}

/** Divides a filter's text into stretches to be drawn, the wrong part marked. */
export function paintFilter(text: string, wrong: WrongPart | null): readonly FilterStretch[] {
  const tokens = tokenize(text).filter((token) => token.length > 0);
  const cuts = new Set([0, text.length]);
  for (const { position, length } of wrong ? [...tokens, wrong] : tokens) {
    cuts.add(Math.min(position, text.length));
    cuts.add(Math.min(position + length, text.length));
  }
  const places = [...cuts].sort((left, right) => left - right);
  let next = 0;
  return places.slice(0, -1).map((from, index) => {
    const to = places[index + 1] ?? text.length;
    while (tokens[next] && endOf(tokens[next]) <= from) next += 1;
    const token = tokens[next];
    const isInToken = token !== undefined && token.position <= from;
    return {
      from,
      text: text.slice(from, to),
      tone: isInToken ? toneOf(token) : 'gap',
      wrong: wrong !== null && from >= wrong.position && from < wrong.position + wrong.length,
    };
  });
}

function endOf(token: Token | undefined): number {
  return token === undefined ? 0 : token.position + token.length;
}

function toneOf(token: Token): FilterTone {
  if (token.kind === 'symbol') return 'word';
  if (token.kind !== 'word') return 'value';
  if (isReserved(token.lower)) return 'word';
  return isField(token.lower) || isFlag(token.lower) ? 'name' : 'value';
}
