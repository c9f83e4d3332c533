import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_REQUEST_LENGTH, Request } from '../shared/wire.ts';
import { setUp } from './gate.test-support.ts';

describe('what is not in the contract', () => {
  const request = { kind: 'call', id: 9, name: 'zones.free' };
  const good = { targetId: 'sandbox', from: 1, count: 1, contiguous: false, avoidSeenMinutes: 0 };

  it.each([
    ['an unknown call', { kind: 'call', id: 9, name: 'flows.empty', input: {} }, 'message.name'],
    ['a name every object has', { kind: 'call', id: 9, name: 'constructor', input: {} }, 'message.name'],
    ['an unknown stream', { kind: 'subscribe', id: 9, name: 'target.list', input: {} }, 'message.name'],
    [
      'a stream asked for as a call',
      { kind: 'call', id: 9, name: 'target.state', input: {} },
      'message.name',
    ],
    ['an unknown kind', { kind: 'eval', id: 9 }, 'message.kind'],
    ['an extra key in the message', { ...request, input: good, token: 1 }, 'message.token'],
    ['an extra key in the input', { ...request, input: { ...good, force: true } }, 'input.force'],
    ['a missing key', { ...request, input: { targetId: 'sandbox' } }, 'input.from'],
    ['a missing input', request, 'message.input'],
    ['a wrong type', { ...request, input: { ...good, from: '1' } }, 'input.from'],
    ['a number out of range', { ...request, input: { ...good, from: 65536 } }, 'input.from'],
    ['a fraction', { ...request, input: { ...good, from: 1.5 } }, 'input.from'],
    ['a name that is too long', { kind: 'call', id: 9, name: 'x'.repeat(65), input: {} }, 'message.name'],
    [
      'a string that is too long',
      { ...request, input: { ...good, targetId: 'x'.repeat(201) } },
      'input.targetId',
    ],
    ['a string of 10 MB', { ...request, input: { ...good, targetId: 'x'.repeat(10_000_000) } }, 'message'],
    ['a key of 10 MB', { ...request, input: { ['x'.repeat(10_000_000)]: 1 } }, 'message'],
    ['a list of ten million', { ...request, input: new Array(10_000_000).fill(0) }, 'message'],
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
      gate.receive({ ...request, input });
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
    for (const value of [...values, ...values.map((input) => ({ ...request, input }))]) {
      const gate = setUp();
      gate.receive(structuredClone(value));
      expect(gate.error().error.code).toBe('invalid');
    }
  });

  it.each([
    ['flows.inject', { specs: [{ mark: 2 ** 32 }] }, /^input\.specs\[0\]\./],
    [
      'flows.inject',
      { specs: [{ zone: { direction: 'reply', zone: 1, original: 2 } }] },
      /^input\.specs\[0\]/,
    ],
    ['flows.injectRange', { range: { first: {}, to: { zone: 65536 } }, workId: '12345678' }, /^input\.range/],
    ['expectations.create', { spec: { master: {}, expected: { class: 9 } } }, /^input\.spec/],
    ['expectations.delete', { ref: { protocol: 6, zone: -1, id: 0 } }, /^input\.ref/],
    ['presets.save', { preset: { name: ' x' } }, /^input\.preset/],
    ['presets.remove', { name: 'x'.repeat(61) }, /^input\.name/],
  ])('is refused before the engine sees it: %s with %j', (name, given, subject) => {
    const gate = setUp();
    const input = name.startsWith('presets') ? given : { targetId: 'sandbox', ...given };
    gate.receive({ kind: 'call', id: 9, name, input });
    expect(gate.error()).toMatchObject({
      id: 9,
      error: { code: 'invalid', subject: expect.stringMatching(subject) },
    });
    expect(gate.calls).toEqual([]);
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
      'flows.pick',
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
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
