import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createNamespace, type Namespace } from '../../e2e/fixtures/namespace.ts';
import { decodeError } from '../netlink/decode-error.ts';
import { Control, sysctlNames, writableSysctls } from './allow-list.ts';
import { type RawExecutor, startRawExecutor } from './raw-executor.test-support.ts';

const FOLDER = '/proc/sys/net/netfilter';

let namespace: Namespace;
let executor: RawExecutor;
beforeAll(async () => {
  namespace = await createNamespace();
  executor = await startRawExecutor(namespace);
});
afterAll(async () => {
  await executor.stop();
  await namespace.dispose();
});

let lastSequence = 1;

/** Sends a control record and answers what came back. */
async function control(to: RawExecutor, type: number, body: Uint8Array = new Uint8Array(0)) {
  const sequence = ++lastSequence;
  const record = Buffer.alloc(16 + body.length);
  record.writeUInt32LE(record.length, 0);
  record.writeUInt16LE(type, 4);
  record.writeUInt32LE(sequence, 8);
  record.set(body, 16);
  to.send(record);
  return to.message((message) => message.sequence === sequence);
}

/** Asks for a sysctl to be set; answers errno and reason. */
async function write(to: RawExecutor, index: number, value: number, length = 8) {
  const body = Buffer.alloc(8);
  body.writeUInt16LE(index, 0);
  body.writeUInt32LE(value, 4);
  const answer = await control(to, Control.writeSysctl, body.subarray(0, length));
  const whole = Buffer.concat([Buffer.alloc(16), answer.body]);
  whole.writeUInt16LE(answer.flags, 6);
  return decodeError(new DataView(whole.buffer, whole.byteOffset, whole.length), 0, whole.length);
}

async function settingOf(name: string): Promise<string> {
  return (await namespace.run('cat', [`${FOLDER}/${name}`])).stdout;
}

describe('the sysctls', () => {
  it('that exist in the namespace are read with their values there', async () => {
    const answer = await control(executor, Control.readSysctls);
    const lines = answer.body.toString().split('\n');
    const { stdout } = await namespace.run('ls', [FOLDER]);
    const present = sysctlNames.filter((name) => stdout.split('\n').includes(name));
    expect(present.length).toBeGreaterThan(20);
    expect(lines).toEqual(await Promise.all(present.map(async (name) => `${name}=${await settingOf(name)}`)));
  });

  it.each([...writableSysctls.entries()])(
    'number %i, %s, can be set, in this namespace only',
    async (index, name) => {
      const machine = readFileSync(`${FOLDER}/${name}`, 'latin1');
      for (const value of [1, 0, 1]) {
        expect(await write(executor, index, value)).toMatchObject({ errno: 0 });
        expect(await settingOf(name)).toBe(String(value));
      }
      expect(readFileSync(`${FOLDER}/${name}`, 'latin1')).toBe(machine);
    },
  );

  it('are refused a value that the kernel does not take, in the kernel’s words', async () => {
    const before = await settingOf('nf_conntrack_acct');
    expect(await write(executor, writableSysctls.indexOf('nf_conntrack_acct'), 77)).toMatchObject({
      errno: 22,
      text: expect.stringContaining('EINVAL'),
    });
    expect(await settingOf('nf_conntrack_acct')).toBe(before);
  });

  it.each([
    ['a number that is none of theirs', writableSysctls.length, 8],
    ['no value', 0, 4],
    ['nothing at all', 0, 0],
  ])('cannot be set with %s', async (_, index, length) => {
    const logged = executor.lines.length;
    expect(await write(executor, index, 0, length)).toMatchObject({
      errno: 1,
      text: 'this setting may not be changed here',
    });
    await vi.waitFor(() => expect(executor.lines.length).toBe(logged + 1));
  });

  it('can be read but not set by an executor whose table is not private', async () => {
    const host = await startRawExecutor(namespace, { isPrivate: false });
    const before = await settingOf('nf_conntrack_acct');
    expect((await control(host, Control.readSysctls)).body.toString()).toContain('nf_conntrack_max=');
    expect(await write(host, 0, 0)).toMatchObject({ errno: 1, text: 'this setting may not be changed here' });
    expect(await settingOf('nf_conntrack_acct')).toBe(before);
    await host.stop();
  });
});

describe('a record of the executor’s own', () => {
  it.each([Control.hello, 0x7f04, 0xffff])('of the unknown type %i is refused', async (type) => {
    const logged = executor.lines.length;
    await control(executor, type);
    const line = 'executor: refused a request: an unknown control record';
    await vi.waitFor(() => expect(executor.lines.slice(logged)).toEqual([line]));
  });

  it('that names no group of events which can be left is refused', async () => {
    const logged = executor.lines.length;
    await control(executor, Control.listen);
    const line = 'executor: refused a request: it names no group of events that can be left';
    await vi.waitFor(() => expect(executor.lines.slice(logged)).toEqual([line]));
  });
});
