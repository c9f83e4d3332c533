import type { FlowRow } from '../../shared/flow-page.ts';
import { TCP } from '../../shared/protocol.ts';
import { sessionStore } from '../session.ts';
import { arrangementOf, flowRowsStore } from './flow-rows.ts';

/** The row of a flow from port `number`, which is its id as well. */
export function rowOf(number: number, changes: { id?: number; goneSince?: number } = {}): FlowRow {
  const client = '192.0.2.1';
  const server = '198.51.100.1';
  return {
    flow: {
      family: 4,
      protocol: TCP,
      original: {
        source: client,
        destination: server,
        l4: { kind: 'ports', source: number, destination: 80 },
      },
      reply: { source: server, destination: client, l4: { kind: 'ports', source: 80, destination: number } },
      zones: { original: 0, reply: 0 },
      id: changes.id ?? number,
      status: 0,
      state: 3,
      timeoutSeconds: 60,
      mark: 0,
      use: 1,
      helper: null,
      labels: null,
      counters: null,
      startedAt: null,
    },
    bytesPerSecond: null,
    newSince: null,
    changedSince: null,
    changed: [],
    goneSince: changes.goneSince ?? null,
  };
}

/** Has the page show these rows from row `offset` on, of a table of a million. */
export function showRows(offset: number, rows: readonly FlowRow[]): void {
  const count = 1_000_000;
  const { filter, sort } = flowRowsStore.getState();
  const arrangement = arrangementOf({ targetId: sessionStore.getState().targetId, filter, sort });
  flowRowsStore.setState({
    page: {
      ...{ version: 1, total: count, matched: count, rowCount: count, tookMs: 1 },
      ...{ offset, rows, filter, receivedAt: 0, arrangement },
    },
  });
}
