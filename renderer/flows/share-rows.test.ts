import { expect, test } from 'vitest';
import type { FlowRow } from '../../shared/flow-page.ts';
import { createRowSharing } from './share-rows.ts';

function rowOf(source: string, timeoutSeconds: number): FlowRow {
  const tuple = { source, destination: '198.51.100.1', l4: { kind: 'none' as const } };
  return {
    flow: {
      family: 4,
      protocol: 50,
      original: tuple,
      reply: tuple,
      zones: { original: 0, reply: 0 },
      id: 1,
      status: 8,
      state: null,
      timeoutSeconds,
      mark: 0,
      use: null,
      helper: null,
      labels: null,
      counters: null,
      startedAt: null,
    },
    bytesPerSecond: null,
    newSince: null,
    changedSince: null,
    changed: [],
    goneSince: null,
  };
}

test('a row that did not change stays the same object, wherever it moved', () => {
  const share = createRowSharing();
  const [first] = share([rowOf('192.0.2.1', 30), rowOf('192.0.2.2', 30)]);
  const again = share([rowOf('192.0.2.3', 30), rowOf('192.0.2.1', 30)]);
  expect(again[1]).toBe(first);
});

test('a row that changed is the new one', () => {
  const share = createRowSharing();
  share([rowOf('192.0.2.1', 30)]);
  expect(share([rowOf('192.0.2.1', 29)])[0]?.flow.timeoutSeconds).toBe(29);
});
