import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openTarget } from '../e2e/fixtures/fake-engine.ts';
import type { ErrorData } from '../shared/errors.ts';
import type { TargetState } from '../shared/target-state.ts';
import { settle, Wire } from './wire.test-support.ts';

const pass = async (milliseconds: number) => void (await vi.advanceTimersByTimeAsync(milliseconds));

function state(changes: Partial<TargetState> = {}): TargetState {
  return { ...openTarget, ...changes };
}
const failure = (code: ErrorData['code']): ErrorData => ({
  code,
  operation: 'test',
  message: `failed: ${code}`,
});

let wires: Wire[];
let connect: () => Promise<Wire>;
let session: typeof import('./session.ts');
let errors: typeof import('../shared/errors.ts');

beforeEach(async () => {
  vi.useFakeTimers();
  vi.resetModules();
  session = await import('./session.ts');
  errors = await import('../shared/errors.ts');
  wires = [];
  connect = async () => {
    const wire = new Wire();
    wires.push(wire);
    return wire;
  };
});
afterEach(() => {
  vi.useRealTimers();
});

const wire = (index: number): Wire => {
  const found = wires[index];
  if (!found) throw new Error(`there was no connection ${index}`);
  return found;
};
const now = () => session.sessionStore.getState();
async function start(): Promise<void> {
  session.startSession(() => connect());
  await settle();
}

describe('a session', () => {
  test('opens the sandbox and follows it', async () => {
    await start();
    expect(wire(0).request('target.open').input).toEqual({ targetId: 'sandbox' });
    await wire(0).answer('target.open', state());
    await wire(0).tell(state({ version: 2, flows: 7 }));
    expect(now().target?.flows).toBe(7);
  });

  test('keeps the last picture and connects again by itself when the connection ends', async () => {
    await start();
    await wire(0).answer('target.open', state({ flows: 7 }));
    await wire(0).close();
    expect(now().connection.status).toBe('disconnected');
    expect(now().target?.flows).toBe(7);
    await pass(500);
    await wire(1).answer('target.open', state({ flows: 8 }));
    expect(now().connection.status).toBe('connected');
    expect(now().target?.flows).toBe(8);
  });

  test('waits longer after every attempt that fails', async () => {
    let attempts = 0;
    connect = async () => {
      attempts += 1;
      throw new errors.InspectorError(failure('target-lost'));
    };
    await start();
    await pass(500 + 1_000 + 2_000);
    expect(attempts).toBe(4);
    await pass(3_999);
    expect(attempts).toBe(4);
    await pass(1);
    expect(attempts).toBe(5);
  });

  test('does not keep trying where it has no permission', async () => {
    let attempts = 0;
    connect = async () => {
      attempts += 1;
      throw new errors.InspectorError(failure('not-permitted'));
    };
    await start();
    await pass(60_000);
    expect(attempts).toBe(1);
    expect(now().connection).toMatchObject({ status: 'disconnected', retryAt: null });
    await session.tryAgain();
    expect(attempts).toBe(2);
  });

  test('never makes two connections at once', async () => {
    const { promise, resolve } = Promise.withResolvers<Wire>();
    let attempts = 0;
    connect = () => {
      attempts += 1;
      return promise;
    };
    await start();
    await session.tryAgain();
    expect(attempts).toBe(1);
    resolve(new Wire());
    await settle();
    expect(now().connection.status).toBe('connected');
  });

  test('opens a target again that was lost on the way', async () => {
    await start();
    await wire(0).answer('target.open', state());
    await wire(0).refuse('target.state', failure('target-lost'));
    expect(now()).toMatchObject({ isFollowed: false, targetError: { code: 'target-lost' } });
    await pass(500);
    await wire(0).answer('target.open', state({ flows: 3 }));
    expect(now()).toMatchObject({ isFollowed: true, targetError: null, target: { flows: 3 } });
  });

  test('leaves it to the person when a target cannot be opened', async () => {
    await start();
    await wire(0).refuse('target.open', failure('no-sandbox'));
    expect(now().targetError?.code).toBe('no-sandbox');
    const asked = wire(0).requests.length;
    await pass(60_000);
    expect(wire(0).requests).toHaveLength(asked);
    const again = session.tryAgain();
    await settle();
    await wire(0).answer('target.open', state());
    await again;
    expect(now().targetError).toBeNull();
  });

  test('takes no notice of a target that was left', async () => {
    await start();
    const other = session.openTarget('host');
    await settle();
    await wire(0).answer('target.open', state({ targetId: 'host', title: 'This machine', locked: true }));
    await other;
    const [first] = wire(0).requests;
    expect(first).toMatchObject({ name: 'target.open', input: { targetId: 'sandbox' } });
    expect(now()).toMatchObject({ targetId: 'host', target: { targetId: 'host' } });
  });
});

describe('changes are refused with a reason', () => {
  test.each([
    [{ locked: true }, /locked/],
    [{ phase: 'lost' as const }, /lost/],
    [{ phase: 'opening' as const }, /not open yet/],
  ])('%j', async (changes, reason) => {
    await start();
    await wire(0).answer('target.open', state(changes));
    expect(session.whyUnchangeable(now())).toMatch(reason);
  });

  test('and allowed when the table is live and unlocked', async () => {
    await start();
    expect(session.whyUnchangeable(now())).toMatch(/not open yet/);
    await wire(0).answer('target.open', state());
    expect(session.whyUnchangeable(now())).toBeNull();
    await wire(0).close();
    expect(session.whyUnchangeable(now())).toBe('Not connected.');
  });
});
