import { formatAddress } from '../../shared/address.ts';
import {
  type Expectation,
  ExpectationFlag,
  type ExpectationRef,
  type ExpectationSpec,
  type ExpectedFlow,
} from '../../shared/expectation.ts';
import { longestPrefix, prefixMask } from '../../shared/filter/address-span.ts';
import type { FlowRef, Tuple } from '../../shared/flow.ts';
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
export function encodeExpectationDump(writer: MessageWriter, sequence: number, master: FlowRef | null): void {
  const family = master ? familyOf(master.original) : AddressFamily.unspecified;
  writer.begin(ExpectationMessage.get, Flag.request | Flag.dump, sequence, family);
  if (master) {
    encodeTuple(writer, ExpectationAttribute.master, master.protocol, master.original);
    if (master.zones.original !== 0) writer.u16(ExpectationAttribute.zone, master.zones.original);
  }
  writer.end();
}

/** The kernel wants a timeout and then takes the helper's own (nf_ct_expect_insert). */
const ANY_TIMEOUT_SECONDS = 60;

/** Makes an expectation on a flow that has a helper; EEXIST when it is there already. */
export function encodeExpectationCreate(
  writer: MessageWriter,
  sequence: number,
  spec: ExpectationSpec,
): void {
  const { master, expected } = spec;
  const { protocol } = expected;
  const flags = Flag.request | Flag.ack | Flag.create | Flag.exclusive;
  writer.begin(ExpectationMessage.new, flags, sequence, familyOf(master.original));
  encodeTuple(writer, ExpectationAttribute.master, master.protocol, master.original);
  encodeTuple(writer, ExpectationAttribute.tuple, protocol, expectedTuple(expected));
  encodeTuple(writer, ExpectationAttribute.mask, protocol, maskOf(expected));
  writer.u32(ExpectationAttribute.timeout, ANY_TIMEOUT_SECONDS);
  if (master.zones.original !== 0) writer.u16(ExpectationAttribute.zone, master.zones.original);
  const bits =
    (expected.permanent ? ExpectationFlag.permanent : 0) | (expected.inactive ? ExpectationFlag.inactive : 0);
  if (bits !== 0) writer.u32(ExpectationAttribute.flags, bits);
  if (expected.class !== 0) writer.u32(ExpectationAttribute.class, expected.class);
  writer.end();
}

/** The tuple that the kernel keeps an expectation under. */
export function expectedTuple({ source, sourcePort, destination, destinationPort }: ExpectedFlow): Tuple {
  return {
    source,
    destination,
    l4: { kind: 'ports', source: sourcePort ?? 0, destination: destinationPort },
  };
}

/** The kernel looks at the source's half alone: a destination always counts as a whole. */
function maskOf({ source, sourcePrefix, sourcePort }: ExpectedFlow): Tuple {
  const family = source.includes(':') ? 6 : 4;
  return {
    source: formatAddress(family, prefixMask(sourcePrefix)),
    destination: formatAddress(family, prefixMask(longestPrefix(family))),
    l4: { kind: 'ports', source: sourcePort === null ? 0 : 0xffff, destination: 0xffff },
  };
}

/** Deletes one expectation, and only the life of it that has this id: ENOENT otherwise. */
export function encodeExpectationDelete(writer: MessageWriter, sequence: number, ref: ExpectationRef): void {
  writer.begin(ExpectationMessage.delete, Flag.request | Flag.ack, sequence, familyOf(ref.tuple));
  encodeTuple(writer, ExpectationAttribute.tuple, ref.protocol, ref.tuple);
  if (ref.zone !== 0) writer.u16(ExpectationAttribute.zone, ref.zone);
  writer.u32(ExpectationAttribute.id, ref.id);
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
