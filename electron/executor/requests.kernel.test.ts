import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { numberedFlow } from '../../e2e/fixtures/fill-table.ts';
import { tableOf } from '../../e2e/fixtures/kernel-table.ts';
import { createNamespace, type Namespace } from '../../e2e/fixtures/namespace.ts';
import { comparable } from '../../e2e/fixtures/same-table.ts';
import type { FlowRef } from '../../shared/flow.ts';
import { lifeOf } from '../../shared/flow-life.ts';
import { decodeError } from '../netlink/decode-error.ts';
import { encodeDump, encodeFlush } from '../netlink/encode-dump.ts';
import { encodeCreate } from '../netlink/encode-flow.ts';
import { encodeDelete, encodeGet } from '../netlink/encode-life.ts';
import { MessageWriter } from '../netlink/message-writer.ts';
import { WHOLE_TABLE } from './allow-list.ts';
import { type RawExecutor, type RawMessage, startRawExecutor } from './raw-executor.test-support.ts';

const NEW = 0x100;
const ERROR = 2;
const DONE = 3;
const EPERM = 1;

let namespace: Namespace;
beforeAll(async () => {
  namespace = await createNamespace();
});
afterAll(() => namespace.dispose());

const flow = numberedFlow(7);
const { source, destination, l4, protocol } = flow;
const ref: FlowRef = {
  protocol,
  original: { source, destination, l4 },
  zones: { original: 0, reply: 0 },
  id: 0,
};

function encoded(encode: (writer: MessageWriter) => void): Uint8Array {
  const writer = new MessageWriter();
  encode(writer);
  return writer.take();
}

function messageOf(type: number, flags: number, sequence: number, body: Uint8Array): Uint8Array {
  const bytes = Buffer.alloc((16 + body.length + 3) & ~3);
  bytes.writeUInt32LE(16 + body.length, 0);
  bytes.writeUInt16LE(type, 4);
  bytes.writeUInt16LE(flags, 6);
  bytes.writeUInt32LE(sequence, 8);
  bytes.set(body, 16);
  return bytes;
}

/** The kernel's or the executor's verdict in a message. */
function verdictOf({ type, flags, sequence, body }: RawMessage) {
  const whole = Buffer.concat([Buffer.alloc(16), body]);
  whole.writeUInt16LE(type, 4);
  whole.writeUInt16LE(flags, 6);
  whole.writeUInt32LE(sequence, 8);
  return decodeError(new DataView(whole.buffer, whole.byteOffset, whole.length), 0, whole.length);
}

async function ask(executor: RawExecutor, sequence: number, encode: (writer: MessageWriter) => void) {
  executor.send(encoded(encode));
  return executor.message((message) => message.sequence === sequence);
}

async function entries(): Promise<readonly string[]> {
  return comparable(await tableOf(namespace.pid).entries());
}

describe('a read-only executor', () => {
  let executor: RawExecutor;
  beforeAll(async () => {
    await tableOf(namespace.pid).conntrack(
      '-I',
      '-p',
      'udp',
      '-s',
      '192.0.2.1',
      '-d',
      '192.0.2.2',
      '--sport',
      '1',
      '--dport',
      '2',
      '-t',
      '600',
    );
    executor = await startRawExecutor(namespace, { mode: 'read' });
  });
  afterAll(() => executor.stop());

  it.each([
    ['to create a flow', 11, (writer: MessageWriter) => encodeCreate(writer, 11, flow)],
    ['to delete a flow', 12, (writer: MessageWriter) => encodeDelete(writer, 12, lifeOf(ref))],
    ['to empty a zone', 13, (writer: MessageWriter) => encodeFlush(writer, 13, { zone: 0 })],
    ['to empty the table', 14, (writer: MessageWriter) => encodeFlush(writer, 14, {}, WHOLE_TABLE)],
  ])('refuses %s with EPERM and the reason in words, and logs it', async (_, sequence, encode) => {
    const before = await entries();
    expect(before).toHaveLength(1);
    const linesBefore = executor.lines.length;
    const answer = await ask(executor, sequence, encode);
    expect(answer.type).toBe(ERROR);
    expect(verdictOf(answer)).toMatchObject({
      errno: EPERM,
      text: 'this executor was started read-only',
      request: { sequence },
    });
    const line = 'executor: refused a request: this executor was started read-only';
    await vi.waitFor(() => expect(executor.lines.slice(linesBefore)).toEqual([line]));
    expect(await entries()).toEqual(before);
  });

  it('answers what it allows among what it refuses', async () => {
    executor.send(
      encoded((writer) => {
        encodeCreate(writer, 21, flow);
        encodeDump(writer, 22);
        encodeDelete(writer, 23, lifeOf(ref));
        encodeGet(writer, 24, lifeOf(ref));
      }),
    );
    const isDone = (message: RawMessage) => message.sequence === 22 && message.type === DONE;
    const verdicts = await Promise.all(
      [21, 23, 24].map(async (sequence) =>
        verdictOf(await executor.message((message) => message.sequence === sequence)),
      ),
    );
    // ENOENT: the one it allows reached the kernel, and the flow was not created.
    expect(verdicts.map((verdict) => verdict?.errno)).toEqual([EPERM, EPERM, 2]);
    await executor.message(isDone);
    const listed = executor.messages.filter(({ sequence, type }) => sequence === 22 && type === NEW);
    expect(listed).toHaveLength(1);
  });

  it('takes a request that comes byte by byte', async () => {
    const bytes = encoded((writer) => encodeGet(writer, 31, lifeOf(ref)));
    for (const byte of bytes) executor.send(new Uint8Array([byte]));
    const answer = await executor.message(({ sequence }) => sequence === 31);
    expect(verdictOf(answer)?.errno).toBe(2);
  });
});

describe('garbage', () => {
  const types = fc.oneof(fc.nat(0xffff), fc.constantFrom(0x100, 0x101, 0x102, 0x200, 0x202, 0x7f00, 0x7f02));
  const message = fc.tuple(types, fc.nat(0xffff), fc.uint8Array({ maxLength: 300 }));

  it('of whole messages is refused or answered, changes nothing, and ends nothing', async () => {
    const executor = await startRawExecutor(namespace, { mode: 'read' });
    const before = await entries();
    let sequence = 1;
    await fc.assert(
      fc.asyncProperty(fc.array(message, { minLength: 50, maxLength: 100 }), async (messages) => {
        for (const [type, flags, body] of messages) executor.send(messageOf(type, flags, ++sequence, body));
        const last = ++sequence;
        const answer = await ask(executor, last, (writer) => encodeGet(writer, last, lifeOf(ref)));
        expect(verdictOf(answer)?.errno).toBe(2);
        expect(await entries()).toEqual(before);
      }),
      { numRuns: 10 },
    );
    expect((await executor.stop()).exitCode).toBe(0);
    expect(executor.lines.length).toBeGreaterThan(400);
  });

  it.each([0, 15, 8193, 0xffff_ffff])(
    'with the impossible length %i ends it, and says so',
    async (length) => {
      const executor = await startRawExecutor(namespace);
      const before = await entries();
      const header = Buffer.alloc(16);
      header.writeUInt32LE(length, 0);
      const flush = encoded((writer) => encodeFlush(writer, 2, {}, WHOLE_TABLE));
      executor.send(Buffer.concat([header, flush]));
      expect(await executor.ended).toMatchObject({
        exitCode: 1,
        stderr: `executor: a request of ${length} bytes: the stream of requests is broken`,
      });
      expect(await entries()).toEqual(before);
    },
  );
});

describe('a change executor', () => {
  let executor: RawExecutor;
  beforeAll(async () => {
    executor = await startRawExecutor(namespace);
  });
  afterAll(() => executor.stop());
  let sequence = 100;
  beforeEach(async () => {
    sequence += 10;
    await ask(executor, sequence, (writer) => encodeCreate(writer, sequence, flow));
    expect(await entries()).not.toEqual([]);
  });

  it.each([
    ['without a filter', {}],
    ['by a mark of which no bit counts', { mark: { value: 0, mask: 0 } }],
    ['by patterns that compare nothing', { family: 4 as const, original: {}, reply: {} }],
  ])('refuses to empty the table %s, as the kernel would have done', async (_, filter) => {
    const flush = (number: number, resource: number) =>
      ask(executor, number, (writer) => encodeFlush(writer, number, filter, resource));
    const before = await entries();
    expect(verdictOf(await flush(sequence + 1, 0))).toMatchObject({
      errno: EPERM,
      text: 'it would empty the whole table and is not marked as meant to',
    });
    expect(await entries()).toEqual(before);
    expect(verdictOf(await flush(sequence + 2, WHOLE_TABLE))?.errno).toBe(0);
    expect(await entries()).toEqual([]);
  });

  it('leaves it to the kernel to refuse a status of which no bit counts', async () => {
    const before = await entries();
    const answer = await ask(executor, sequence + 1, (writer) =>
      encodeFlush(writer, sequence + 1, { status: { value: 0, mask: 0 } }),
    );
    expect(verdictOf(answer)?.errno).not.toBe(0);
    expect(await entries()).toEqual(before);
  });
});

describe('an executor whose events are not read in time', () => {
  it('says with NLMSG_OVERRUN that some were lost, and goes on', async () => {
    const executor = await startRawExecutor(namespace, { eventBufferBytes: 4096 });
    process.kill(executor.pid, 'SIGSTOP');
    const other = await startRawExecutor(namespace);
    other.send(
      encoded((writer) => {
        for (let number = 0; number < 200; number++)
          encodeCreate(writer, 2 + number, numberedFlow(1000 + number));
      }),
    );
    await other.message(({ sequence }) => sequence === 201);
    process.kill(executor.pid, 'SIGCONT');
    const overrun = await executor.message(({ type }) => type === 4);
    expect(overrun).toMatchObject({ sequence: 0, body: Buffer.alloc(0) });
    // The next event comes again.
    const seen = executor.messages.length;
    other.send(encoded((writer) => encodeCreate(writer, 301, numberedFlow(2000))));
    await other.message(({ sequence }) => sequence === 301);
    await executor.message((message) => executor.messages.indexOf(message) >= seen && message.type === NEW);
    expect(executor.messages.filter(({ type }) => type === NEW).length).toBeLessThan(201);
    await Promise.all([executor.stop(), other.stop()]);
  });
});
