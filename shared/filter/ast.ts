import type { Address } from '../address.ts';
import type { dccpStates, sctpStates, tcpStates } from '../protocol.ts';
import type {
  AddressField,
  BitField,
  Flag,
  NumberField,
  OrderedField,
  PairType,
  SingleFieldOf,
} from './fields.ts';

export type NonEmpty<T> = readonly [T, ...T[]];

/** Every flow, or those that meet a condition. */
export type Filter = { readonly kind: 'all' } | Condition;

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly terms: readonly [Condition, Condition, ...Condition[]] }
  | { readonly kind: 'not'; readonly term: Condition }
  | { readonly kind: 'flag'; readonly flag: Flag }
  | Test
  | { readonly kind: 'order'; readonly field: OrderedField; readonly operator: Order; readonly bound: number }
  | {
      readonly kind: 'mask';
      readonly field: BitField;
      readonly mask: number;
      readonly equal: boolean;
      readonly value: number;
    }
  | { readonly kind: 'contains'; readonly field: 'helper'; readonly text: string }
  | Pair
  /** Part of the name of the helper, the protocol or the state. */
  | { readonly kind: 'search'; readonly text: string };

export type Order = '<' | '<=' | '>' | '>=';

/**
 * A field's value is one of a set (`==`, `in`), or there is a value and it is none of them (`!=`, `not in`).
 * The flow must have the field for either to hold.
 */
export type Test = { readonly among: boolean } & (
  | { readonly kind: 'address'; readonly field: AddressField; readonly set: NonEmpty<AddressSpan> }
  | { readonly kind: 'number'; readonly field: NumberField; readonly set: NonEmpty<NumberSpan> }
  | {
      readonly kind: 'icmp-type';
      readonly field: 'icmp.type';
      readonly set: NonEmpty<IcmpTypeName | NumberSpan>;
    }
  | { readonly kind: 'state'; readonly field: 'state'; readonly set: NonEmpty<StateName> }
  | { readonly kind: 'text'; readonly field: 'helper'; readonly set: NonEmpty<string> }
);

/** Two fields of one flow compared with each other. */
export type Pair = AddressPair | NumberPair;

/** Two address fields, the same or not: addresses have no order. */
export interface AddressPair {
  readonly kind: 'address-pair';
  readonly left: SingleFieldOf<'address'>;
  readonly equal: boolean;
  readonly right: SingleFieldOf<'address'>;
}

export type NumberPair = {
  [T in PairType]: {
    readonly kind: 'number-pair';
    readonly left: SingleFieldOf<T>;
    readonly operator: '==' | '!=' | Order;
    readonly right: SingleFieldOf<T>;
  };
}[PairType];

/** Addresses of one family: a prefix (full length for one address), or both ends of a range. */
export type AddressSpan =
  | { readonly kind: 'prefix'; readonly address: Address; readonly length: number }
  | { readonly kind: 'range'; readonly first: Address; readonly last: Address };

/** Both ends, in the field's base unit; the same twice for one value. */
export interface NumberSpan {
  readonly low: number;
  readonly high: number;
}

export type StateName = (typeof tcpStates | typeof sctpStates | typeof dccpStates)[number];

/** `echo-request`, …: another number in ICMP than in ICMPv6. */
export interface IcmpTypeName {
  readonly name: string;
}
