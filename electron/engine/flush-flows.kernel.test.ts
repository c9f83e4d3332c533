import { expect, it } from 'vitest';
import { numberedFlow } from '../../e2e/fixtures/fill-table.ts';
import { provideConntrack } from '../../e2e/fixtures/sandbox-conntrack.ts';
import { noEnds, rangeSize } from '../../shared/flow-range.ts';
import { MOST_UNDOABLE_FLOWS } from '../../shared/undo.ts';
import { FlowTable } from '../flows/flow-table.ts';
import { FlowEdits } from './flow-edits.ts';
import { injectRange } from './inject-range.ts';
import { LiveSync } from './live-sync.ts';
import { Picks } from './picks.ts';
import { Work } from './work.ts';

const sandbox = provideConntrack();

it('Undo keeps nothing of more flows than it may, also where the table knows of few of them', async ({
  skip,
}) => {
  const range = { first: numberedFlow(0), to: { ...noEnds, source: '10.1.0.100', sourcePort: 990 } };
  const flows = rangeSize(range);
  expect(flows).toBeGreaterThan(MOST_UNDOABLE_FLOWS);
  const { nf_conntrack_max: maximum = 0 } = await sandbox.conntrack.readSysctls();
  skip(maximum < flows, `a table of ${maximum} flows has no room for them`);
  await injectRange(sandbox.conntrack, range, new Work());
  const table = new FlowTable();
  const sync = new LiveSync(
    table,
    () => sandbox.open(),
    () => undefined,
    () => undefined,
  );
  await sync.open();
  sync.stopListing();
  expect(table.flows).toBeLessThan(flows);
  const edits = new FlowEdits({
    table,
    picks: new Picks(table),
    sync,
    title: 'Sandbox',
    writable: () => sync.conntrack(),
    onUndoable: () => undefined,
  });
  expect(await edits.flush({ kind: 'table' }, 'Sandbox', new Work())).toEqual({
    possible: false,
    reason: `Undo keeps up to 100,000 flows of one action, and these were ${flows.toLocaleString('en-US')}.`,
  });
  expect(edits.undoable).toBeNull();
  expect(await sandbox.table.entries()).toEqual([]);
  await sync.close();
});
