import { describe, expect, it, vi } from 'vitest';
import { numberedFlow } from '../../e2e/fixtures/fill-table.ts';
import { countsOf } from '../../e2e/fixtures/flow-works.ts';
import { acknowledgement, done, entry, lostAnswers } from '../../e2e/fixtures/told-executor.ts';
import { noEnds } from '../../shared/flow-range.ts';
import { labelBits } from '../../shared/label.ts';
import { Injections } from './injections.ts';
import { editsOf, openToldSync } from './sync.test-support.ts';
import { Work } from './work.ts';

/** An empty table of a kernel without events that answers, after the first listing, as told. */
async function follow(...answers: readonly (readonly Buffer[])[]) {
  const told = { listings: [[done()], ...answers], events: 0, makeRoomForLabels: async () => undefined };
  const { table, sync } = await openToldSync(told);
  await vi.waitFor(() => expect(sync.phase).toBe('live'), { interval: 1 });
  const edits = editsOf(table, sync, 'Told');
  return {
    table,
    edits,
    injections: new Injections({ table, sync, edits, writable: () => sync.conntrack() }),
  };
}

const lost = 'The kernel dropped answers because they came faster than they were read.';
const listing = [entry(1), done()];

describe('where answers are lost after flows were made', () => {
  it('they are told to be made, can be taken back, and show with a listing that is begun at once', async () => {
    const { table, edits, injections } = await follow(
      [acknowledgement()],
      [entry(1)],
      [lostAnswers()],
      listing,
    );
    const outcomes = await injections.inject([numberedFlow(1)], new AbortController().signal);
    expect(outcomes).toMatchObject([
      { outcome: 'created', note: `It shows once the table is listed. ${lost}` },
    ]);
    expect(edits.undoable).toEqual({ what: 'injection', flows: 1 });
    await vi.waitFor(() => expect(table.flows).toBe(1), { interval: 1 });
  });

  it('those of a range are counted, and whether they have their labels is said not to be known', async () => {
    const { table, edits, injections } = await follow([acknowledgement()], [lostAnswers()], listing);
    const range = { first: numberedFlow(1, { labels: labelBits([7]) }), to: noEnds };
    const work = new Work();
    const result = work.result(await injections.injectRange(range, work));
    expect(countsOf(result)).toEqual({ created: 1 });
    expect(result.note).toBe(`It is not known whether they have the labels 7. ${lost}`);
    expect(result.undo).toEqual({ possible: true });
    expect(edits.undoable).toEqual({ what: 'injection', flows: 1 });
    await vi.waitFor(() => expect(table.flows).toBe(1), { interval: 1 });
  });
});
