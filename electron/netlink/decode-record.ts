import type { FlowEventKind } from '../../shared/flow-event.ts';
import {
  type FlowRecords,
  HELPER,
  ID,
  KIND,
  LABEL_WORDS,
  LABELS,
  MARK,
  ORIG_PACKETS,
  ORIG_SRC,
  PRESENT,
  Present,
  REPLY_L4,
  REPLY_PACKETS,
  REPLY_SRC,
  STARTED,
  STATE,
  STATUS,
  TIMEOUT,
  USE,
  ZONES,
} from '../../shared/flow-record.ts';
import {
  CounterAttribute,
  Flag,
  FlowAttribute,
  FlowMessage,
  HelpAttribute,
  PROTOCOL_STATE,
  ProtocolInfo,
  TimestampAttribute,
  TYPE_MASK,
} from './constants.ts';
import { labelWord } from './labels.ts';
import {
  ATTRIBUTE_HEADER_BYTES,
  align4,
  attributeEnd,
  findAttribute,
  NFGEN_HEADER_BYTES,
  textAt,
} from './message.ts';
import { readTuple, TupleFact } from './record-tuple.ts';

/**
 * What an event with these header fields tells about a flow; null when it is about something else. A new flow's has
 * NLM_F_CREATE (ctnetlink_conntrack_event in nf_conntrack_netlink.c).
 */
export function eventKind(type: number, flags: number): FlowEventKind | null {
  if (type === FlowMessage.delete) return 'destroyed';
  if (type !== FlowMessage.new) return null;
  return (flags & Flag.create) === 0 ? 'updated' : 'new';
}

/**
 * Decodes the ctnetlink message between two offsets into `sink.record`, making no object. False
 * when the message names no flow: the record then means nothing, and what the message told is lost.
 *
 * The listing of a million flows spends its time here. Unknown attributes are passed over, and a list of attributes
 * ends where it stops making sense. Of several attributes with one type the last counts, as in the kernel's nla_parse.
 */
export function decodeRecord(view: DataView, start: number, end: number, sink: FlowRecords): boolean {
  const { record } = sink;
  record.fill(0);
  const stop = end < view.byteLength ? end : view.byteLength;
  let original = 0;
  let reply = 0;
  let zone = 0;
  let present = 0;

  let at = start + NFGEN_HEADER_BYTES;
  while (at + ATTRIBUTE_HEADER_BYTES <= stop) {
    const length = view.getUint16(at, true);
    const next = at + length;
    if (length < ATTRIBUTE_HEADER_BYTES || next > stop) break;
    const value = at + ATTRIBUTE_HEADER_BYTES;
    switch (view.getUint16(at + 2, true) & TYPE_MASK) {
      case FlowAttribute.tupleOriginal:
        original = readTuple(view, value, next, record, ORIG_SRC);
        break;
      case FlowAttribute.tupleReply:
        reply = readTuple(view, value, next, record, REPLY_SRC);
        break;
      case FlowAttribute.status:
        present |= readWord(view, value, next, record, STATUS, Present.status);
        break;
      case FlowAttribute.timeout:
        present |= readWord(view, value, next, record, TIMEOUT, Present.timeout);
        break;
      case FlowAttribute.mark:
        present |= readWord(view, value, next, record, MARK, Present.mark);
        break;
      case FlowAttribute.use:
        present |= readWord(view, value, next, record, USE, Present.use);
        break;
      case FlowAttribute.id:
        readWord(view, value, next, record, ID, 0);
        break;
      case FlowAttribute.zone:
        if (value + 2 <= next) zone = view.getUint16(value);
        break;
      case FlowAttribute.protocolInfo:
        present |= readState(view, value, next, record);
        break;
      case FlowAttribute.countersOriginal:
        present |= readCounters(view, value, next, record, ORIG_PACKETS);
        break;
      case FlowAttribute.countersReply:
        present |= readCounters(view, value, next, record, REPLY_PACKETS);
        break;
      case FlowAttribute.timestamp:
        present |= readStart(view, value, next, record);
        break;
      case FlowAttribute.help:
        present |= readHelper(view, value, next, sink);
        break;
      case FlowAttribute.labels:
        present |= readLabels(view, value, next, record);
        break;
    }
    at += align4(length);
  }

  if ((original & TupleFact.complete) === 0) return false;
  if ((original & TupleFact.hasL4) !== 0) present |= Present.l4;
  if ((reply & TupleFact.complete) !== 0) present |= Present.reply;
  else record.fill(0, REPLY_SRC, REPLY_L4 + 1);
  const originalZone = (original & TupleFact.hasZone) === 0 ? zone : original & TupleFact.zone;
  const replyZone = (reply & TupleFact.hasZone) === 0 ? zone : reply & TupleFact.zone;
  record[KIND] =
    ((original & TupleFact.ipv6) === 0 ? 4 : 6) | (((original >>> TupleFact.protocolShift) & 0xff) << 8);
  record[ZONES] = (originalZone << 16) | replyZone;
  record[PRESENT] = present;
  return true;
}

/** The state of TCP, SCTP or DCCP, each in a list of its own. */
function readState(view: DataView, start: number, end: number, record: Uint32Array): number {
  let info = findAttribute(view, start, end, ProtocolInfo.tcp, 0);
  if (info < 0) info = findAttribute(view, start, end, ProtocolInfo.sctp, 0);
  if (info < 0) info = findAttribute(view, start, end, ProtocolInfo.dccp, 0);
  if (info < 0) return 0;
  const state = findAttribute(view, info, attributeEnd(view, info), PROTOCOL_STATE, 1);
  if (state < 0) return 0;
  record[STATE] = view.getUint8(state);
  return Present.state;
}

/** Packets, then bytes, as 64 bits in two words; kernels before 2.6.27 sent 32. */
function readCounters(view: DataView, start: number, end: number, record: Uint32Array, word: number): number {
  const packets = readCounter(
    view,
    start,
    end,
    CounterAttribute.packets,
    CounterAttribute.packets32,
    record,
    word,
  );
  const bytes = readCounter(
    view,
    start,
    end,
    CounterAttribute.bytes,
    CounterAttribute.bytes32,
    record,
    word + 2,
  );
  return packets && bytes ? Present.counters : 0;
}

function readCounter(
  view: DataView,
  start: number,
  end: number,
  wide: number,
  narrow: number,
  record: Uint32Array,
  word: number,
): boolean {
  const counter = findAttribute(view, start, end, wide, 8);
  if (counter >= 0) {
    record[word] = view.getUint32(counter);
    record[word + 1] = view.getUint32(counter + 4);
    return true;
  }
  const counter32 = findAttribute(view, start, end, narrow, 4);
  if (counter32 < 0) return false;
  record[word] = 0;
  record[word + 1] = view.getUint32(counter32);
  return true;
}

function readStart(view: DataView, start: number, end: number, record: Uint32Array): number {
  const nanoseconds = findAttribute(view, start, end, TimestampAttribute.start, 8);
  if (nanoseconds < 0) return 0;
  record[STARTED] = view.getUint32(nanoseconds);
  record[STARTED + 1] = view.getUint32(nanoseconds + 4);
  return Present.started;
}

function readHelper(view: DataView, start: number, end: number, sink: FlowRecords): number {
  const name = findAttribute(view, start, end, HelpAttribute.name, 1);
  if (name < 0) return 0;
  const text = textAt(view, name, attributeEnd(view, name));
  if (text === '') return 0;
  sink.record[HELPER] = sink.intern(text);
  return Present.helper;
}

function readLabels(view: DataView, start: number, end: number, record: Uint32Array): number {
  let any = 0;
  for (let index = 0; index < LABEL_WORDS; index++) {
    const word = labelWord(view, start + 4 * (LABEL_WORDS - 1 - index), end);
    record[LABELS + index] = word;
    any |= word;
  }
  return any === 0 ? 0 : Present.labels;
}

function readWord(
  view: DataView,
  start: number,
  end: number,
  record: Uint32Array,
  word: number,
  present: number,
): number {
  if (start + 4 > end) return 0;
  record[word] = view.getUint32(start);
  return present;
}
