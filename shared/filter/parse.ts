import type { Condition, Filter } from './ast.ts';
import { Cursor, type FilterError, FilterProblem } from './cursor.ts';
import { isField, isFlag } from './fields.ts';
import { shown, type Token, tokenize } from './lex.ts';
import { problemNear } from './nearest.ts';
import { operatorAt, parseComparison } from './parse-comparison.ts';
import { readAddressSpan, readNumberSpan } from './parse-value.ts';
import { servicePort } from './services.ts';
import { namesOf } from './values.ts';
import { type Expectation, fieldMeantBy, isReserved, isSearchable, wordsFor } from './vocabulary.ts';

export type { FilterError } from './cursor.ts';

const conditionWords = wordsFor({ kind: 'condition' }).map((known) => known.text);

export type ParsedFilter =
  | { readonly ok: true; readonly filter: Filter }
  | { readonly ok: false; readonly error: FilterError };

/** How many parentheses and `not` may stand inside each other. */
export const MAX_NESTING = 200;

/** Reads a display filter; any text gives a filter or an error, in time linear in its length. Empty means all. */
export function parseFilter(text: string): ParsedFilter {
  return parseTokens(tokenize(text)).parsed;
}

/** What may follow the beginning of a filter; nothing when the beginning is wrong already. */
export function expectationsAfter(beginning: string): readonly Expectation[] {
  const { parsed, expected } = parseTokens(tokenize(beginning));
  if (parsed.ok) return expected;
  return parsed.error.length === 0 ? parsed.error.expected : [];
}

function parseTokens(tokens: readonly [Token, ...Token[]]): {
  parsed: ParsedFilter;
  expected: readonly Expectation[];
} {
  const cursor = new Cursor(tokens);
  try {
    const parsed: ParsedFilter = { ok: true, filter: wholeFilter(cursor) };
    return { parsed, expected: cursor.expected };
  } catch (problem) {
    if (!(problem instanceof FilterProblem)) throw problem;
    return { parsed: { ok: false, error: problem.detail }, expected: [] };
  }
}

function wholeFilter(cursor: Cursor): Filter {
  if (cursor.atEnd) {
    cursor.want({ kind: 'condition' });
    return { kind: 'all' };
  }
  const condition = disjunction(cursor, 0);
  if (!cursor.atEnd) cursor.fail();
  return condition;
}

function disjunction(cursor: Cursor, depth: number): Condition {
  return chain(cursor, 'or', () => conjunction(cursor, depth));
}

function conjunction(cursor: Cursor, depth: number): Condition {
  return chain(cursor, 'and', () => negation(cursor, depth));
}

/** One term, or several with the same connective between them. */
function chain(cursor: Cursor, kind: 'and' | 'or', term: () => Condition): Condition {
  const first = term();
  if (!takeConnective(cursor, kind)) return first;
  const second = term();
  const rest: Condition[] = [];
  while (takeConnective(cursor, kind)) rest.push(term());
  return { kind, terms: [first, second, ...rest] };
}

function takeConnective(cursor: Cursor, kind: 'and' | 'or'): boolean {
  if (cursor.isWord(kind) || cursor.isSymbol(kind === 'and' ? '&&' : '||')) {
    cursor.advance();
    return true;
  }
  cursor.want({ kind });
  return false;
}

function negation(cursor: Cursor, depth: number): Condition {
  if (!cursor.isWord('not') && !cursor.isSymbol('!')) return primary(cursor, depth);
  checkNesting(cursor, depth);
  cursor.advance();
  return { kind: 'not', term: negation(cursor, depth + 1) };
}

function primary(cursor: Cursor, depth: number): Condition {
  cursor.want({ kind: 'condition' });
  const { token } = cursor;
  switch (token.kind) {
    case 'word':
      return word(cursor, token);
    case 'text':
      cursor.advance();
      return { kind: 'search', text: token.text };
    case 'address':
      return { kind: 'address', field: 'addr', among: true, set: [readAddressSpan(cursor, 'addr', false)] };
    case 'number':
      return { kind: 'number', field: 'port', among: true, set: [readNumberSpan(cursor, 'port', false)] };
    case 'symbol':
      if (token.symbol === '(') return group(cursor, depth);
      return cursor.fail();
    default:
      return cursor.fail();
  }
}

function group(cursor: Cursor, depth: number): Condition {
  checkNesting(cursor, depth);
  cursor.advance();
  const inner = disjunction(cursor, depth + 1);
  if (!cursor.takeSymbol(')')) cursor.fail();
  return inner;
}

/** Deeper trees would overflow the stack, here and wherever a tree is walked. */
function checkNesting(cursor: Cursor, depth: number): void {
  if (depth >= MAX_NESTING)
    cursor.fail({ message: `More than ${MAX_NESTING} parentheses and “not” stand inside each other.` });
}

function word(cursor: Cursor, token: Token & { readonly kind: 'word' }): Condition {
  const { lower } = token;
  if (isField(lower)) {
    cursor.advance();
    const test = parseComparison(cursor, lower);
    if (test !== null) return test;
    if (!isFlag(lower)) return cursor.fail();
    return { kind: 'flag', flag: lower };
  }
  if (isFlag(lower)) {
    cursor.advance();
    return { kind: 'flag', flag: lower };
  }
  if (isReserved(lower)) return cursor.fail();
  return bareWord(cursor, token);
}

/**
 * A word that is neither field nor flag is searched for, and where it names a service, as a port too. One that
 * looks like a mistyped field or flag is refused, because a search for it would quietly find nothing.
 */
function bareWord(cursor: Cursor, token: Token & { readonly kind: 'word' }): Condition {
  const typed = shown(token.text);
  const { next } = cursor;
  const ours = fieldMeantBy(token.lower);
  if (ours !== null) cursor.fail({ message: `${typed} is no field.`, suggestion: ours });
  const isCompared =
    operatorAt(next, next) !== null ||
    (next.kind === 'bad' && ['==', '!='].includes(next.problem.suggestion ?? ''));
  if (isCompared) cursor.fail(problemNear(`${typed} is no field.`, token.text, conditionWords));
  if (namesOf('family').includes(token.lower)) {
    const message = `${typed} is a family; put it in double quotes to search for it.`;
    cursor.fail({ message, suggestion: `family == ${token.lower}` });
  }
  const mistyped = problemNear(
    `${typed} is no field or flag; put it in double quotes to search for it.`,
    token.text,
    conditionWords,
  );
  if (mistyped.suggestion !== undefined && !isSearchable(token.lower)) cursor.fail(mistyped);
  cursor.advance();
  const search: Condition = { kind: 'search', text: token.text };
  const port = servicePort(token.text);
  if (port === null) return search;
  return {
    kind: 'or',
    terms: [search, { kind: 'number', field: 'port', among: true, set: [{ low: port, high: port }] }],
  };
}
