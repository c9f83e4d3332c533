import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { InspectorClient } from '../shared/client.ts';
import { type CallInput, contract } from '../shared/contract.ts';
import { type ChosenFile, FILES_OF_A_PAGE, FileRegister } from './file-register.ts';
import { createPageFiles } from './page-files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'page-files-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const outcome = { flows: 1, bytes: 1, tookMs: 1, stopped: false, lost: [], leftOut: [] };
const exportInput: Omit<CallInput<'flows.export'>, 'file'> = {
  targetId: 'sandbox',
  source: { kind: 'filter', filter: '', sort: [] },
  format: 'csv',
  workId: 'work-0001',
};
const importInput = { targetId: 'sandbox', format: null, workId: 'work-0002' };

/** Two pages before one engine, which answers every call and notes where its files led to. */
function setUp({ stopped = false, temporary = false } = {}) {
  const register = new FileRegister();
  const used: (string | null)[] = [];
  const engine: InspectorClient = {
    async call(_name, input) {
      if ('file' in input) used.push(register.pathOf(input.file));
      return { ...outcome, stopped } as never;
    },
    subscribe: () => () => undefined,
  };
  const path = join(folder, 'flows.csv');
  const chosen: ChosenFile = { path, name: 'flows.csv', temporary };
  const chooser = { save: async () => chosen, open: async () => chosen };
  const [one, other] = [
    createPageFiles(engine, register, chooser),
    createPageFiles(engine, register, chooser),
  ];
  const save = async () => (await one.client.call('files.save', { suggestedName: 'flows.csv' }))?.file ?? '';
  const open = async () => (await one.client.call('files.open', {}))?.file ?? '';
  return { register, used, path, one, other, save, open };
}

const refused = { data: { code: 'not-found' } };

describe('a file that a page may write', () => {
  it('is known to the page by a token alone, and to the engine by its path', async () => {
    const { one, used, path } = setUp();
    const place = await one.client.call('files.save', { suggestedName: 'flows.csv' });
    expect(JSON.stringify(place)).not.toContain(folder);
    await one.client.call('flows.export', { ...exportInput, file: place?.file ?? '' });
    expect(used).toEqual([path]);
  });

  it('is written once', async () => {
    const { one, used, save } = setUp();
    const input = { ...exportInput, file: await save() };
    await one.client.call('flows.export', input);
    await expect(one.client.call('flows.export', input)).rejects.toMatchObject(refused);
    expect(used).toHaveLength(1);
  });

  it('is not written twice at the same time', async () => {
    const { one, save } = setUp();
    const input = { ...exportInput, file: await save() };
    const first = one.client.call('flows.export', input);
    await expect(one.client.call('flows.export', input)).rejects.toMatchObject(refused);
    await first;
  });

  it('cannot be read, nor written by another page, nor reached by a made-up token', async () => {
    const { one, other, used, save } = setUp();
    const file = await save();
    await expect(one.client.call('flows.import', { ...importInput, file })).rejects.toMatchObject(refused);
    await expect(other.client.call('flows.export', { ...exportInput, file })).rejects.toMatchObject(refused);
    const forged = crypto.randomUUID();
    await expect(one.client.call('flows.export', { ...exportInput, file: forged })).rejects.toMatchObject(
      refused,
    );
    expect(used).toEqual([]);
  });

  it('can be fetched once when it was written whole', async () => {
    const { one, register, save, path } = setUp({ temporary: true });
    const file = await save();
    expect(register.handOver(file)).toBeNull();
    await one.client.call('flows.export', { ...exportInput, file });
    expect(register.handOver(file)).toMatchObject({ path });
    expect(register.handOver(file)).toBeNull();
  });

  it('is forgotten when the export was stopped', async () => {
    const { one, register, save } = setUp({ temporary: true, stopped: true });
    const file = await save();
    await one.client.call('flows.export', { ...exportInput, file });
    expect(register.pathOf(file)).toBeNull();
  });
});

describe('a file that a page may read', () => {
  it('can be checked and then injected', async () => {
    const { one, used, open, path } = setUp();
    writeFileSync(path, '');
    const file = await open();
    await one.client.call('flows.checkImport', { ...importInput, file });
    await one.client.call('flows.import', { ...importInput, file });
    expect(used).toEqual([path, path]);
  });

  it('is the one that a chosen link leads to, with its size', async () => {
    const { one, path } = setUp();
    writeFileSync(join(folder, 'real'), 'four');
    symlinkSync(join(folder, 'real'), path);
    expect(await one.client.call('files.open', {})).toMatchObject({ name: 'flows.csv', bytes: 4 });
  });

  it('cannot be read by another page, nor after the page closed it or is gone', async () => {
    const { one, other, used, open, path } = setUp();
    writeFileSync(path, '');
    const [first, second] = [await open(), await open()];
    const read = (page: typeof one, file: string) =>
      page.client.call('flows.import', { ...importInput, file });
    await expect(read(other, first)).rejects.toMatchObject(refused);
    await other.client.call('files.close', { file: first });
    await read(one, first);
    await one.client.call('files.close', { file: first });
    await expect(read(one, first)).rejects.toMatchObject(refused);
    one.close();
    await expect(read(one, second)).rejects.toMatchObject(refused);
    expect(used).toHaveLength(1);
  });

  it('is forgotten when many newer ones were chosen', async () => {
    const { register, open, path } = setUp();
    writeFileSync(path, '');
    const oldest = await open();
    const newer = [];
    for (let count = 0; count < FILES_OF_A_PAGE; count++) newer.push(await open());
    expect(register.pathOf(oldest)).toBeNull();
    expect(newer.every((file) => register.pathOf(file) === path)).toBe(true);
  });
});

it.each([
  '../flows.csv',
  '/etc/passwd',
  'a/b',
  '.bashrc',
  'a\0b',
  'a\nb',
  '',
  'a'.repeat(101),
  'ü.csv',
  '"x"',
])('the contract refuses %j as a name to save under', (suggestedName) => {
  expect(contract.calls['files.save'].input.safeParse({ suggestedName }).success).toBe(false);
});
