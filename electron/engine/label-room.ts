import { toInspectorError } from '../../shared/errors.ts';
import type { FlowRef } from '../../shared/flow.ts';
import { LABELS, RECORD_WORDS } from '../../shared/flow-record.ts';
import { labelBitsOf } from '../../shared/label.ts';
import type { Conntrack } from '../targets/conntrack.ts';

/** Makes room for labels where that can be done; answers what is in the way, in one text, or null. */
export async function makeLabelRoom(conntrack: Conntrack): Promise<string | null> {
  try {
    await conntrack.makeRoomForLabels();
    return null;
  } catch (thrown) {
    const { message, detail, hint } = toInspectorError(thrown, 'make room for labels').data;
    return [message, detail, hint].filter(Boolean).join(' ');
  }
}

/** Whether a flow has just these labels. */
export async function hasLabels(conntrack: Conntrack, ref: FlowRef, labels: string): Promise<boolean> {
  const record = new Uint32Array(RECORD_WORDS);
  let found = '';
  const put = () => {
    const [a = 0, b = 0, c = 0, d = 0] = record.subarray(LABELS);
    found = labelBitsOf([a, b, c, d]);
  };
  await conntrack.refresh([ref], { record, put, intern: () => 0 });
  return found === labels;
}
