import { afterEach, describe, expect, it, vi } from 'vitest';
import { numberedFlow } from '../../e2e/fixtures/fill-table.ts';
import { countsOf } from '../../e2e/fixtures/flow-works.ts';
import { acknowledgement, done, entry, lostAnswers, openTold } from '../../e2e/fixtures/told-executor.ts';
import { noEnds } from '../../shared/flow-range.ts';
import { labelBits } from '../../shared/label.ts';
import { FlowTable } from '../flows/flow-table.ts';
import { FlowQueries } from '../flows/query.ts';
import { Choices } from './choices.ts';
import { FlowEdits } from './flow-edits.ts';
import { Injections } from './injections.ts';
import { LiveSync } from './live-sync.ts';
import { Picks } from './picks.ts';
import { Work } from './work.ts';

const open: LiveSync[] = [];

afterEach(async () => {
  for (const sync of open.splice(0)) await sync.close();
});

/** An empty table of a kernel without events that answers, after the first listing, as told. */
async function follow(...answers: readonly (readonly Buffer[])[]) {
  const table = new FlowTable();
  const told = { listings: [[done()], ...answers], events: 0, makeRoomForLabels: async () => undefined };
  const sync = new LiveSync(
    table,
    (listener) => openTold(told, listener),
    () => undefined,
    () => undefined,
  );
  open.push(sync);
  await sync.open();
  await vi.waitFor(() => expect(sync.phase).toBe('live'), { interval: 1 });
  const writable = () => sync.conntrack();
  const edits = new FlowEdits({
    table,
    picks: new Picks(table, new Choices(new FlowQueries(table))),
    sync,
    title: 'Told',
    writable,
    onUndoable: () => undefined,
  });
  return { table, edits, injections: new Injections({ table, sync, edits, writable }) };
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
