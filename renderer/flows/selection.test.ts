import { describe, expect, test } from 'vitest';
import { type FlowRef, refOf } from '../../shared/flow.ts';
import type { FlowRow } from '../../shared/flow-page.ts';
import { TCP } from '../../shared/protocol.ts';
import {
  EMPTY_SELECTION,
  isChosen,
  livingRefs,
  pagesOf,
  sweepBetween,
  sweptRows,
  toggled,
  withFlows,
} from './selection.ts';

function row(port: number, changes: { id?: number; goneSince?: number } = {}): FlowRow {
  const original = {
    source: '192.0.2.1',
    destination: '198.51.100.1',
    l4: { kind: 'ports' as const, source: port, destination: 80 },
  };
  const reply = {
    source: '198.51.100.1',
    destination: '192.0.2.1',
    l4: { kind: 'ports' as const, source: 80, destination: port },
  };
  return {
    flow: {
      family: 4,
      protocol: TCP,
      original,
      reply,
      zones: { original: 0, reply: 0 },
      id: changes.id ?? port,
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
const ref = (port: number): FlowRef => refOf(row(port).flow);

describe('a selection', () => {
  test('belongs to flows, wherever their rows are', () => {
    const selection = withFlows(EMPTY_SELECTION, [ref(1), ref(2)]);
    expect(isChosen(selection, row(2).flow)).toBe(true);
    expect(isChosen(selection, row(3).flow)).toBe(false);
  });

  test('does not pass to another life of the same flow', () => {
    const selection = withFlows(EMPTY_SELECTION, [ref(1)]);
    expect(isChosen(selection, row(1, { id: 77 }).flow)).toBe(false);
  });

  test('toggles one flow and leaves the others', () => {
    const both = toggled(withFlows(EMPTY_SELECTION, [ref(1)]), ref(2));
    expect([...both.values()]).toEqual([ref(1), ref(2)]);
    expect([...toggled(both, ref(1)).values()]).toEqual([ref(2)]);
  });

  test('toggling a new life chooses that one', () => {
    const selection = toggled(withFlows(EMPTY_SELECTION, [ref(1)]), { ...ref(1), id: 77 });
    expect(isChosen(selection, row(1, { id: 77 }).flow)).toBe(true);
  });

  test('leaves out flows that have ended', () => {
    expect(livingRefs([row(1), row(2, { goneSince: 5 }), row(3)])).toEqual([ref(1), ref(3)]);
  });
});

describe('a sweep', () => {
  test('goes from the upper to the lower row, however it was made', () => {
    expect(sweepBetween(9, 4)).toEqual({ first: 4, last: 9 });
    expect(sweepBetween(4, 9)).toEqual({ first: 4, last: 9 });
  });

  test('takes its rows from those at hand', () => {
    const rows = [row(1), row(2), row(3)];
    expect(sweptRows({ first: 101, last: 102 }, 100, rows)).toEqual([row(2), row(3)]);
  });

  test('has to be read when it reaches further', () => {
    const rows = [row(1), row(2), row(3)];
    expect(sweptRows({ first: 99, last: 101 }, 100, rows)).toBeNull();
    expect(sweptRows({ first: 101, last: 103 }, 100, rows)).toBeNull();
  });

  test('is read in pages that end where it ends', () => {
    expect(pagesOf({ first: 5, last: 5 }, 1000)).toEqual([{ offset: 5, limit: 1 }]);
    expect(pagesOf({ first: 5, last: 2104 }, 1000)).toEqual([
      { offset: 5, limit: 1000 },
      { offset: 1005, limit: 1000 },
      { offset: 2005, limit: 100 },
    ]);
  });
});
