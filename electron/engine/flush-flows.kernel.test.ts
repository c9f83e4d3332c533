import { expect, it } from 'vitest';
import { numberedFlow } from '../../e2e/fixtures/fill-table.ts';
import { countsOf } from '../../e2e/fixtures/flow-works.ts';
import { provideConntrack } from '../../e2e/fixtures/sandbox-conntrack.ts';
import { InspectorError } from '../../shared/errors.ts';
import { noEnds, rangeSize } from '../../shared/flow-range.ts';
import { MOST_UNDOABLE_FLOWS } from '../../shared/undo.ts';
import { FlowTable } from '../flows/flow-table.ts';
import { RenewedLives } from '../flows/renewed-lives.ts';
import type { Conntrack } from '../targets/conntrack.ts';
import { flushScope, keepScope, livesIn } from './flush-flows.ts';
import { injectRange } from './inject-range.ts';
import { LiveSync } from './live-sync.ts';
import { editsOf } from './sync.test-support.ts';
import { deletion } from './undoables.ts';
import { Work } from './work.ts';

const sandbox = provideConntrack();

/** Keeps a table true to the sandbox's, once it is opened. */
function followed(): { readonly table: FlowTable; readonly sync: LiveSync } {
  const table = new FlowTable();
  const ignore = () => undefined;
  return { table, sync: new LiveSync(table, () => sandbox.open(), ignore, ignore) };
}

it('Undo keeps nothing of more flows than it may, also where the table knows of few of them', async ({
  skip,
}) => {
  const range = { first: numberedFlow(0), to: { ...noEnds, source: '10.1.0.100', sourcePort: 990 } };
  const flows = rangeSize(range);
  expect(flows).toBeGreaterThan(MOST_UNDOABLE_FLOWS);
  const { nf_conntrack_max: maximum = 0 } = await sandbox.conntrack.readSysctls();
  skip(maximum < flows, `a table of ${maximum} flows has no room for them`);
  await injectRange(sandbox.conntrack, range, new Work());
  const { table, sync } = followed();
  await sync.open();
  sync.stopListing();
  expect(table.flows).toBeLessThan(flows);
  const edits = editsOf(table, sync, 'Sandbox');
  expect(await edits.flush({ kind: 'table' }, 'Sandbox', new Work())).toEqual({
    possible: false,
    reason: `Undo keeps up to 100,000 flows of one action, and these were ${flows.toLocaleString('en-US')}.`,
  });
  expect(edits.undoable).toBeNull();
  expect(await sandbox.table.entries()).toEqual([]);
  await sync.close();
});

it('Undo brings back what went where nobody could say what that was', async () => {
  for (const [number, zone] of [1, 1, 1, 2].entries())
    await sandbox.conntrack.create(numberedFlow(number, { zone: { direction: 'both', zone } }));
  const { table, sync } = followed();
  const listing = table.list();
  await sandbox.conntrack.list(listing);
  listing.end();
  const scope = { kind: 'table' } as const;
  const { kept } = await keepScope(sandbox.conntrack, scope, table.flows);
  if (!kept) throw new Error('nothing was kept');
  const conntrack: Pick<Conntrack, 'flush' | 'listPart' | 'readSysctls'> = {
    flush: () => sandbox.conntrack.flush({ zone: 1 }),
    listPart: async () => {
      throw new InspectorError({ code: 'overrun', operation: 'list', message: 'Answers were lost.' });
    },
    readSysctls: () => sandbox.conntrack.readSysctls(),
  };
  const work = new Work();
  const gone = await flushScope({ conntrack, table, scope, work, sync }, await livesIn(table, scope), kept);
  const result = work.result({ possible: true });
  expect(countsOf(result)).toEqual({ unknown: 4 });
  expect(result.note).toBe('It is not known of all flows whether they went. Answers were lost.');
  const undo = new Work();
  await deletion(() => sandbox.conntrack, kept, gone).takeBack(undo, new RenewedLives());
  expect(countsOf(undo.result({ possible: true }))).toEqual({ created: 3, exists: 1 });
  expect(await sandbox.table.entries()).toHaveLength(4);
});
