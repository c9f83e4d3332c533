import { StatusBit } from '../../shared/status.ts';
import { FlowAttribute } from './constants.ts';
import { attributeEnd, findAttribute, NFGEN_HEADER_BYTES } from './message.ts';

/** What a flow that was made anew can lack, by the bit of {@link lossesOf}. */
export const lossWords = [
  'identity number (id)',
  'packet and byte counters',
  'start time',
  'mark',
  'labels',
  'helper',
  'what the helper knew, and flows it expected',
  'address translation',
  'status flags',
  'protocol state',
  'TCP window tracking',
  'sequence adjustment',
  'SYN proxy',
  'security context',
  'tie to the flow that foretold it',
] as const;
export type LossWord = (typeof lossWords)[number];

/** These the kernel sets by itself as flows go on. */
const UNCOMPARED_STATUS = StatusBit.srcNatDone | StatusBit.dstNatDone | StatusBit.dying;

/** A message about a flow, where it lies. */
export interface FlowMessageAt {
  readonly view: DataView;
  readonly start: number;
  readonly end: number;
}

/** What the second message no longer says of the flow that the first did: a bit for each of {@link lossWords}. */
export function lossesOf(before: FlowMessageAt, after: FlowMessageAt): number {
  const had = (type: number) => attributeOf(before, type) >= 0;
  const differs = (type: number) => had(type) && !isSame(before, after, type);
  const counted = [FlowAttribute.countersOriginal, FlowAttribute.countersReply].some(
    (type) => had(type) && hasCounted(before, type),
  );
  const status = (wordOf(before, FlowAttribute.status) ^ wordOf(after, FlowAttribute.status)) >>> 0;
  const found: readonly (readonly [LossWord, boolean])[] = [
    ['identity number (id)', differs(FlowAttribute.id)],
    ['packet and byte counters', counted],
    ['start time', had(FlowAttribute.timestamp)],
    ['mark', differs(FlowAttribute.mark)],
    ['labels', differs(FlowAttribute.labels)],
    ['helper', had(FlowAttribute.help) && attributeOf(after, FlowAttribute.help) < 0],
    ['what the helper knew, and flows it expected', had(FlowAttribute.help)],
    ['address translation', differs(FlowAttribute.tupleReply)],
    ['status flags', (status & wordOf(before, FlowAttribute.status) & ~UNCOMPARED_STATUS) !== 0],
    ['protocol state', had(FlowAttribute.protocolInfo) && stateOf(before) !== stateOf(after)],
    ['TCP window tracking', had(FlowAttribute.protocolInfo) && isTcp(before)],
    [
      'sequence adjustment',
      differs(FlowAttribute.sequenceAdjustOriginal) || differs(FlowAttribute.sequenceAdjustReply),
    ],
    ['SYN proxy', differs(FlowAttribute.synproxy)],
    ['security context', differs(FlowAttribute.securityContext)],
    ['tie to the flow that foretold it', differs(FlowAttribute.tupleMaster)],
  ];
  return found.reduce((bits, [word, isLost]) => (isLost ? bits | (1 << lossWords.indexOf(word)) : bits), 0);
}

function attributeOf({ view, start, end }: FlowMessageAt, type: number): number {
  return findAttribute(view, start + NFGEN_HEADER_BYTES, end, type, 0);
}

function wordOf(message: FlowMessageAt, type: number): number {
  const value = attributeOf(message, type);
  return value < 0 ? 0 : message.view.getUint32(value);
}

function isSame(before: FlowMessageAt, after: FlowMessageAt, type: number): boolean {
  const left = attributeOf(before, type);
  const right = attributeOf(after, type);
  if (left < 0 || right < 0) return left === right;
  const length = attributeEnd(before.view, left) - left;
  if (attributeEnd(after.view, right) - right !== length) return false;
  for (let at = 0; at < length; at++) {
    if (before.view.getUint8(left + at) !== after.view.getUint8(right + at)) return false;
  }
  return true;
}

/** Whether there is any packet or byte in a list of counters: any byte of a value that is not 0. */
function hasCounted({ view, start, end }: FlowMessageAt, type: number): boolean {
  const list = attributeOf({ view, start, end }, type);
  const stop = attributeEnd(view, list);
  return [1, 2, 3, 4].some((counter) => {
    const value = findAttribute(view, list, stop, counter, 4);
    if (value < 0) return false;
    const length = attributeEnd(view, value) - value;
    return view.getUint32(value) !== 0 || (length === 8 && view.getUint32(value + 4) !== 0);
  });
}

/** The state of TCP, SCTP or DCCP; -1 without. */
function stateOf(message: FlowMessageAt): number {
  const { view } = message;
  const info = attributeOf(message, FlowAttribute.protocolInfo);
  if (info < 0) return -1;
  for (const protocol of [1, 2, 3]) {
    const list = findAttribute(view, info, attributeEnd(view, info), protocol, 0);
    const state = list < 0 ? -1 : findAttribute(view, list, attributeEnd(view, list), 1, 1);
    if (state >= 0) return view.getUint8(state);
  }
  return -1;
}

function isTcp(message: FlowMessageAt): boolean {
  const info = attributeOf(message, FlowAttribute.protocolInfo);
  return info >= 0 && findAttribute(message.view, info, attributeEnd(message.view, info), 1, 0) >= 0;
}

/** Parts that can be changed in a flow, and that the two messages say differently. */
export function changedParts(before: FlowMessageAt, after: FlowMessageAt): readonly string[] {
  const parts: readonly (readonly [string, boolean])[] = [
    ['helper', !isSame(before, after, FlowAttribute.help)],
    ['status', !isSame(before, after, FlowAttribute.status)],
    ['state', stateOf(before) !== stateOf(after)],
    ['mark', !isSame(before, after, FlowAttribute.mark)],
    ['labels', !isSame(before, after, FlowAttribute.labels)],
  ];
  return parts.filter(([, isChanged]) => isChanged).map(([name]) => name);
}
