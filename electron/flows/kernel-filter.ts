import { type Family, formatAddress } from '../../shared/address.ts';
import { boundsOf, compareWords } from '../../shared/filter/address-span.ts';
import type { AddressSpan, Condition, Filter, NonEmpty } from '../../shared/filter/ast.ts';
import type { AddressField, BitField, Flag, NumberField } from '../../shared/filter/fields.ts';
import { TCP, UDP } from '../../shared/protocol.ts';
import { StatusBit } from '../../shared/status.ts';
import type { MaskedValue, TablePart, TuplePattern } from '../../shared/table-part.ts';

/** Flags that are one status bit: set, or for `unreplied`, not set. */
const STATUS_FLAGS: Partial<Readonly<Record<Flag, MaskedValue>>> = {
  assured: bit(StatusBit.assured),
  unreplied: { value: 0, mask: StatusBit.seenReply },
  seen_reply: bit(StatusBit.seenReply),
  confirmed: bit(StatusBit.confirmed),
  dying: bit(StatusBit.dying),
  offload: bit(StatusBit.offload),
  hw_offload: bit(StatusBit.hwOffload),
  fixed_timeout: bit(StatusBit.fixedTimeout),
  expected: bit(StatusBit.expected),
};

/**
 * What a filter implies that the kernel can check (zone since 6.8; mark, status and exact parts of tuples since 5.8); null
 * when that is nothing. It may let flows pass that the filter does not, never the other way round.
 */
export function kernelFilter(filter: Filter): TablePart | null {
  const requirements = filter.kind === 'all' ? [] : requirementsOf(filter);
  const { family, original, reply, ...others } = requirements.reduce(both, {});
  const part = { ...others, ...(family && tuplesOf(family, original, reply)) };
  return Object.keys(part).length > 0 ? part : null;
}

/** Parts each of which follows from the condition; of tuples also what the kernel does not compare. */
function requirementsOf(condition: Condition): readonly TablePart[] {
  switch (condition.kind) {
    case 'and':
      return condition.terms.flatMap(requirementsOf);
    case 'not':
      return opposite(condition.term);
    case 'flag': {
      const status = STATUS_FLAGS[condition.flag];
      return status === undefined ? [] : [{ status }];
    }
    case 'mask':
      return condition.equal ? masked(condition.field, condition) : [];
    case 'address':
      return condition.among ? amongAddresses(condition.field, condition.set) : [];
    case 'number': {
      const [{ low, high }, ...others] = condition.set;
      const single = condition.among && others.length === 0 && low === high;
      return single ? equal(condition.field, low) : [];
    }
    default:
      return [];
  }
}

function opposite(condition: Condition): readonly TablePart[] {
  if (condition.kind === 'not') return requirementsOf(condition.term);
  const status = condition.kind === 'flag' ? STATUS_FLAGS[condition.flag] : undefined;
  return status === undefined ? [] : [{ status: { value: status.value ^ status.mask, mask: status.mask } }];
}

function equal(field: NumberField, value: number): readonly TablePart[] {
  switch (field) {
    case 'mark':
    case 'status':
      return masked(field, { value, mask: 0xffff_ffff });
    case 'zone':
      return [{ zone: value }];
    case 'zone.orig':
    case 'zone.reply':
      // A flow of which one direction is in zone 0 may have another zone in the other.
      return value === 0 ? [] : [{ zone: value }];
    case 'family':
      return value === 4 || value === 6 ? [{ family: value }] : [];
    case 'proto':
      return [{ original: { protocol: value } }];
    case 'sport':
      return [{ original: { sourcePort: value } }];
    case 'dport':
      return [{ original: { destinationPort: value } }];
    case 'reply.sport':
      return [{ reply: { sourcePort: value } }];
    case 'reply.dport':
      return [{ reply: { destinationPort: value } }];
    default:
      return [];
  }
}

/** Every flow has the addresses of one family, so addresses of one imply it. */
function amongAddresses(field: AddressField, set: NonEmpty<AddressSpan>): readonly TablePart[] {
  const [{ family, low, high }, ...others] = [boundsOf(set[0]), ...set.slice(1).map(boundsOf)] as const;
  if (others.some((span) => span.family !== family)) return [];
  const isOne = others.length === 0 && compareWords(low, high) === 0;
  return [{ family, ...(isOne && equalAddress(field, formatAddress(family, low))) }];
}

function equalAddress(field: AddressField, address: string): TablePart {
  switch (field) {
    case 'src':
      return { original: { source: address } };
    case 'dst':
      return { original: { destination: address } };
    case 'reply.src':
      return { reply: { source: address } };
    case 'reply.dst':
      return { reply: { destination: address } };
    case 'addr':
      return {};
  }
}

/** The patterns of both directions with the family that they need. A family alone would be most of the table. */
function tuplesOf(family: Family, original: TuplePattern = {}, reply: TuplePattern = {}): TablePart {
  const { protocol } = original;
  const parts = {
    original: { ...comparable(original, family, protocol), ...(protocol !== undefined && { protocol }) },
    reply: comparable(reply, family, protocol),
  };
  const given = Object.entries(parts).filter(([, pattern]) => Object.keys(pattern).length > 0);
  return given.length === 0 ? {} : { family, ...Object.fromEntries(given) };
}

/** As much of a pattern as the kernel compares rightly: IPv4 addresses, and the ports of TCP and UDP. */
function comparable(pattern: TuplePattern, family: Family, protocol: number | undefined): TuplePattern {
  const { source, destination, sourcePort, destinationPort } = pattern;
  const hasPorts = protocol === TCP || protocol === UDP;
  return {
    ...(family === 4 && source !== undefined && { source }),
    ...(family === 4 && destination !== undefined && { destination }),
    ...(hasPorts && sourcePort !== undefined && { protocol, sourcePort }),
    ...(hasPorts && destinationPort !== undefined && { protocol, destinationPort }),
  };
}

/** A value with bits outside its mask matches no flow; that is left to the filter itself. */
function masked(field: BitField, { value, mask }: MaskedValue): readonly TablePart[] {
  if (mask === 0 || (value & ~mask) !== 0) return [];
  return [field === 'mark' ? { mark: { value, mask } } : { status: { value, mask } }];
}

/**
 * Both parts together; where they contradict each other, the first, which is implied all the same. Addresses of two families would
 * not go into one pattern, so of two families the second counts for nothing at all.
 */
function both(left: TablePart, right: TablePart): TablePart {
  if (left.family !== undefined && right.family !== undefined && left.family !== right.family) return left;
  const mark = bothMasked(left.mark, right.mark);
  const status = bothMasked(left.status, right.status);
  const original = { ...right.original, ...left.original };
  const reply = { ...right.reply, ...left.reply };
  return { ...right, ...left, ...(mark && { mark }), ...(status && { status }), original, reply };
}

function bothMasked(left?: MaskedValue, right?: MaskedValue): MaskedValue | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  if (((left.value ^ right.value) & left.mask & right.mask) !== 0) return left;
  return { value: (left.value | right.value) >>> 0, mask: (left.mask | right.mask) >>> 0 };
}

function bit(mask: number): MaskedValue {
  return { value: mask, mask };
}
