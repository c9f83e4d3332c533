import type { Condition, Filter } from '../../shared/filter/ast.ts';
import type { BitField, Flag, NumberField } from '../../shared/filter/fields.ts';
import { StatusBit } from '../../shared/status.ts';

/** A part of a filter that the kernel can check itself while it dumps: all that is named must match. */
export interface KernelFilter {
  /** Flows with this zone in either direction; for 0, in both. */
  readonly zone?: number;
  readonly mark?: MaskedValue;
  readonly status?: MaskedValue;
}

/** Bits of `mask` that must be as in `value`; `value` has no others. */
export interface MaskedValue {
  readonly value: number;
  readonly mask: number;
}

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
 * What a filter implies that the kernel can check (zone since 6.8, mark, status since 5.8); null when that is
 * nothing. It may let flows pass that the filter does not, never the other way round.
 */
export function kernelFilter(filter: Filter): KernelFilter | null {
  const parts = filter.kind === 'all' ? [] : requirementsOf(filter);
  const implied = parts.reduce(both, {});
  return Object.keys(implied).length > 0 ? implied : null;
}

/** Parts each of which follows from the condition. */
function requirementsOf(condition: Condition): readonly KernelFilter[] {
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
    case 'number': {
      const [{ low, high }, ...others] = condition.set;
      const single = condition.among && others.length === 0 && low === high;
      return single ? equal(condition.field, low) : [];
    }
    default:
      return [];
  }
}

function opposite(condition: Condition): readonly KernelFilter[] {
  if (condition.kind === 'not') return requirementsOf(condition.term);
  const status = condition.kind === 'flag' ? STATUS_FLAGS[condition.flag] : undefined;
  return status === undefined ? [] : [{ status: { value: status.value ^ status.mask, mask: status.mask } }];
}

function equal(field: NumberField, value: number): readonly KernelFilter[] {
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
    default:
      return [];
  }
}

/** A value with bits outside its mask matches no flow; that is left to the filter itself. */
function masked(field: BitField, { value, mask }: MaskedValue): readonly KernelFilter[] {
  if (mask === 0 || (value & ~mask) !== 0) return [];
  return [field === 'mark' ? { mark: { value, mask } } : { status: { value, mask } }];
}

/** Both parts together; where they contradict each other, the first, which is implied all the same. */
function both(left: KernelFilter, right: KernelFilter): KernelFilter {
  const mark = bothMasked(left.mark, right.mark);
  const status = bothMasked(left.status, right.status);
  return { ...right, ...left, ...(mark && { mark }), ...(status && { status }) };
}

function bothMasked(left?: MaskedValue, right?: MaskedValue): MaskedValue | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  if (((left.value ^ right.value) & left.mask & right.mask) !== 0) return left;
  return { value: (left.value | right.value) >>> 0, mask: (left.mask | right.mask) >>> 0 };
}

function bit(mask: number): MaskedValue {
  return { value: mask, mask };
}
