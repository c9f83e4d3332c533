import { compareWords, longestPrefix } from './address-span.ts';
import type { AddressSpan, IcmpTypeName, NonEmpty, NumberSpan, StateName } from './ast.ts';
import type { Cursor } from './cursor.ts';
import type { AddressField, NumericField } from './fields.ts';
import { shown } from './lex.ts';
import { problemNear } from './nearest.ts';
import { readNumber } from './values.ts';
import { icmpTypeNames, isReserved, stateNames } from './vocabulary.ts';

/** Reads one value, or where `ranges` are allowed, also a range of them. */
export type ElementReader<T> = (cursor: Cursor, ranges: boolean) => T;

/** Reads all that stands after an operator. */
export type SetReader = <T>(cursor: Cursor, element: ElementReader<T>) => NonEmpty<T>;

/** What stands after `==`: one value. */
export function readOne<T>(cursor: Cursor, element: ElementReader<T>): NonEmpty<T> {
  return [element(cursor, false)];
}

/** What stands after `in`: a value or range, or several in braces. */
export function readSeveral<T>(cursor: Cursor, element: ElementReader<T>): NonEmpty<T> {
  if (!cursor.takeSymbol('{')) return [element(cursor, true)];
  const first = element(cursor, true);
  const rest: T[] = [];
  while (cursor.takeSymbol(',')) rest.push(element(cursor, true));
  if (!cursor.takeSymbol('}')) cursor.fail();
  return [first, ...rest];
}

/** One number of a field, in its base unit. */
export function readNumberValue(cursor: Cursor, field: NumericField): number {
  cursor.want({ kind: 'value', field });
  const { token } = cursor;
  if (token.kind === 'end' || token.kind === 'bad' || token.kind === 'symbol') cursor.fail();
  const reading = readNumber(field, token);
  if (!reading.ok) cursor.fail(reading.problem);
  cursor.advance();
  return reading.value;
}

/** Reads a number or, where ranges may stand, `low..high`. */
export function readNumberSpan(cursor: Cursor, field: NumericField, ranges: boolean): NumberSpan {
  const start = cursor.token;
  const low = readNumberValue(cursor, field);
  if (!ranges || !cursor.takeSymbol('..')) return { low, high: low };
  const high = readNumberValue(cursor, field);
  if (high < low) cursor.fail({ message: BACKWARDS }, start);
  return { low, high };
}

/** Reads an address, a prefix or, where ranges may stand, `first..last`. */
export function readAddressSpan(cursor: Cursor, field: AddressField, ranges: boolean): AddressSpan {
  const start = cursor.token;
  const span = readPrefix(cursor, field);
  if (!ranges || !cursor.takeSymbol('..')) return span;
  const end = readPrefix(cursor, field);
  const [first, last] = [span.address, end.address];
  if (!isWhole(span) || !isWhole(end))
    cursor.fail({ message: 'A range goes between addresses, not prefixes.' }, start);
  if (first.family !== last.family) {
    cursor.fail({ message: 'The ends of a range must be both IPv4 or both IPv6.' }, start);
  }
  if (compareWords(first.words, last.words) > 0) cursor.fail({ message: BACKWARDS }, start);
  return { kind: 'range', first, last };
}

/** Reads an ICMP type: a name, a number, or a range of numbers. */
export function readIcmpType(cursor: Cursor, ranges: boolean): IcmpTypeName | NumberSpan {
  const { token } = cursor;
  if (token.kind !== 'word') return readNumberSpan(cursor, 'icmp.type', ranges);
  cursor.want({ kind: 'value', field: 'icmp.type' });
  return { name: readName(cursor, token.text, icmpTypeNames, 'an ICMP type') };
}

/** Reads the name of a connection’s state. */
export function readState(cursor: Cursor): StateName {
  cursor.want({ kind: 'value', field: 'state' });
  const { token } = cursor;
  if (token.kind !== 'word') return cursor.fail();
  return readName(cursor, token.text, stateNames, 'a state');
}

/** A text: in quotes, or a word that has no meaning of its own. */
export function readText(cursor: Cursor): string {
  cursor.want({ kind: 'value', field: 'helper' });
  const { token } = cursor;
  if (token.kind !== 'text' && token.kind !== 'word') return cursor.fail();
  if (token.kind === 'word' && isReserved(token.lower)) return cursor.fail();
  cursor.advance();
  return token.text;
}

type Prefix = AddressSpan & { readonly kind: 'prefix' };

const BACKWARDS = 'A range goes from the lower value to the higher.';

function isWhole(span: Prefix): boolean {
  return span.length === longestPrefix(span.address.family);
}

function readPrefix(cursor: Cursor, field: AddressField): Prefix {
  cursor.want({ kind: 'value', field });
  const { token } = cursor;
  if (token.kind !== 'address') return cursor.fail();
  cursor.advance();
  return token.span;
}

function readName<N extends string>(cursor: Cursor, typed: string, names: readonly N[], what: string): N {
  const name = names.find((known) => known.toLowerCase() === typed.toLowerCase());
  if (name === undefined) return cursor.fail(problemNear(`${shown(typed)} is not ${what}.`, typed, names));
  cursor.advance();
  return name;
}
