import { describe, expect, it, vi } from 'vitest';
import { countsOf } from '../../e2e/fixtures/flow-works.ts';
import { done, entry, garbage, Interrupted } from '../../e2e/fixtures/told-executor.ts';
import type { FlowEdits } from './flow-edits.ts';
import { honoursFilter } from './flush-flows.ts';
import { editsOf, openToldSync } from './sync.test-support.ts';
import { Work } from './work.ts';

/** What can be done to a table of a kernel without events that answers, after the first listing, as told. */
async function follow(listing: readonly Buffer[], ...answers: readonly (readonly Buffer[])[]) {
  const { table, sync } = await openToldSync({ listings: [listing, ...answers], events: 0 });
  await vi.waitFor(() => expect(sync.phase).toBe('live'), { interval: 1 });
  return { table, sync, edits: editsOf(table, sync, 'Told') };
}

async function flush(edits: FlowEdits) {
  const work = new Work();
  return work.result(await edits.flush({ kind: 'table' }, 'Told', work));
}

const three = [entry(1), entry(2), entry(3), done()];
const acknowledged = [done()];
const nothing = [done()];

describe('a flush', () => {
  it.each([
    [
      'is interrupted',
      [entry(1), done(Interrupted)],
      'The table changed while what is left of it was listed.',
    ],
    ['fails', [entry(1), garbage(), done()], 'An entry of the table could not be read.'],
  ])('whose listing afterwards %s tells what is known, and Undo keeps the rest', async (_, left, why) => {
    const { table, edits } = await follow(three, three, acknowledged, left, nothing);
    const result = await flush(edits);
    expect(countsOf(result)).toEqual({ refused: 1, unknown: 2 });
    expect(result.note).toBe(`It is not known of all flows whether they went. ${why}`);
    expect(result.refusals.map(({ outcome, error }) => [outcome, error.message])).toEqual([
      ['refused', 'The kernel left this flow alone.'],
      ['unknown', why],
      ['unknown', why],
    ]);
    expect(result.undo).toEqual({ possible: true });
    expect(edits.undoable).toEqual({ what: 'deletion', flows: 2 });
    // A listing that is begun at once finds out.
    await vi.waitFor(() => expect(table.flows).toBe(0), { interval: 1 });
  });

  it('says that Undo may lack flows where the listing of what it keeps was interrupted', async () => {
    const { edits } = await follow(three, [entry(1), done(Interrupted)], acknowledged, nothing);
    const result = await flush(edits);
    expect(countsOf(result)).toEqual({ deleted: 3 });
    expect(result.note).toBe('Undo may lack some flows: the table changed while they were listed for it.');
    expect(edits.undoable).toEqual({ what: 'deletion', flows: 1 });
  });

  it('does not trust the kernel with a zone on the word of an interrupted listing', async () => {
    const { sync, table } = await follow(three, [entry(1), done(Interrupted)], [entry(1), done()]);
    const honours = () => honoursFilter(sync.conntrack(), table, { kind: 'zone', zone: 0 });
    expect(await honours()).toBeNull();
    expect(await honours()).toBe(true);
  });
});
