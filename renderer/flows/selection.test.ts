import { describe, expect, test } from 'vitest';
import type { Choice } from '../../shared/choice.ts';
import { type FlowRef, refOf } from '../../shared/flow.ts';
import { printOf } from '../../shared/life-print.ts';
import { rowOf } from './rows.test-support.ts';
import {
  contentOf,
  EMPTY_SELECTION,
  isChosen,
  isFull,
  remaining,
  selectionOf,
  sizeOf,
  toggled,
  withFlows,
} from './selection.ts';

const ref = (port: number, id = port): FlowRef => refOf(rowOf(port, { id }).flow);

function choiceOf(...ports: readonly number[]): Choice {
  const prints = ports.map((port) => printOf(ref(port))).sort();
  return { choiceId: 'c1', count: ports.length, prints: prints.join(''), isWhole: true };
}

describe('a selection of flows by name', () => {
  const both = withFlows(EMPTY_SELECTION, [ref(1), ref(2)]);

  test('belongs to flows, wherever their rows are', () => {
    expect(isChosen(both, ref(2))).toBe(true);
    expect(isChosen(both, ref(3))).toBe(false);
  });

  test('does not pass to another life of the same flow', () => {
    expect(isChosen(both, ref(1, 77))).toBe(false);
  });

  test('toggles one flow and leaves the others', () => {
    expect(contentOf(toggled(both, ref(3)))).toEqual({ refs: [ref(1), ref(2), ref(3)] });
    expect(contentOf(toggled(both, ref(1)))).toEqual({ refs: [ref(2)] });
  });

  test('is full before it has more flows than can be named', () => {
    expect(isFull(both, 400)).toBe(false);
    expect(isFull(both, 500)).toBe(true);
  });
});

describe('a selection that the engine keeps', () => {
  const kept = selectionOf(choiceOf(1, 2, 3, 4));

  test('belongs to the flows whose prints it has', () => {
    expect([1, 2, 3, 4, 5].filter((port) => isChosen(kept, ref(port)))).toEqual([1, 2, 3, 4]);
    expect(isChosen(kept, ref(1, 77))).toBe(false);
    expect(sizeOf(kept)).toBe(4);
  });

  test('has flows taken out and put in again, each counted once', () => {
    const less = toggled(kept, ref(2));
    expect(isChosen(less, ref(2))).toBe(false);
    expect(sizeOf(less)).toBe(3);
    expect(contentOf(less)).toEqual({ refs: [], kept: { choiceId: 'c1', without: [ref(2)] } });
    const again = withFlows(toggled(less, ref(2)), [ref(3), ref(9)]);
    expect(sizeOf(again)).toBe(5);
    expect(contentOf(again)).toEqual({ refs: [ref(9)], kept: { choiceId: 'c1', without: [] } });
  });

  test('keeps what was chosen after those that are gone', () => {
    const more = withFlows(kept, [ref(9)]);
    expect(contentOf(remaining(more, kept))).toEqual({ refs: [ref(9)] });
    const newer = selectionOf({ ...choiceOf(1, 5), choiceId: 'c2' });
    expect(remaining(newer, more)).toEqual(newer);
  });
});
