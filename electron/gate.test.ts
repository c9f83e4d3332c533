import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InspectorClient } from '../shared/client.ts';
import { InspectorError } from '../shared/errors.ts';
import { MAX_REQUEST_LENGTH, Request, Response } from '../shared/wire.ts';
import { admit, MAX_CALLS, MAX_STREAMS } from './gate.ts';

const offer = {
  targetId: 'sandbox',
  title: 'Sandbox',
  subtitle: 'private table',
  unavailable: null,
  locked: false,
};
const zone = (number: number) => ({ zones: [number] });

/** A page at one end of the gate and an engine that only takes notes at the other. */
function setUp({ checkOutputs = true } = {}) {
  const sent: Response[] = [];
  const logged: string[] = [];
  const calls: { name: string; input: unknown; signal: AbortSignal; settle: (value: unknown) => void }[] = [];
  const streams: {
    input: unknown;
    emit: (item: unknown) => void;
    fail: (error: InspectorError) => void;
    stopped: boolean;
  }[] = [];
  let receive: (message: unknown) => void = () => undefined;
  let close: (reason: string) => void = () => undefined;

  const engine: InspectorClient = {
    call: (name, input, signal) =>
      new Promise((resolve, reject) => {
        calls.push({
          name,
          input,
          signal: signal ?? new AbortController().signal,
          settle: (value) => (value instanceof Error ? reject(value) : resolve(value as never)),
        });
      }),
    subscribe: (_name, input, onItem, onError) => {
      const stream = { input, emit: (item: unknown) => onItem(item as never), fail: onError, stopped: false };
      streams.push(stream);
      return () => {
        stream.stopped = true;
      };
    },
  };
  admit(
    {
      send: (message) => sent.push(Response.parse(structuredClone(message))),
      onMessage: (listener) => {
        receive = listener;
      },
      onClose: (listener) => {
        close = listener;
      },
    },
    engine,
    { checkOutputs, log: (line) => logged.push(line) },
  );
  return {
    sent,
    logged,
    calls,
    streams,
    receive: (message: unknown) => receive(message),
    close: () => close('the page is gone'),
    /** The one error among the answers. */
    error: () => {
      const [answer, ...more] = sent;
      if (answer?.kind !== 'error' || more.length > 0)
        throw new Error(`not one error: ${JSON.stringify(sent)}`);
      return answer;
    },
  };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('calls', () => {
  it('reach the engine with their input and come back with their result', async () => {
    const gate = setUp();
    gate.receive({ kind: 'call', id: 7, name: 'target.list', input: {} });
    expect(gate.calls).toMatchObject([{ name: 'target.list', input: {} }]);
    gate.calls[0]?.settle([offer]);
    await settled();
    expect(gate.sent).toEqual([{ kind: 'result', id: 7, value: [offer] }]);
  });

  it('come back with everything the error knows', async () => {
    const gate = setUp();
    const data = {
      code: 'exists',
      operation: 'inject',
      message: 'Exists.',
      errno: 'EEXIST',
      hint: 'Delete it.',
    } as const;
    gate.receive({ kind: 'call', id: 1, name: 'target.list', input: {} });
    gate.calls[0]?.settle(new InspectorError(data));
    await settled();
    expect(gate.sent).toEqual([{ kind: 'error', id: 1, error: data }]);
  });

  it('are cancelled by the page, and still answered', async () => {
    const gate = setUp();
    gate.receive({ kind: 'call', id: 1, name: 'target.list', input: {} });
    gate.receive({ kind: 'cancel', id: 1 });
    expect(gate.calls[0]?.signal.aborted).toBe(true);
    gate.calls[0]?.settle(new InspectorError({ code: 'cancelled', operation: 'x', message: 'Cancelled.' }));
    await settled();
    expect(gate.error()).toMatchObject({ id: 1, error: { code: 'cancelled' } });
  });

  it(`are limited to ${MAX_CALLS} at a time`, async () => {
    const gate = setUp();
    for (let id = 1; id <= MAX_CALLS + 1; id++)
      gate.receive({ kind: 'call', id, name: 'target.list', input: {} });
    expect(gate.calls).toHaveLength(MAX_CALLS);
    expect(gate.error()).toMatchObject({ id: MAX_CALLS + 1, error: { code: 'invalid' } });
    gate.calls[0]?.settle([]);
    await settled();
    gate.receive({ kind: 'call', id: 1, name: 'target.list', input: {} });
    expect(gate.calls).toHaveLength(MAX_CALLS + 1);
  });

  it('may not take a number still in use, and the one that has it goes on', async () => {
    const gate = setUp();
    gate.receive({ kind: 'call', id: 5, name: 'target.list', input: {} });
    gate.receive({ kind: 'call', id: 5, name: 'target.list', input: {} });
    gate.receive({ kind: 'subscribe', id: 5, name: 'target.state', input: { targetId: 'sandbox' } });
    gate.receive({ kind: 'call', id: 5, name: 'no.such', input: {} });
    expect(gate.sent.map(({ id, kind }) => [id, kind])).toEqual([
      [0, 'error'],
      [0, 'error'],
      [0, 'error'],
    ]);
    gate.calls[0]?.settle([]);
    await settled();
    expect(gate.sent.at(-1)).toEqual({ kind: 'result', id: 5, value: [] });
    expect([gate.calls.length, gate.streams.length]).toEqual([1, 0]);
  });

  it('end as internal when the engine breaks the contract, where that is checked', async () => {
    const gate = setUp();
    gate.receive({ kind: 'call', id: 1, name: 'target.list', input: {} });
    gate.calls[0]?.settle([{ ...offer, locked: 'yes' }]);
    await settled();
    expect(gate.error().error).toMatchObject({ code: 'internal', subject: 'output[0].locked' });
  });
});

describe('streams', () => {
  const target = { targetId: 'sandbox' };

  it('send one item at a time, always the latest', () => {
    const gate = setUp({ checkOutputs: false });
    gate.receive({ kind: 'subscribe', id: 3, name: 'target.state', input: target });
    for (const item of [1, 2, 3]) gate.streams[0]?.emit(item);
    expect(gate.sent).toEqual([{ kind: 'item', id: 3, value: 1 }]);
    gate.receive({ kind: 'acknowledge', id: 3 });
    expect(gate.sent.slice(1)).toEqual([{ kind: 'item', id: 3, value: 3 }]);
    gate.receive({ kind: 'acknowledge', id: 3 });
    gate.receive({ kind: 'acknowledge', id: 3 });
    expect(gate.sent).toHaveLength(2);
    for (const item of [4, 5]) gate.streams[0]?.emit(item);
    expect(gate.sent.slice(2)).toEqual([{ kind: 'item', id: 3, value: 4 }]);
  });

  it('stop when the page has enough', () => {
    const gate = setUp({ checkOutputs: false });
    gate.receive({ kind: 'subscribe', id: 3, name: 'target.state', input: target });
    gate.receive({ kind: 'unsubscribe', id: 3 });
    expect(gate.streams[0]?.stopped).toBe(true);
    gate.streams[0]?.emit(1);
    expect(gate.sent).toEqual([]);
  });

  it('end with the error of the engine, once', () => {
    const gate = setUp();
    gate.receive({ kind: 'subscribe', id: 3, name: 'target.state', input: target });
    const lost = new InspectorError({ code: 'target-lost', operation: 'follow', message: 'Gone.' });
    gate.streams[0]?.fail(lost);
    gate.streams[0]?.fail(lost);
    expect(gate.error()).toMatchObject({ id: 3, error: { code: 'target-lost' } });
  });

  it('end as internal when an item breaks the contract, where that is checked', () => {
    const gate = setUp();
    gate.receive({ kind: 'subscribe', id: 3, name: 'target.state', input: target });
    gate.streams[0]?.emit({ targetId: 'sandbox' });
    expect(gate.error().error).toMatchObject({ code: 'internal', subject: 'output.title' });
    expect(gate.streams[0]?.stopped).toBe(true);
  });

  it(`are limited to ${MAX_STREAMS} at a time`, () => {
    const gate = setUp();
    for (let id = 1; id <= MAX_STREAMS + 1; id++) {
      gate.receive({ kind: 'subscribe', id, name: 'target.state', input: target });
    }
    expect(gate.streams).toHaveLength(MAX_STREAMS);
    expect(gate.error()).toMatchObject({ id: MAX_STREAMS + 1, error: { code: 'invalid' } });
  });
});

describe('a page that goes', () => {
  it('takes everything of its own with it and is sent nothing more', async () => {
    const gate = setUp({ checkOutputs: false });
    gate.receive({ kind: 'call', id: 1, name: 'target.list', input: {} });
    gate.receive({ kind: 'subscribe', id: 2, name: 'target.state', input: { targetId: 'sandbox' } });
    gate.close();
    expect([gate.calls[0]?.signal.aborted, gate.streams[0]?.stopped]).toEqual([true, true]);
    gate.calls[0]?.settle([]);
    gate.streams[0]?.emit(1);
    await settled();
    expect(gate.sent).toEqual([]);
  });
});

describe('what is not in the contract', () => {
  const refspec = { kind: 'call', id: 9, name: 'zones.free' };
  const good = { targetId: 'sandbox', from: 1, count: 1, contiguous: false };

  it.each([
    ['an unknown call', { kind: 'call', id: 9, name: 'flows.flush', input: {} }, 'message.name'],
    ['a name every object has', { kind: 'call', id: 9, name: 'constructor', input: {} }, 'message.name'],
    ['an unknown stream', { kind: 'subscribe', id: 9, name: 'target.list', input: {} }, 'message.name'],
    [
      'a stream asked for as a call',
      { kind: 'call', id: 9, name: 'target.state', input: {} },
      'message.name',
    ],
    ['an unknown kind', { kind: 'eval', id: 9 }, 'message.kind'],
    ['an extra key in the message', { ...refspec, input: good, token: 1 }, 'message.token'],
    ['an extra key in the input', { ...refspec, input: { ...good, force: true } }, 'input.force'],
    ['a missing key', { ...refspec, input: { targetId: 'sandbox' } }, 'input.from'],
    ['a missing input', refspec, 'message.input'],
    ['a wrong type', { ...refspec, input: { ...good, from: '1' } }, 'input.from'],
    ['a number out of range', { ...refspec, input: { ...good, from: 65536 } }, 'input.from'],
    ['a fraction', { ...refspec, input: { ...good, from: 1.5 } }, 'input.from'],
    ['a name that is too long', { kind: 'call', id: 9, name: 'x'.repeat(65), input: {} }, 'message.name'],
    [
      'a string that is too long',
      { ...refspec, input: { ...good, targetId: 'x'.repeat(201) } },
      'input.targetId',
    ],
    ['a string of 10 MB', { ...refspec, input: { ...good, targetId: 'x'.repeat(10_000_000) } }, 'message'],
    ['a key of 10 MB', { ...refspec, input: { ['x'.repeat(10_000_000)]: 1 } }, 'message'],
    ['a list of ten million', { ...refspec, input: new Array(10_000_000).fill(0) }, 'message'],
  ])('is refused: %s', (_title, message, subject) => {
    const gate = setUp();
    gate.receive(message);
    expect(gate.error()).toMatchObject({ id: 9, error: { code: 'invalid', subject } });
    expect(gate.error().error.message.length).toBeLessThan(500);
    expect(gate.logged).toHaveLength(1);
    expect(gate.calls.length + gate.streams.length).toBe(0);
  });

  it.each([
    [undefined],
    [null],
    [3],
    ['call'],
    [[]],
    [{}],
    [{ kind: 'call', name: 'target.list', input: {} }],
  ])('is answered under number 0 when it has no number of its own: %j', (message) => {
    const gate = setUp();
    gate.receive(message);
    expect(gate.error()).toMatchObject({ id: 0, error: { code: 'invalid' } });
    expect(gate.logged).toHaveLength(1);
  });

  it('is refused however deep it is nested, and also when it contains itself', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 100_000; level++) deep = [deep];
    const loop: Record<string, unknown> = {};
    loop.self = loop;
    for (const input of [deep, loop]) {
      const gate = setUp();
      gate.receive({ ...refspec, input });
      expect(gate.error()).toMatchObject({ id: 9, error: { code: 'invalid' } });
    }
  });

  it('is refused whatever structured cloning can bring', () => {
    const values = [
      new Map([['kind', 'call']]),
      new Date(),
      /x/,
      new Uint8Array(20_000_000),
      10n,
      Number.NaN,
    ];
    for (const value of [...values, ...values.map((input) => ({ ...refspec, input }))]) {
      const gate = setUp();
      gate.receive(structuredClone(value));
      expect(gate.error().error.code).toBe('invalid');
    }
  });

  it('is always answered and never dispatched: any JSON value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (message) => {
        const gate = setUp();
        gate.receive(message);
        expect(gate.error().error.code).toBe('invalid');
        expect(gate.calls.length + gate.streams.length).toBe(0);
      }),
    );
  });

  it('is always answered and never dispatched: right messages around any JSON value', () => {
    const name = fc.constantFrom(
      'target.list',
      'flows.query',
      'flows.inject',
      'flows.delete',
      'zones.free',
      'target.state',
    );
    const message = fc.record({
      kind: fc.constantFrom('call', 'subscribe'),
      id: fc.oneof(fc.maxSafeNat(), fc.jsonValue()),
      name: fc.oneof(name, fc.string()),
      input: fc.oneof(
        fc.jsonValue(),
        fc.record({
          targetId: fc.constant('sandbox'),
          specs: fc.jsonValue(),
          refs: fc.jsonValue(),
          zone: fc.jsonValue(),
        }),
      ),
    });
    fc.assert(
      fc.property(message, (value) => {
        // The one input that is right by chance.
        fc.pre(!(value.name === 'target.list' && JSON.stringify(value.input) === '{}'));
        const gate = setUp();
        gate.receive(value);
        expect(gate.error()).toMatchObject({
          id: Request.safeParse(value).success ? value.id : gate.error().id,
        });
        expect(gate.calls.length + gate.streams.length).toBe(0);
      }),
    );
  });

  it('costs little however long it is', () => {
    const started = performance.now();
    for (const targetId of [':'.repeat(MAX_REQUEST_LENGTH - 500), 'x'.repeat(30_000_000)]) {
      const gate = setUp();
      const spec = { protocol: 6, source: targetId, destination: targetId };
      gate.receive({
        kind: 'call',
        id: 1,
        name: 'flows.inject',
        input: { targetId: 'sandbox', specs: [spec] },
      });
      expect(gate.error().error.code).toBe('invalid');
    }
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

it('lets late words about something that has ended pass without fuss', () => {
  const gate = setUp();
  for (const kind of ['cancel', 'acknowledge', 'unsubscribe']) gate.receive({ kind, id: 4 });
  expect([gate.sent, gate.logged]).toEqual([[], []]);
});

it('answers with the zone that the engine found', async () => {
  const gate = setUp();
  gate.receive({
    kind: 'call',
    id: 2,
    name: 'zones.free',
    input: { targetId: 'sandbox', from: 5, count: 1, contiguous: true },
  });
  gate.calls[0]?.settle(zone(5));
  await settled();
  expect(gate.sent).toEqual([{ kind: 'result', id: 2, value: { zones: [5] } }]);
});
