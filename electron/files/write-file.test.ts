import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isRoot } from '../../e2e/fixtures/launchers.ts';
import { writeFile } from './write-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'write-file-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const place = () => join(folder, 'flows.csv');
const kept = () => readdirSync(folder);

describe('a file that is written', () => {
  it('is there when it is whole, for its owner alone, and says how long it is', async () => {
    const pieces = ['ä', 'x'.repeat(200_000), 'end'];
    const bytes = await writeFile(place(), async (writeText) => {
      for (const piece of pieces) await writeText(piece);
      expect(kept()).not.toContain('flows.csv');
      return true;
    });
    expect(bytes).toBe(200_005);
    expect(readFileSync(place(), 'utf8')).toBe(pieces.join(''));
    expect(statSync(place()).mode & 0o777).toBe(0o600);
    expect(kept()).toEqual(['flows.csv']);
  });

  it('leaves what was there before when it was stopped, or writing it failed', async () => {
    writeFileSync(place(), 'before');
    expect(await writeFile(place(), async () => false)).toBe(0);
    const failing = writeFile(place(), async () => {
      throw new Error('no more');
    });
    await expect(failing).rejects.toThrow('no more');
    expect(kept()).toEqual(['flows.csv']);
    expect(readFileSync(place(), 'utf8')).toBe('before');
  });

  it('goes where a link leads that was chosen, and the link stays', async () => {
    mkdirSync(join(folder, 'elsewhere'));
    writeFileSync(join(folder, 'elsewhere/real'), 'before');
    symlinkSync('elsewhere/real', place());
    await writeFile(place(), async (writeText) => {
      await writeText('after');
      return true;
    });
    expect(lstatSync(place()).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(folder, 'elsewhere/real'), 'utf8')).toBe('after');
  });

  it.each([
    ['a folder', () => mkdirSync(place()), 'EISDIR'],
    ['in no folder', () => rmSync(folder, { recursive: true }), 'ENOENT'],
  ])('%s is refused with its reason', async (_, prepare, errno) => {
    prepare();
    await expect(writeFile(place(), async () => true)).rejects.toMatchObject({
      data: { code: 'file-failed', errno, subject: 'flows.csv' },
    });
  });

  it('leaves nothing on a disk that is full, and says so', async () => {
    const users = isRoot ? [] : ['--user', '--map-root-user'];
    const script = `
      import { readdirSync } from 'node:fs';
      import { writeFile } from ${JSON.stringify(resolve(import.meta.dirname, 'write-file.ts'))};
      const failure = await writeFile(${JSON.stringify(place())}, async (writeText) => {
        for (let piece = 0; piece < 100; piece++) await writeText('x'.repeat(10_000));
        return true;
      }).catch((thrown) => thrown.data);
      console.log(JSON.stringify({ failure, kept: readdirSync(${JSON.stringify(folder)}) }));`;
    const inTinyDisk = 'mount -t tmpfs -o size=128k none "$0" && exec "$@"';
    const node = [process.execPath, '--input-type=module', '--eval', script];
    const { stdout } = await execa('unshare', [...users, '--mount', 'sh', '-c', inTinyDisk, folder, ...node]);
    expect(JSON.parse(stdout)).toMatchObject({
      failure: { code: 'file-failed', errno: 'ENOSPC', message: 'There is no room left on the disk.' },
      kept: [],
    });
  });
});
