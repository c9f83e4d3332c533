import { toInspectorError } from '../../shared/errors.ts';
import type { FlowRef } from '../../shared/flow.ts';
import { RECORD_WORDS } from '../../shared/flow-record.ts';
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
  const texts = new Set<string>();
  await conntrack.refresh([ref], {
    record: new Uint32Array(RECORD_WORDS),
    put: () => undefined,
    intern: (text) => texts.add(text).size,
  });
  return texts.has(labels);
}
