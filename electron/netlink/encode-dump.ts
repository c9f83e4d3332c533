import type { Address } from '../../shared/address.ts';
import { InspectorError } from '../../shared/errors.ts';
import { TCP, UDP } from '../../shared/protocol.ts';
import type { TablePart, TuplePattern } from '../../shared/table-part.ts';
import {
  AddressFamily,
  FilterAttribute,
  FilterFlag,
  Flag,
  FlowAttribute,
  FlowMessage,
  IpAttribute,
  ProtocolAttribute,
  TupleAttribute,
} from './constants.ts';
import type { MessageWriter } from './message-writer.ts';
import { addressOf, encodeAddress, familyNumber } from './tuple.ts';

/** Where flows are listed from: the table, those that left it but are still held, those whose first packet is on its way. */
export type FlowList = 'table' | 'dying' | 'unconfirmed';

const listMessages = {
  table: FlowMessage.get,
  dying: FlowMessage.getDying,
  unconfirmed: FlowMessage.getUnconfirmed,
} as const;

/** Lists flows: NEW messages with NLM_F_MULTI, then NLMSG_DONE. The filter counts for the table only. */
export function encodeDump(
  writer: MessageWriter,
  sequence: number,
  filter: TablePart = {},
  list: FlowList = 'table',
): void {
  writer.begin(listMessages[list], Flag.request | Flag.dump, sequence, familyOf(filter));
  encodeFilter(writer, filter);
  writer.end();
}

/**
 * Deletes every flow that matches, the whole table without a filter. `resource` goes to nfgenmsg's res_id, which the
 * kernel ignores and the executor's allow list looks at.
 */
export function encodeFlush(writer: MessageWriter, sequence: number, filter: TablePart, resource = 0): void {
  // Since 5.2 a flush heeds the family only in a message of version 1, and otherwise empties the table of both.
  const header = { version: filter.family === undefined ? 0 : 1, resource };
  writer.begin(FlowMessage.delete, Flag.request | Flag.ack, sequence, familyOf(filter), header);
  encodeFilter(writer, filter);
  writer.end();
}

/** Asks for the counts of each CPU (a dump). */
export function encodeCpuStatistics(writer: MessageWriter, sequence: number): void {
  writer.begin(FlowMessage.getStatsCpu, Flag.request | Flag.dump, sequence, AddressFamily.unspecified);
  writer.end();
}

/** Asks how many flows the table holds and may hold (one message). */
export function encodeGlobalStatistics(writer: MessageWriter, sequence: number): void {
  writer.begin(FlowMessage.getStats, Flag.request, sequence, AddressFamily.unspecified);
  writer.end();
}

function encodeFilter(writer: MessageWriter, filter: TablePart): void {
  const { original, reply } = filter;
  if (original) encodePattern(writer, FlowAttribute.tupleOriginal, original);
  if (reply) encodePattern(writer, FlowAttribute.tupleReply, reply);
  if (filter.zone !== undefined) writer.u16(FlowAttribute.zone, filter.zone);
  if (filter.mark) {
    // The kernel compares the masked mark with the whole value.
    writer.u32(FlowAttribute.mark, filter.mark.value & filter.mark.mask);
    writer.u32(FlowAttribute.markMask, filter.mark.mask);
  }
  if (filter.status) {
    writer.u32(FlowAttribute.status, filter.status.value & filter.status.mask);
    writer.u32(FlowAttribute.statusMask, filter.status.mask);
  }
  if (original || reply) {
    const nest = writer.open(FlowAttribute.filter);
    writer.nativeU32(FilterAttribute.originalFlags, flagsOf(original));
    writer.nativeU32(FilterAttribute.replyFlags, flagsOf(reply));
    writer.close(nest);
  }
}

function encodePattern(writer: MessageWriter, type: number, pattern: TuplePattern): void {
  const { source, destination, protocol, sourcePort, destinationPort } = pattern;
  const whole = writer.open(type);
  if (source !== undefined || destination !== undefined) {
    const ip = writer.open(TupleAttribute.ip);
    if (source !== undefined) encodeAddress(writer, IpAttribute.v4Source, ipv4(source));
    if (destination !== undefined) encodeAddress(writer, IpAttribute.v4Destination, ipv4(destination));
    writer.close(ip);
  }
  if (sourcePort !== undefined || destinationPort !== undefined) requirePorts(protocol);
  if (protocol !== undefined) {
    const transport = writer.open(TupleAttribute.protocol);
    writer.u8(ProtocolAttribute.number, protocol);
    if (sourcePort !== undefined) writer.u16(ProtocolAttribute.sourcePort, sourcePort);
    if (destinationPort !== undefined) writer.u16(ProtocolAttribute.destinationPort, destinationPort);
    writer.close(transport);
  }
  writer.close(whole);
}

function ipv4(text: string): Address {
  const address = addressOf(text);
  if (address.family === 4) return address;
  throw unsupported('The kernel’s filter by IPv6 address finds all flows but those of the address.');
}

function requirePorts(protocol: number | undefined): void {
  if (protocol === TCP || protocol === UDP) return;
  throw unsupported('The kernel’s filter compares ports of TCP and UDP only.');
}

function unsupported(message: string): InspectorError {
  return new InspectorError({ code: 'unsupported', operation: 'filter in the kernel', message });
}

function flagsOf(pattern: TuplePattern = {}): number {
  return (
    (pattern.source === undefined ? 0 : FilterFlag.ipSource) |
    (pattern.destination === undefined ? 0 : FilterFlag.ipDestination) |
    (pattern.protocol === undefined ? 0 : FilterFlag.protocol) |
    (pattern.sourcePort === undefined ? 0 : FilterFlag.sourcePort) |
    (pattern.destinationPort === undefined ? 0 : FilterFlag.destinationPort)
  );
}

function familyOf({ family }: TablePart): number {
  return family === undefined ? AddressFamily.unspecified : familyNumber(family);
}
