import type { Family } from '../../shared/address.ts';
import type { Tuple } from '../../shared/flow.ts';
import {
  AddressFamily,
  ExpectationAttribute,
  ExpectationMessage,
  ExpectationNat,
  Flag,
} from './constants.ts';
import { Attributes, NFGEN_HEADER_BYTES } from './message.ts';
import type { MessageWriter } from './message-writer.ts';
import { decodeTuple, encodeTuple, familyNumber } from './tuple.ts';

/** Bits of an expectation's flags (enum ip_ct_expect_flags in nf_conntrack_common.h). */
export const ExpectationFlag = { permanent: 0x1, inactive: 0x2, userspace: 0x4 } as const;

/** A flow that a helper on another flow foretells (struct nf_conntrack_expect). */
export interface Expectation {
  readonly family: Family;
  readonly protocol: number;
  /** The flow's original tuple; where the mask has no bits anything matches. */
  readonly tuple: Tuple;
  readonly mask: Tuple;
  /** The flow that foretells it. */
  readonly master: { readonly protocol: number; readonly original: Tuple };
  /** Seconds left; null when it is permanent or the kernel does not say. */
  readonly timeoutSeconds: number | null;
  /** 32-bit hash made by the kernel; not unique. */
  readonly id: number;
  readonly helper: string | null;
  /** The master's zone; dumps do not tell it. */
  readonly zone: number | null;
  /** Bits of {@link ExpectationFlag}. */
  readonly flags: number;
  /** Which of the helper's kinds of expectation it is. */
  readonly class: number;
  /** How the flow will be translated: the direction that keeps its tuple, and the other end as it was. */
  readonly nat: {
    readonly direction: 'original' | 'reply';
    readonly protocol: number;
    readonly tuple: Tuple;
  } | null;
  /** Name of the kernel's function that will set the flow up. */
  readonly function: string | null;
}

/** What makes an expectation. Without a helper's name the master's own helper counts. */
export interface ExpectationSpec {
  readonly protocol: number;
  readonly tuple: Tuple;
  readonly mask: Tuple;
  readonly master: { readonly protocol: number; readonly original: Tuple };
  readonly zone: number;
  readonly timeoutSeconds: number;
  readonly helper: string | null;
  readonly flags: number;
  readonly class: number;
}

/** Reads a message of ctnetlink_exp; null when one of its tuples is missing. */
export function decodeExpectation(view: DataView, start: number, end: number): Expectation | null {
  const attributes = new Attributes(view, start + NFGEN_HEADER_BYTES, end);
  const tuple = tupleOf(attributes, ExpectationAttribute.tuple);
  const mask = tupleOf(attributes, ExpectationAttribute.mask);
  const master = tupleOf(attributes, ExpectationAttribute.master);
  if (!tuple || !mask || !master) return null;
  const nat = attributes.nest(ExpectationAttribute.nat);
  const natTuple = nat && tupleOf(nat, ExpectationNat.tuple);
  return {
    family: tuple.family,
    protocol: tuple.protocol,
    tuple: tuple.tuple,
    mask: mask.tuple,
    master: { protocol: master.protocol, original: master.tuple },
    timeoutSeconds: attributes.u32(ExpectationAttribute.timeout),
    id: attributes.u32(ExpectationAttribute.id) ?? 0,
    helper: attributes.text(ExpectationAttribute.helperName) || null,
    zone: attributes.u16(ExpectationAttribute.zone),
    flags: attributes.u32(ExpectationAttribute.flags) ?? 0,
    class: attributes.u32(ExpectationAttribute.class) ?? 0,
    nat: natTuple && {
      direction: nat.u32(ExpectationNat.direction) === 1 ? 'reply' : 'original',
      protocol: natTuple.protocol,
      tuple: natTuple.tuple,
    },
    function: attributes.text(ExpectationAttribute.function) || null,
  };
}

/** Lists expectations: all, or those of one flow. Answered by NEW messages with NLM_F_MULTI, then NLMSG_DONE. */
export function encodeExpectationDump(
  writer: MessageWriter,
  sequence: number,
  master?: { readonly protocol: number; readonly original: Tuple; readonly zone: number },
): void {
  const family = master ? familyOf(master.original) : AddressFamily.unspecified;
  writer.begin(ExpectationMessage.get, Flag.request | Flag.dump, sequence, family);
  if (master) {
    encodeTuple(writer, ExpectationAttribute.master, master.protocol, master.original);
    if (master.zone !== 0) writer.u16(ExpectationAttribute.zone, master.zone);
  }
  writer.end();
}

/** Makes an expectation on a flow that has a helper; EEXIST when it is there already. */
export function encodeExpectationCreate(
  writer: MessageWriter,
  sequence: number,
  spec: ExpectationSpec,
): void {
  const flags = Flag.request | Flag.ack | Flag.create | Flag.exclusive;
  writer.begin(ExpectationMessage.new, flags, sequence, familyOf(spec.tuple));
  encodeTuple(writer, ExpectationAttribute.master, spec.master.protocol, spec.master.original);
  encodeTuple(writer, ExpectationAttribute.tuple, spec.protocol, spec.tuple);
  encodeTuple(writer, ExpectationAttribute.mask, spec.protocol, spec.mask);
  writer.u32(ExpectationAttribute.timeout, spec.timeoutSeconds);
  if (spec.zone !== 0) writer.u16(ExpectationAttribute.zone, spec.zone);
  if (spec.helper !== null) writer.text(ExpectationAttribute.helperName, spec.helper);
  if (spec.flags !== 0) writer.u32(ExpectationAttribute.flags, spec.flags);
  if (spec.class !== 0) writer.u32(ExpectationAttribute.class, spec.class);
  writer.end();
}

/** Deletes one expectation, and only the life of it that has this id: ENOENT otherwise. */
export function encodeExpectationDelete(
  writer: MessageWriter,
  sequence: number,
  expectation: Pick<Expectation, 'protocol' | 'tuple' | 'id'> & { readonly zone: number },
): void {
  writer.begin(ExpectationMessage.delete, Flag.request | Flag.ack, sequence, familyOf(expectation.tuple));
  encodeTuple(writer, ExpectationAttribute.tuple, expectation.protocol, expectation.tuple);
  if (expectation.zone !== 0) writer.u16(ExpectationAttribute.zone, expectation.zone);
  writer.u32(ExpectationAttribute.id, expectation.id);
  writer.end();
}

/** Asks for the counts of expectations on each CPU (a dump). */
export function encodeExpectationStatistics(writer: MessageWriter, sequence: number): void {
  writer.begin(ExpectationMessage.getStatsCpu, Flag.request | Flag.dump, sequence, AddressFamily.unspecified);
  writer.end();
}

function tupleOf(attributes: Attributes, type: number) {
  const nest = attributes.nest(type);
  return nest && decodeTuple(nest);
}

function familyOf(tuple: Tuple): number {
  return familyNumber(tuple.source.includes(':') ? 6 : 4);
}
