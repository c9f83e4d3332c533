import { afterEach } from 'vitest';
import { openTold, type Told } from '../../e2e/fixtures/told-executor.ts';
import { FlowTable } from '../flows/flow-table.ts';
import { FlowQueries } from '../flows/query.ts';
import { Choices } from './choices.ts';
import { FlowEdits } from './flow-edits.ts';
import { LiveSync } from './live-sync.ts';
import { Picks } from './picks.ts';

const open: LiveSync[] = [];

afterEach(async () => {
  for (const sync of open.splice(0)) await sync.close();
});

/** Opens a table of a kernel that answers as told; it is closed after the test. */
export async function openToldSync(
  told: Told,
): Promise<{ readonly table: FlowTable; readonly sync: LiveSync }> {
  const table = new FlowTable();
  const ignore = () => undefined;
  const sync = new LiveSync(table, (listener) => openTold(told, listener), ignore, ignore);
  open.push(sync);
  await sync.open();
  return { table, sync };
}

/** What can be done to a table that is followed. */
export function editsOf(table: FlowTable, sync: LiveSync, title: string): FlowEdits {
  const picks = new Picks(table, new Choices(new FlowQueries(table)));
  const writable = () => sync.conntrack();
  return new FlowEdits({ table, picks, sync, title, writable, onUndoable: () => undefined });
}
