import type { Family } from './address.ts';

/**
 * A part of the table that the kernel itself can pick out; all that is named must match. Older kernels ignore what they do
 * not know, and then mean more flows (marks and status before 5.8, zones before 6.8).
 */
export interface TablePart {
  /** Flows of this family. Has to be given with a tuple pattern, or the kernel refuses it (EOPNOTSUPP). */
  readonly family?: Family;
  /** Flows with this zone in either direction; 0: in both. */
  readonly zone?: number;
  readonly mark?: MaskedValue;
  /** The mask must have a bit, or the kernel refuses it (EINVAL). */
  readonly status?: MaskedValue;
  readonly original?: TuplePattern;
  readonly reply?: TuplePattern;
}

/** Bits of `mask` that must be as in `value`. */
export interface MaskedValue {
  readonly value: number;
  readonly mask: number;
}

/**
 * Parts of one direction's tuple, each compared for equality. Only what the kernel compares rightly
 * (ctnetlink_filter_match_tuple): IPv4 addresses, and the ports of TCP and UDP. IPv6 addresses it takes the wrong way
 * round, finding all flows but those, and the ports of other protocols it does not look at.
 */
export interface TuplePattern {
  readonly source?: string;
  readonly destination?: string;
  readonly protocol?: number;
  readonly sourcePort?: number;
  readonly destinationPort?: number;
}
