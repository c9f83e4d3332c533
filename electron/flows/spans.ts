import type { AddressWords } from '../../shared/address.ts';
import { boundsOf, compareWords } from '../../shared/filter/address-span.ts';
import type { AddressSpan, NumberSpan, Order } from '../../shared/filter/ast.ts';
import type { RowTest } from './narrow.ts';

/** IPv6 addresses from `low` to `high`, both included. */
export interface WordsSpan {
  readonly low: AddressWords;
  readonly high: AddressWords;
}

/** The same numbers in ascending spans that do not overlap; spans without a number, such as 0 to -1, go. */
export function disjoint(spans: readonly NumberSpan[]): readonly NumberSpan[] {
  return merged(
    spans.filter(({ low, high }) => low <= high),
    (left, right) => left - right,
  );
}

/** The IPv4 part of a set of addresses as numbers, ascending and without overlap. */
export function ipv4Spans(set: readonly AddressSpan[]): readonly NumberSpan[] {
  const bounds = set.map(boundsOf).filter(({ family }) => family === 4);
  return disjoint(bounds.map(({ low, high }) => ({ low: low[0], high: high[0] })));
}

/** The IPv6 part of a set of addresses, ascending and without overlap. */
export function ipv6Spans(set: readonly AddressSpan[]): readonly WordsSpan[] {
  return merged(
    set.map(boundsOf).filter(({ family }) => family === 6),
    compareWords,
  );
}

/** The numbers for which a comparison with a bound holds. */
export function spanOf(operator: Order, bound: number): NumberSpan {
  switch (operator) {
    case '<':
      return { low: 0, high: bound - 1 };
    case '<=':
      return { low: 0, high: bound };
    case '>':
      return { low: bound + 1, high: Number.POSITIVE_INFINITY };
    case '>=':
      return { low: bound, high: Number.POSITIVE_INFINITY };
  }
}

/** Tests rows against ascending spans without overlap; `compare` says where a row stands to a bound. */
export function inSpans<T>(
  spans: readonly { readonly low: T; readonly high: T }[],
  compare: (segment: Uint32Array, row: number, bound: T) => number,
): RowTest {
  return (segment, row) => {
    let from = 0;
    let to = spans.length;
    while (from < to) {
      const middle = (from + to) >>> 1;
      const span = spans[middle];
      if (span === undefined || compare(segment, row, span.low) < 0) to = middle;
      else if (compare(segment, row, span.high) > 0) from = middle + 1;
      else return true;
    }
    return false;
  };
}

function merged<T>(
  spans: readonly { readonly low: T; readonly high: T }[],
  compare: (left: T, right: T) => number,
): readonly { readonly low: T; readonly high: T }[] {
  const result: { low: T; high: T }[] = [];
  for (const span of spans.toSorted((left, right) => compare(left.low, right.low))) {
    const last = result.at(-1);
    if (last === undefined || compare(span.low, last.high) > 0) result.push({ ...span });
    else if (compare(span.high, last.high) > 0) last.high = span.high;
  }
  return result;
}
