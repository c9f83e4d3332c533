import fc from 'fast-check';
import { type Address, formatAddress } from '../address.ts';
import { compareWords, networkOf } from './address-span.ts';
import type { AddressSpan, Condition, Filter, NonEmpty, NumberSpan } from './ast.ts';
import {
  FIELDS,
  fieldNames,
  flagNames,
  isAddressField,
  isNumberField,
  isOrderedField,
  type NumericField,
} from './fields.ts';
import { helperNames, icmpTypeNames, stateNames } from './vocabulary.ts';

/** Addresses that are often equal or neighbours, so that generated filters do match generated flows. */
export const anyAddress: fc.Arbitrary<Address> = fc.oneof(
  fc
    .tuple(fc.constantFrom(0x0a000300, 0xcb007100, 0, 0xffffff00), fc.nat(3))
    .map(([base, host]) => ipv4(base + host)),
  fc
    .tuple(fc.constantFrom(0x20010db8, 0, 0xffffffff), fc.nat(2), fc.nat(3))
    .map(([a, b, d]) => ipv6(a, b, d)),
);

/** Numbers that a field can have, often small, often at the edges. */
function anyNumber(field: NumericField): fc.Arbitrary<number> {
  const { max } = FIELDS[field];
  const edges = fc.constantFrom(0, 1, max - 1, max);
  const common = fc
    .constantFrom(6, 17, 1, 58, 47, 132, 80, 443, 1000, 60_000, 1_000_000)
    .map((usual) => Math.min(usual, max));
  return fc.oneof(
    edges,
    common,
    fc.nat(Math.min(max, 0x7fff_ffff)),
    fc.maxSafeNat().map((large) => large % (max + 1)),
  );
}

const anySpan: fc.Arbitrary<AddressSpan> = fc.oneof(
  fc.tuple(anyAddress, fc.nat(128)).map(([address, bits]): AddressSpan => {
    const length = address.family === 4 ? bits % 33 : bits;
    return { kind: 'prefix', address: networkOf(address, length), length };
  }),
  anyAddress.map(
    (address): AddressSpan => ({ kind: 'prefix', address, length: address.family === 4 ? 32 : 128 }),
  ),
  fc
    .tuple(anyAddress, anyAddress)
    .filter(([first, last]) => first.family === last.family && compareWords(first.words, last.words) <= 0)
    .map(([first, last]): AddressSpan => ({ kind: 'range', first, last })),
);

/** Any tree that the types allow, for a round trip through text or a comparison with another evaluator. */
const anyCondition: fc.Arbitrary<Condition> = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    anyLeaf(),
    fc
      .tuple(
        tie('condition'),
        tie('condition'),
        fc.array(tie('condition'), { maxLength: 2 }),
        fc.constantFrom('and', 'or'),
      )
      .map(([first, second, rest, kind]): Condition => ({ kind, terms: [first, second, ...rest] })),
    tie('condition').map((term): Condition => ({ kind: 'not', term })),
  ),
})).condition;

export const anyFilter: fc.Arbitrary<Filter> = fc.oneof(
  { weight: 1, arbitrary: fc.constant<Filter>({ kind: 'all' }) },
  { weight: 50, arbitrary: anyCondition },
);

function anyLeaf(): fc.Arbitrary<Condition> {
  const among = fc.boolean();
  const text = fc.oneof(
    fc.constantFrom(...helperNames, 'FTP', 'ft', 'and', 'a "b" \\ c', 'ESTAB', 'tcp', ''),
    fc.string({ unit: 'grapheme' }),
  );
  const order = fc.constantFrom('<', '<=', '>', '>=');
  const comparison = fc.constantFrom('==', '!=', '<', '<=', '>', '>=');
  return fc.oneof(
    fc.record({ kind: fc.constant('flag'), flag: fc.constantFrom(...flagNames) }),
    fc.record({
      kind: fc.constant('address'),
      among,
      field: fc.constantFrom(...fieldNames.filter(isAddressField)),
      set: some(anySpan),
    }),
    fc.constantFrom(...fieldNames.filter(isNumberField)).chain((field) =>
      fc.record({
        kind: fc.constant('number'),
        among,
        field: fc.constant(field),
        set: some(anyNumberSpan(field)),
      }),
    ),
    fc.constantFrom(...fieldNames.filter(isOrderedField)).chain((field) =>
      fc.record({
        kind: fc.constant('order'),
        field: fc.constant(field),
        operator: order,
        bound: anyNumber(field),
      }),
    ),
    fc.record({
      kind: fc.constant('icmp-type'),
      among,
      field: fc.constant('icmp.type'),
      set: some(
        fc.oneof(
          fc.constantFrom(...icmpTypeNames).map((name) => ({ name })),
          anyNumberSpan('icmp.type'),
        ),
      ),
    }),
    fc.record({
      kind: fc.constant('state'),
      among,
      field: fc.constant('state'),
      set: some(fc.constantFrom(...stateNames)),
    }),
    fc.record({ kind: fc.constant('text'), among, field: fc.constant('helper'), set: some(text) }),
    fc.record({ kind: fc.constant('contains'), field: fc.constant('helper'), text }),
    fc.record({ kind: fc.constant('search'), text }),
    fc.record({
      kind: fc.constant('mask'),
      field: fc.constantFrom('mark', 'status'),
      mask: anyNumber('mark'),
      equal: fc.boolean(),
      value: anyNumber('mark'),
    }),
    pair('address-pair', ['src', 'dst', 'reply.src', 'reply.dst'], { equal: fc.boolean() }),
    pair('number-pair', ['sport', 'dport', 'reply.sport', 'reply.dport'], { operator: comparison }),
    pair('number-pair', ['zone.orig', 'zone.reply'], { operator: comparison }),
    pair('number-pair', ['bytes', 'bytes.orig', 'bytes.reply'], { operator: comparison }),
    pair('number-pair', ['packets', 'packets.orig', 'packets.reply'], { operator: comparison }),
    pair('number-pair', ['timeout', 'age'], { operator: comparison }),
  );
}

function pair<const K extends string, const F extends string, O extends object>(
  kind: K,
  fields: NonEmpty<F>,
  rest: { [P in keyof O]: fc.Arbitrary<O[P]> },
) {
  const [...all] = fields;
  return fc
    .tuple(fc.constantFrom(...all), fc.constantFrom(...all), fc.record(rest))
    .map(([left, right, operator]) => ({ kind, left, right, ...operator }));
}

function some<T>(element: fc.Arbitrary<T>): fc.Arbitrary<NonEmpty<T>> {
  return fc
    .tuple(element, fc.array(element, { maxLength: 3 }))
    .map(([first, rest]): NonEmpty<T> => [first, ...rest]);
}

function anyNumberSpan(field: NumericField): fc.Arbitrary<NumberSpan> {
  const number = anyNumber(field);
  return fc.oneof(
    number.map((value) => ({ low: value, high: value })),
    fc
      .tuple(number, number)
      .map(([one, other]) => ({ low: Math.min(one, other), high: Math.max(one, other) })),
  );
}

function ipv4(word: number): Address {
  return { family: 4, words: [word, 0, 0, 0], text: formatAddress(4, [word, 0, 0, 0]) };
}

function ipv6(a: number, b: number, d: number): Address {
  return { family: 6, words: [a, b, 0, d], text: formatAddress(6, [a, b, 0, d]) };
}
