import { beforeEach, describe, expect, test, vi } from 'vitest';
import { createFakeEngine, refuse } from '../../e2e/fixtures/fake-engine.ts';
import { builtInPresets } from '../../shared/built-in-presets.ts';
import type { Flow } from '../../shared/flow.ts';
import { identityOf } from '../../shared/flow-spec.ts';
import { labelBits } from '../../shared/label.ts';
import { StatusBit } from '../../shared/status.ts';
import { sessionStore, startSession } from '../session.ts';
import { injectFlow, injectRange, recentStore, stopRange, updateInstead } from './recent-store.ts';
import { changeFor } from './update-existing.ts';

const ftp = builtInPresets.find(({ expected }) => expected !== null);
const many = builtInPresets.find(({ range }) => range.to.sourcePort !== null);
if (!ftp || !many) throw new Error('the presets are missing');
const { first: spec } = ftp.range;
const ref = { ...identityOf(spec), id: 5 };
const failure = {
  code: 'unsupported',
  operation: 'expect',
  message: 'No helper.',
  errno: 'EOPNOTSUPP',
} as const;
const result = {
  counts: [{ outcome: 'changed', flows: 1 }],
  refusals: [],
  refusalCount: 0,
  stopped: null,
  note: null,
  tookMs: 1,
  undo: { possible: true },
};
/** The flow that is in the way: the same tuple, all else otherwise. */
const existing: Flow = {
  family: 4,
  protocol: spec.protocol,
  original: ref.original,
  reply: ref.original,
  zones: ref.zones,
  id: 5,
  status: StatusBit.confirmed,
  state: 1,
  timeoutSeconds: 60,
  mark: 0,
  use: 1,
  helper: null,
  labels: null,
  counters: null,
  startedAt: null,
};

let engine: ReturnType<typeof createFakeEngine>;
const latest = () => recentStore.getState()[0];
beforeEach(async () => {
  recentStore.setState([], true);
  engine = createFakeEngine();
  startSession(engine.connect);
  await vi.waitFor(() => expect(sessionStore.getState().target).not.toBeNull());
});

describe('a flow that expects another', () => {
  test('is made first, and then has it expect', async () => {
    engine.answer('flows.inject', () => [{ outcome: 'created', ref, note: null }]);
    engine.answer('expectations.create', () => ({}));
    await injectFlow(spec, ftp.expected);
    const expected = { targetId: 'sandbox', spec: { master: ref, expected: ftp.expected } };
    expect(engine.asked).toHaveBeenLastCalledWith('expectations.create', expected);
    expect(latest()).toMatchObject({ outcome: { outcome: 'created' }, expectationError: null });
  });

  test('says why the expectation was refused, and stays', async () => {
    engine.answer('flows.inject', () => [{ outcome: 'created', ref, note: null }]);
    engine.answer('expectations.create', () => refuse(failure));
    await injectFlow(spec, ftp.expected);
    expect(latest()).toMatchObject({ outcome: { outcome: 'created' }, expectationError: failure });
  });

  test('is not asked to when it was not made', async () => {
    engine.answer('flows.inject', () => [{ outcome: 'exists', error: failure }]);
    await injectFlow(spec, ftp.expected);
    expect(engine.asked).not.toHaveBeenCalledWith('expectations.create', expect.anything());
  });
});

describe('a range', () => {
  test('is injected under a name by which it can be stopped', async () => {
    engine.answer('flows.injectRange', () => result);
    engine.answer('work.stop', () => ({}));
    const onDone = vi.fn();
    await injectRange(many.range, onDone);
    expect(onDone).toHaveBeenCalledWith(result);
    const entry = latest();
    if (entry?.kind !== 'range') throw new Error('there is no range');
    expect(entry).toMatchObject({ result, error: null });
    await stopRange(entry);
    expect(engine.asked).toHaveBeenLastCalledWith('work.stop', { workId: entry.workId });
  });

  test('of which nothing was tried says why', async () => {
    engine.answer('flows.injectRange', () => refuse(failure));
    await injectRange(many.range, () => expect.unreachable());
    expect(latest()).toMatchObject({ result: null, error: failure });
  });
});

describe('updating the flow that is there already', () => {
  test('changes what a flow that exists can take, and names the rest', () => {
    const wanted = {
      ...spec,
      mark: 7,
      labels: labelBits([3]),
      status: StatusBit.assured | StatusBit.fixedTimeout,
      sourceNat: { address: '203.0.113.1', port: null },
    };
    expect(changeFor(wanted, existing)).toEqual({
      change: {
        mark: { value: 7, mask: 0xffff_ffff },
        timeoutSeconds: spec.timeoutSeconds,
        state: 3,
        setStatus: StatusBit.assured,
        labels: { bits: labelBits([3]), mask: 'f'.repeat(32) },
        helper: null,
      },
      left: ['translation', 'helper', 'status bits that are set at creation only'],
    });
    const same = { ...spec, helper: null, status: 0, state: 1 };
    expect(changeFor(same, existing)).toMatchObject({
      change: { mark: null, state: null, setStatus: null, labels: null },
      left: [],
    });
  });

  test('picks that very life and changes it', async () => {
    engine.answer('flows.inject', () => [{ outcome: 'exists', error: failure }]);
    engine.answer('flows.query', () => ({ rows: [{ flow: existing, goneSince: null }] }));
    engine.answer('flows.pick', () => ({ pickId: 'p1' }));
    engine.answer('flows.change', () => result);
    await injectFlow(spec, null);
    const entry = latest();
    if (entry?.kind !== 'flow') throw new Error('there is no flow');
    await updateInstead(entry);
    expect(engine.asked).toHaveBeenCalledWith('flows.pick', {
      targetId: 'sandbox',
      scope: { kind: 'flows', refs: [ref] },
    });
    expect(latest()).toMatchObject({ update: { result } });
  });
});
