import { beforeEach, describe, expect, test, vi } from 'vitest';
import { createFakeEngine, refuse } from '../../e2e/fixtures/fake-engine.ts';
import type { Choice } from '../../shared/choice.ts';
import { type FlowRef, refOf } from '../../shared/flow.ts';
import { printOf } from '../../shared/life-print.ts';
import { sessionStore, startSession } from '../session.ts';
import { notificationStore } from '../ui/notifications.ts';
import {
  chooseAll,
  chooseForMenu,
  chooseNone,
  chosenFlows,
  flowChoiceStore,
  goTo,
  openDetails,
  toggleRow,
} from './flow-choice.ts';
import { flowRowsStore, setFilter } from './flow-rows.ts';
import { rowOf, showRows } from './rows.test-support.ts';
import { isChosen, sizeOf } from './selection.ts';

const click = { extend: false, toggle: false, byPointer: true };
const shiftClick = { ...click, extend: true };
const ctrlClick = { ...click, toggle: true };
const ref = (number: number): FlowRef => refOf(rowOf(number).flow);
const range = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

/** Shows flows at rows that have their numbers, but for `moved`. */
function show(first: number, last: number, moved = 0): void {
  showRows(
    first + moved,
    range(first, last).map((number) => rowOf(number)),
  );
}

function choiceOf(numbers: readonly number[], changes: Partial<Choice> = {}): Choice {
  const prints = numbers.map((number) => printOf(ref(number))).sort();
  return { choiceId: 'c1', count: numbers.length, prints: prints.join(''), isWhole: true, ...changes };
}

const isChosenNow = (number: number) => isChosen(flowChoiceStore.getState().selection, ref(number));
const chosenAmong = (first: number, last: number) => range(first, last).filter(isChosenNow);
const chosenCount = () => sizeOf(flowChoiceStore.getState().selection);
const asked = () =>
  engine.asked.mock.calls.filter(([name]) => name === 'flows.choose').map(([, input]) => input);
const isAnswered = () => vi.waitFor(() => expect(flowChoiceStore.getState().choosing).toBeNull());

let engine: ReturnType<typeof createFakeEngine>;
beforeEach(async () => {
  engine = createFakeEngine();
  startSession(engine.connect);
  await vi.waitFor(() => expect(sessionStore.getState().target).not.toBeNull());
  flowRowsStore.setState({ filter: '', sort: [], page: null });
  notificationStore.setState([], true);
  chooseNone();
  flowChoiceStore.setState({ active: null, opened: null });
});

describe('a sweep with Shift', () => {
  test('takes rows that are at hand at once', () => {
    show(0, 40);
    goTo(10, click);
    goTo(13, shiftClick);
    expect(chosenAmong(0, 40)).toEqual([10, 11, 12, 13]);
    expect(asked()).toEqual([]);
  });

  test('leaves out flows that have ended', () => {
    showRows(0, [rowOf(0), rowOf(1, { goneSince: 5 }), rowOf(2)]);
    goTo(0, click);
    goTo(2, shiftClick);
    expect(chosenAmong(0, 2)).toEqual([0, 2]);
  });

  test('that reaches further is one question to the engine, from flow to row', async () => {
    engine.answer('flows.choose', () => choiceOf(range(10, 900), { count: 999_990 }));
    flowRowsStore.setState({ sort: [{ column: 'bytes', descending: true }] });
    show(0, 40);
    goTo(10, click);
    goTo(999_999, { ...shiftClick, byPointer: false });
    expect(flowChoiceStore.getState().choosing).toBe(999_990);
    await isAnswered();
    const sweep = {
      filter: '',
      sort: [{ column: 'bytes', descending: true }],
      from: { row: 10, flow: ref(10) },
      to: { row: 999_999, flow: null },
    };
    expect(asked()).toEqual([{ targetId: 'sandbox', base: { refs: [] }, sweep }]);
    expect(chosenCount()).toBe(999_990);
    expect(chosenAmong(8, 12)).toEqual([10, 11, 12]);
  });

  test('begins at the flow that was clicked, though others came in above it while it was out of sight', async () => {
    engine.answer('flows.choose', () => choiceOf([]));
    show(0, 90);
    goTo(10, click);
    show(5000, 5040);
    // Where row 10 is at hand again, another flow is there.
    showRows(
      0,
      range(100_000, 100_090).map((number) => rowOf(number)),
    );
    goTo(20, shiftClick);
    await isAnswered();
    const sweep = { from: { row: 10, flow: ref(10) }, to: { row: 20, flow: ref(100_020) } };
    expect(asked()).toMatchObject([{ sweep }]);
  });

  test('begins at the next flow where the one that was clicked has ended in sight', () => {
    show(0, 20);
    goTo(5, click);
    showRows(
      0,
      [...range(0, 4), 5, ...range(6, 20)].map((number) =>
        rowOf(number, number === 5 ? { goneSince: 1 } : {}),
      ),
    );
    showRows(
      0,
      [...range(0, 4), ...range(6, 21)].map((number) => rowOf(number)),
    );
    goTo(7, shiftClick);
    expect(chosenAmong(0, 21)).toEqual([6, 7, 8]);
  });

  test('says so where the flow that it was to begin at is gone, and begins anew', async () => {
    engine.answer('flows.choose', () => choiceOf([5020], { isWhole: false }));
    show(0, 40);
    goTo(10, click);
    show(5000, 5040);
    goTo(5020, shiftClick);
    await isAnswered();
    expect(notificationStore.getState()).toMatchObject([{ title: 'Selected one end alone' }]);
    goTo(5022, shiftClick);
    expect(chosenAmong(5000, 5040)).toEqual([5020, 5021, 5022]);
  });

  test('adds to what is chosen with Ctrl too', async () => {
    engine.answer('flows.choose', () => choiceOf([1, 3]));
    show(0, 40);
    goTo(1, click);
    goTo(3, ctrlClick);
    goTo(5000, { ...ctrlClick, extend: true });
    await isAnswered();
    expect(asked()).toMatchObject([{ base: { refs: [ref(1), ref(3)] } }]);
  });

  test('leaves what was chosen when it fails, and says why', async () => {
    engine.answer('flows.choose', () =>
      refuse({ code: 'not-found', operation: 'use selected flows', message: 'They are gone.' }),
    );
    show(0, 40);
    goTo(10, click);
    goTo(5000, shiftClick);
    await isAnswered();
    expect(chosenAmong(0, 40)).toEqual([10]);
    expect(notificationStore.getState()).toMatchObject([{ tone: 'bad' }]);
  });
});

test('rows that are not neighbours are chosen with the keyboard: the arrows move, and each is toggled where they stop', () => {
  show(0, 40);
  goTo(3, { ...click, byPointer: false });
  goTo(4, { ...ctrlClick, byPointer: false });
  goTo(5, { ...ctrlClick, byPointer: false });
  toggleRow(5);
  expect(chosenAmong(0, 40)).toEqual([3, 5]);
  toggleRow(3);
  expect(chosenAmong(0, 40)).toEqual([5]);
});

test('details take the keyboard to their flow where it is at hand, and nowhere otherwise', () => {
  show(0, 40);
  openDetails(ref(7));
  expect(flowChoiceStore.getState()).toMatchObject({ opened: ref(7), active: { row: 7 } });
  openDetails(ref(5000));
  expect(flowChoiceStore.getState()).toMatchObject({ opened: ref(5000), active: null });
});

describe('a sweep under way', () => {
  beforeEach(() => {
    engine.answer('flows.choose', () => choiceOf(range(10, 5000)));
    show(0, 40);
    goTo(10, click);
  });

  test('is given up for the row whose menu opens, chosen or not', async () => {
    for (const row of [5, 10]) {
      goTo(10, click);
      goTo(5000, shiftClick);
      chooseForMenu(row);
      await isAnswered();
      expect(chosenAmong(0, 40)).toEqual([row]);
    }
  });

  test('is given up when what was chosen before is deleted', async () => {
    const chosen = chosenFlows();
    goTo(5000, shiftClick);
    if (chosen.kind === 'flows') chosen.forget?.();
    await isAnswered();
    expect(chosenCount()).toBe(0);
  });
});

describe('a selection that the engine keeps', () => {
  beforeEach(async () => {
    engine.answer('flows.choose', () => choiceOf(range(10, 5000)));
    show(0, 40);
    goTo(10, click);
    goTo(5000, shiftClick);
    await isAnswered();
  });

  test('is named to the engine, with what was taken out', () => {
    goTo(12, ctrlClick);
    expect(chosenAmong(8, 14)).toEqual([10, 11, 13, 14]);
    const kept = { choiceId: 'c1', without: [ref(12)] };
    expect(chosenFlows()).toMatchObject({ kind: 'flows', flows: { refs: [], kept }, count: 4990 });
  });

  test('is released when others are chosen', async () => {
    goTo(5, click);
    const released = ['flows.release', { targetId: 'sandbox', choiceId: 'c1' }];
    await vi.waitFor(() => expect(engine.asked.mock.calls).toContainEqual(released));
  });

  test('is released where it is kept when another table is looked at', async () => {
    sessionStore.setState({ targetId: 'host' });
    const released = ['flows.release', { targetId: 'sandbox', choiceId: 'c1' }];
    await vi.waitFor(() => expect(engine.asked.mock.calls).toContainEqual(released));
    sessionStore.setState({ targetId: 'sandbox' });
  });

  test('is forgotten once its flows were deleted, but for what was chosen since', () => {
    const chosen = chosenFlows();
    goTo(5, ctrlClick);
    if (chosen.kind === 'flows') chosen.forget?.();
    expect(chosenAmong(0, 40)).toEqual([5]);
  });
});

test('a row that is taken out of all leaves all the others chosen', async () => {
  engine.answer('flows.choose', () => choiceOf(range(0, 500)));
  show(0, 600);
  chooseAll();
  goTo(7, ctrlClick);
  await isAnswered();
  const sweep = { filter: '', from: { row: 0 }, to: { row: Number.MAX_SAFE_INTEGER } };
  expect(asked()).toMatchObject([{ base: { refs: [] }, sweep }]);
  expect(chosenCount()).toBe(500);
  expect(chosenAmong(0, 10)).not.toContain(7);
});

test('rows of an earlier filter are not gone to: they are about to go', () => {
  show(0, 40);
  setFilter('assured');
  goTo(3, click);
  expect(chosenCount()).toBe(0);
  setFilter('');
});

test('flows chosen one by one are given to the engine when they become many', async () => {
  engine.answer('flows.choose', () => choiceOf(range(0, 500)));
  show(0, 600);
  goTo(0, click);
  for (const row of range(1, 500)) goTo(row, ctrlClick);
  await isAnswered();
  const base = { refs: range(0, 500).map(ref) };
  expect(asked()).toEqual([{ targetId: 'sandbox', base, sweep: null }]);
  expect(chosenCount()).toBe(501);
});
