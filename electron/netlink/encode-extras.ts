import type { FlowDetails } from '../../shared/flow-details.ts';
import { FlowAttribute, HelpAttribute, SequenceAttribute, SynproxyAttribute } from './constants.ts';
import { labelBytes } from './labels.ts';
import type { MessageWriter } from './message-writer.ts';
import { encodeTuple } from './tuple.ts';

/** Parts that the kernel takes when a flow is created, beside those that every flow has. */
export interface FlowExtras {
  /** Name of the helper: `ftp`. */
  readonly helper?: string;
  /** Hex digits, most significant first. Kept only where some rule of the namespace uses labels. */
  readonly labels?: string;
  /** The flow that foretold this one; it must be in the table. */
  readonly master?: NonNullable<FlowDetails['master']>;
  readonly sequenceAdjustment?: NonNullable<FlowDetails['sequenceAdjustment']>;
  readonly synproxy?: NonNullable<FlowDetails['synproxy']>;
}

/** Writes those of the parts that there are. */
export function encodeExtras(writer: MessageWriter, extras: FlowExtras): void {
  const { helper, labels, master, sequenceAdjustment, synproxy } = extras;
  if (helper !== undefined) encodeHelper(writer, helper);
  if (labels !== undefined) writer.bytes(FlowAttribute.labels, labelBytes(labels));
  if (master) encodeTuple(writer, FlowAttribute.tupleMaster, master.protocol, master.original);
  if (sequenceAdjustment?.original) {
    encodeAdjustment(writer, FlowAttribute.sequenceAdjustOriginal, sequenceAdjustment.original);
  }
  if (sequenceAdjustment?.reply) {
    encodeAdjustment(writer, FlowAttribute.sequenceAdjustReply, sequenceAdjustment.reply);
  }
  if (synproxy) {
    const nest = writer.open(FlowAttribute.synproxy);
    writer.u32(SynproxyAttribute.initialSequence, synproxy.initialSequence);
    writer.u32(SynproxyAttribute.timestamp, synproxy.timestamp);
    writer.u32(SynproxyAttribute.offset, synproxy.offset);
    writer.close(nest);
  }
}

/** Writes CTA_HELP with the helper's name; an empty one takes the helper away. */
export function encodeHelper(writer: MessageWriter, name: string): void {
  const help = writer.open(FlowAttribute.help);
  writer.text(HelpAttribute.name, name);
  writer.close(help);
}

type Adjustment = NonNullable<NonNullable<FlowDetails['sequenceAdjustment']>['original']>;

function encodeAdjustment(writer: MessageWriter, type: number, adjustment: Adjustment): void {
  const nest = writer.open(type);
  writer.u32(SequenceAttribute.correctionPosition, adjustment.correctionPosition);
  writer.u32(SequenceAttribute.offsetBefore, adjustment.offsetBefore);
  writer.u32(SequenceAttribute.offsetAfter, adjustment.offsetAfter);
  writer.close(nest);
}
