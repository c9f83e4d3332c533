import { InspectorError, toInspectorError } from '../../shared/errors.ts';
import { describeFlow } from '../../shared/flow.ts';
import { type FlowRange, rangeSize, specAt } from '../../shared/flow-range.ts';
import { identityOf } from '../../shared/flow-spec.ts';
import { labelText } from '../../shared/label.ts';
import { Lives } from '../flows/lives.ts';
import type { Conntrack } from '../targets/conntrack.ts';
import { BATCH_FLOWS, Bulk, injecting } from './bulk.ts';
import { hasLabels, makeLabelRoom } from './label-room.ts';
import { labelSentence } from './left-out.ts';
import { inSlices } from './slices.ts';
import type { Work } from './work.ts';

/** Throws `table-full`, with numbers, when the table has no room for so many flows more. */
export async function expectRoom(conntrack: Conntrack, flows: number): Promise<void> {
  const { nf_conntrack_max: maximum, nf_conntrack_count: present } = await conntrack.readSysctls();
  if (maximum === undefined || present === undefined || flows <= maximum - present) return;
  throw noRoom(flows, Math.max(0, maximum - present), maximum);
}

/** Creates every flow of a range. `onCreated` is told the indexes that were created. */
export async function injectRange(
  conntrack: Conntrack,
  range: FlowRange,
  work: Work,
  onCreated: (index: number) => void = () => undefined,
): Promise<void> {
  const size = rangeSize(range);
  work.plan(size, (index) => {
    const { protocol, source, destination, l4 } = specAt(range, index);
    return { subject: describeFlow(protocol, { source, destination, l4 }), line: null };
  });
  const { labels } = range.first;
  const labelObstacle = labels === null ? null : await makeLabelRoom(conntrack);
  let firstCreated: number | null = null;
  const create = conntrack.rangeCreator(range);
  const bulk = new Bulk(work, injecting);
  for (let from = 0; from < size && !work.stopped; from += BATCH_FLOWS) {
    const count = Math.min(BATCH_FLOWS, size - from);
    await bulk.send(
      from,
      count,
      (onRefused) => create(from, count, onRefused),
      (isDone) => {
        for (let place = 0; place < count; place++) {
          if (!isDone(place)) continue;
          firstCreated ??= from + place;
          onCreated(from + place);
        }
      },
    );
  }
  await bulk.settle();
  if (labels === null || firstCreated === null) return;
  // All of them share one fate: room for labels is the namespace's to give.
  const created = identityOf(specAt(range, firstCreated));
  try {
    if (!(await hasLabels(conntrack, created, labels))) work.note(labelSentence(labels, null, labelObstacle));
  } catch (thrown) {
    const { message } = toInspectorError(thrown, 'read labels').data;
    work.note(`It is not known whether they have the labels ${labelText(labels)}. ${message}`);
  }
}

/** The flows of a range whose byte in `created` is set, without their ids. Made in slices. */
export function livesOfRange(range: FlowRange, created: Uint8Array): Promise<Lives> {
  function* make(): Generator<undefined, Lives> {
    const lives = new Lives();
    for (const [index, isCreated] of created.entries()) {
      if (isCreated) lives.add(identityOf(specAt(range, index)));
      if (index % 100 === 0) yield;
    }
    return lives;
  }
  return inSlices('keep what was injected', make());
}

function noRoom(size: number, room: number, maximum: number): InspectorError {
  const [asked, left, most] = [size, room, maximum].map((count) => count.toLocaleString('en-US'));
  return new InspectorError({
    code: 'table-full',
    operation: `inject ${asked} flows`,
    message: `The range has ${asked} flows, and the table has room for ${left} more (nf_conntrack_max is ${most}).`,
    hint: 'Make the range smaller, delete flows, or raise net.netfilter.nf_conntrack_max in the initial network namespace.',
  });
}
