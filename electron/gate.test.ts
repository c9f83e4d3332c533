import { describe, expect, it } from 'vitest';
import { InspectorError } from '../shared/errors.ts';
import { offer, settled, setUp } from './gate.test-support.ts';
import { MAX_CALLS, MAX_STREAMS } from './gate.ts';

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

it('lets late words about something that has ended pass without fuss', () => {
  const gate = setUp();
  for (const kind of ['cancel', 'acknowledge', 'unsubscribe']) gate.receive({ kind, id: 4 });
  expect([gate.sent, gate.logged]).toEqual([[], []]);
});
