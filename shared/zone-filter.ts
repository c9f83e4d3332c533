import { Cursor, type FilterError, FilterProblem } from './filter/cursor.ts';
import { shown, type Token, tokenize } from './filter/lex.ts';
import { problemNear } from './filter/nearest.ts';
import { ZONE_COUNT } from './zone.ts';
import type { ZoneRange } from './zone-reservation.ts';
import { type ZoneDirection, zoneDirections } from './zone-usage.ts';

/** What a zone can be compared by. Assured, unreplied and share are percent, as the table shows them. */
const zoneFields = [
  'zone',
  'flows',
  'share',
  'tcp',
  'udp',
  'icmp',
  'other',
  'assured',
  'unreplied',
  'new',
  'gone',
] as const;
export type ZoneField = (typeof zoneFields)[number];

const operators = ['==', '!=', '<', '<=', '>', '>='] as const;
export type ZoneOperator = (typeof operators)[number];

/** A choice of zones. */
export type ZoneFilter =
  | { readonly kind: 'all' }
  | { readonly kind: 'ranges'; readonly ranges: readonly ZoneRange[] }
  | {
      readonly kind: 'compare';
      readonly field: ZoneField;
      readonly operator: ZoneOperator;
      readonly value: number;
    }
  | { readonly kind: 'direction'; readonly direction: ZoneDirection }
  | { readonly kind: 'reserved' }
  | { readonly kind: 'not'; readonly term: ZoneFilter }
  | { readonly kind: 'and' | 'or'; readonly terms: readonly [ZoneFilter, ...ZoneFilter[]] };

export type ParsedZoneFilter =
  | { readonly ok: true; readonly filter: ZoneFilter }
  | { readonly ok: false; readonly error: FilterError };

/** How many parentheses and `not` may stand inside each other. */
const MAX_NESTING = 50;
const words: readonly string[] = [...zoneFields, 'direction', 'reserved', 'not'];

/**
 * Reads a filter of zones in the manner of the display filter: `4100`, `100..200, 300`, `flows > 100`,
 * `zone in {0, 7}`, `direction == reply`, `reserved`, with `and`, `or`, `not` and parentheses. Empty means all.
 */
export function parseZoneFilter(text: string): ParsedZoneFilter {
  const cursor = new Cursor(tokenize(text));
  try {
    if (cursor.atEnd) return { ok: true, filter: { kind: 'all' } };
    const filter = disjunction(cursor, 0);
    if (!cursor.atEnd) cursor.fail({ message: 'Expected “and”, “or” or the end here.' });
    return { ok: true, filter };
  } catch (problem) {
    if (!(problem instanceof FilterProblem)) throw problem;
    return { ok: false, error: problem.detail };
  }
}

function disjunction(cursor: Cursor, depth: number): ZoneFilter {
  return chain(cursor, 'or', '||', () => chain(cursor, 'and', '&&', () => term(cursor, depth)));
}

function chain(cursor: Cursor, kind: 'and' | 'or', symbol: '&&' | '||', next: () => ZoneFilter): ZoneFilter {
  const terms: [ZoneFilter, ...ZoneFilter[]] = [next()];
  while (cursor.isWord(kind) || cursor.isSymbol(symbol)) {
    cursor.advance();
    terms.push(next());
  }
  return terms.length === 1 ? terms[0] : { kind, terms };
}

function term(cursor: Cursor, depth: number): ZoneFilter {
  if (depth > MAX_NESTING) cursor.fail({ message: 'This is nested too deeply.' });
  if (cursor.isWord('not') || cursor.isSymbol('!')) {
    cursor.advance();
    return { kind: 'not', term: term(cursor, depth + 1) };
  }
  if (cursor.takeSymbol('(')) {
    const inner = disjunction(cursor, depth + 1);
    if (!cursor.takeSymbol(')')) cursor.fail({ message: 'Expected a closing parenthesis here.' });
    return inner;
  }
  const { token } = cursor;
  if (token.kind === 'number' || cursor.isSymbol('{')) return { kind: 'ranges', ranges: ranges(cursor) };
  if (token.kind === 'word') return condition(cursor, token);
  if (token.kind === 'bad') cursor.fail(token.problem);
  return cursor.fail({ message: 'Expected a zone, a range, or a column such as “flows”.' });
}

function condition(cursor: Cursor, word: Token & { readonly kind: 'word' }): ZoneFilter {
  if (cursor.isWord('reserved')) {
    cursor.advance();
    return { kind: 'reserved' };
  }
  if (cursor.isWord('direction')) return direction(cursor);
  const field = zoneFields.find((known) => known === word.lower);
  if (field === undefined)
    return cursor.fail(problemNear(`Zones have no column ${shown(word.text)}.`, word.text, words));
  cursor.advance();
  if (field === 'zone' && cursor.isWord('in')) {
    cursor.advance();
    return { kind: 'ranges', ranges: ranges(cursor) };
  }
  const operator = operators.find((symbol) => cursor.isSymbol(symbol));
  if (operator === undefined) {
    if (cursor.token.kind === 'bad') cursor.fail(cursor.token.problem);
    return cursor.fail({ message: `Expected a comparison after “${field}”, as in “${field} > 10”.` });
  }
  cursor.advance();
  return { kind: 'compare', field, operator, value: numberHere(cursor, field) };
}

function direction(cursor: Cursor): ZoneFilter {
  cursor.advance();
  const isEqual = cursor.takeSymbol('==');
  if (!isEqual && !cursor.takeSymbol('!='))
    return cursor.fail({ message: 'Expected “==” or “!=” after “direction”.' });
  const { token } = cursor;
  const found = zoneDirections.find((known) => token.kind === 'word' && known === token.lower);
  if (found === undefined) {
    const message = 'A direction is both, original, reply or mixed.';
    return cursor.fail(
      token.kind === 'word' ? problemNear(message, token.text, zoneDirections) : { message },
    );
  }
  cursor.advance();
  const filter: ZoneFilter = { kind: 'direction', direction: found };
  return isEqual ? filter : { kind: 'not', term: filter };
}

function numberHere(cursor: Cursor, field: ZoneField): number {
  const { token } = cursor;
  if (field === 'zone') return zoneHere(cursor);
  if (token.kind === 'bad') cursor.fail(token.problem);
  if (token.kind !== 'number')
    return cursor.fail({ message: `Expected a number to compare “${field}” with.` });
  if (token.unit !== '') return cursor.fail({ message: `“${field}” takes a plain number without a unit.` });
  cursor.advance();
  return Number(token.digits);
}

/** `4100`, `100..200`, several of them after commas, or all that in braces. */
function ranges(cursor: Cursor): readonly ZoneRange[] {
  const braced = cursor.takeSymbol('{');
  const list = [range(cursor)];
  while (cursor.takeSymbol(',')) list.push(range(cursor));
  if (braced && !cursor.takeSymbol('}'))
    cursor.fail({ message: 'Expected a comma or a closing brace here.' });
  return list;
}

function range(cursor: Cursor): ZoneRange {
  const start = cursor.token;
  const from = zoneHere(cursor);
  if (!cursor.takeSymbol('..')) return { from, to: from };
  const to = zoneHere(cursor);
  if (to < from) cursor.fail({ message: `This range ends before it begins: ${from}..${to}.` }, start);
  return { from, to };
}

function zoneHere(cursor: Cursor): number {
  const { token } = cursor;
  if (token.kind === 'bad') cursor.fail(token.problem);
  const zone = token.kind === 'number' && token.unit === '' ? Number(token.digits) : Number.NaN;
  if (!Number.isInteger(zone) || zone >= ZONE_COUNT)
    return cursor.fail({ message: `A zone is a number from 0 to ${ZONE_COUNT - 1}.` });
  cursor.advance();
  return zone;
}
