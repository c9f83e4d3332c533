import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InspectorError } from '../../shared/errors.ts';
import { type ExecutorFiles, isChangeableByRootAlone, isReadableByAll, readableFiles } from './stage.ts';

const isRoot = process.geteuid?.() === 0;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'conntrack-inspector-stage-'));
  chmodSync(folder, 0o755);
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runtime and executor in a folder of that mode. */
function makeFiles(mode: number): ExecutorFiles {
  const home = join(folder, 'home');
  mkdirSync(home);
  const files = { runtime: join(home, 'runtime'), folder: home };
  copyFileSync('/bin/true', files.runtime);
  chmodSync(files.runtime, 0o755);
  writeFileSync(join(home, 'executor.cjs'), 'executor');
  writeFileSync(join(home, 'traffic.cjs'), 'traffic');
  writeFileSync(join(home, 'koffi.node'), 'koffi');
  chmodSync(home, mode);
  return files;
}

function refusalOf(work: () => unknown): InspectorError {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof InspectorError) return thrown;
    throw thrown;
  }
  throw new Error('nothing was refused');
}

describe('files that everybody can read', () => {
  it('are used where they are, and nothing is copied', () => {
    const files = makeFiles(0o755);
    const stage = join(folder, 'stage');
    expect(readableFiles(files, stage)).toBe(files);
    expect(existsSync(stage)).toBe(false);
  });

  it('are readable themselves, in folders that everybody may enter', () => {
    const { runtime, folder: home } = makeFiles(0o755);
    expect(isReadableByAll(runtime)).toBe(true);
    chmodSync(home, 0o711);
    expect(isReadableByAll(runtime)).toBe(true);
    chmodSync(home, 0o750);
    expect(isReadableByAll(runtime)).toBe(false);
    chmodSync(home, 0o755);
    chmodSync(runtime, 0o750);
    expect(isReadableByAll(runtime)).toBe(false);
  });
});

describe('files that only root can change', () => {
  it('are found by their own mode and that of every folder above', ({ skip }) => {
    skip(!isRoot, 'needs root, to make files that belong to root');
    const { runtime, folder: home } = makeFiles(0o755);
    // The folder for temporary files is everybody's, but nobody can replace what is another's in it.
    expect(isChangeableByRootAlone(runtime)).toBe(true);
    chmodSync(home, 0o775);
    expect(isChangeableByRootAlone(runtime)).toBe(false);
    chmodSync(home, 0o755);
    chownSync(home, 65534, 65534);
    expect(isChangeableByRootAlone(runtime)).toBe(false);
    chownSync(home, 0, 0);
    chmodSync(runtime, 0o757);
    expect(isChangeableByRootAlone(runtime)).toBe(false);
  });

  it('are not reached through a link, whose target may change', ({ skip }) => {
    skip(!isRoot, 'needs root, to make files that belong to root');
    const { runtime } = makeFiles(0o755);
    symlinkSync(runtime, join(folder, 'link'));
    expect(isChangeableByRootAlone(join(folder, 'link'))).toBe(false);
  });
});

describe('files in a folder of root’s', () => {
  beforeEach(({ skip }) => skip(!isRoot, 'needs root, who alone stages files'));

  it('are copied to where everybody can read and nobody else can write', () => {
    const stage = join(folder, 'stage');
    const staged = readableFiles(makeFiles(0o700), stage);
    expect(staged.folder.startsWith(`${stage}/`)).toBe(true);
    for (const path of [
      staged.runtime,
      join(staged.folder, 'executor.cjs'),
      join(staged.folder, 'koffi.node'),
    ]) {
      expect(isReadableByAll(path)).toBe(true);
      expect(isChangeableByRootAlone(path)).toBe(true);
    }
    expect(readFileSync(join(staged.folder, 'executor.cjs'), 'utf8')).toBe('executor');
    expect(readdirSync(stage)).toHaveLength(1);
  });

  it('can be run by an ordinary user from there, and not from where they were', () => {
    const files = makeFiles(0o700);
    const staged = readableFiles(files, join(folder, 'stage'));
    // setpriv itself still has root's capabilities when it starts a program; env has none.
    const nobody = ['--reuid=65534', '--regid=65534', '--clear-groups', 'env'];
    const asNobody = (program: string) => execaSync('setpriv', [...nobody, program], { reject: false });
    expect(asNobody(files.runtime).exitCode).not.toBe(0);
    expect(asNobody(staged.runtime).exitCode).toBe(0);
  });

  it('are copied once', () => {
    const stage = join(folder, 'stage');
    const files = makeFiles(0o700);
    const first = readableFiles(files, stage);
    const copy = join(first.folder, 'executor.cjs');
    const { ino, ctimeMs } = statSync(copy);
    expect(readableFiles(files, stage)).toEqual(first);
    expect(statSync(copy)).toMatchObject({ ino, ctimeMs });
    expect(readdirSync(stage)).toHaveLength(1);
  });

  it('are copied anew when the executor or the runtime is another', () => {
    const stage = join(folder, 'stage');
    const files = makeFiles(0o700);
    const first = readableFiles(files, stage);
    writeFileSync(join(files.folder, 'executor.cjs'), 'EXECUTOR');
    utimesSync(join(files.folder, 'executor.cjs'), 1, 1);
    const second = readableFiles(files, stage);
    expect(second.folder).not.toBe(first.folder);
    expect(readFileSync(join(second.folder, 'executor.cjs'), 'utf8')).toBe('EXECUTOR');
    utimesSync(files.runtime, 2, 2);
    expect([first.folder, second.folder]).not.toContain(readableFiles(files, stage).folder);
  });

  it('are readable whatever the umask is', () => {
    const before = process.umask(0o077);
    try {
      const staged = readableFiles(makeFiles(0o700), join(folder, 'stage'));
      expect(isReadableByAll(join(staged.folder, 'koffi.node'))).toBe(true);
      expect(isReadableByAll(staged.runtime)).toBe(true);
    } finally {
      process.umask(before);
    }
  });

  it('keep an unreadable executor’s own mode as it was', () => {
    const files = makeFiles(0o755);
    const executor = join(files.folder, 'executor.cjs');
    chmodSync(executor, 0o600);
    const staged = readableFiles(files, join(folder, 'stage'));
    expect(isReadableByAll(join(staged.folder, 'executor.cjs'))).toBe(true);
    expect(statSync(executor).mode & 0o777).toBe(0o600);
  });

  it('are not copied into a folder of somebody else’s', () => {
    const stage = join(folder, 'stage');
    mkdirSync(stage);
    chownSync(stage, 65534, 65534);
    const { data } = refusalOf(() => readableFiles(makeFiles(0o700), stage));
    expect(data).toMatchObject({ code: 'no-sandbox', subject: stage, hint: expect.stringContaining(stage) });
    expect(readdirSync(stage)).toEqual([]);
  });

  it.each([
    ['everybody may write to', ['mkdir', '--mode=777']],
    ['is a link', ['ln', '--symbolic', tmpdir()]],
    ['is a file', ['touch']],
  ])('are not copied into one that %s', (_, [program = '', ...parameters]) => {
    const stage = join(folder, 'stage');
    execaSync(program, [...parameters, stage]);
    expect(refusalOf(() => readableFiles(makeFiles(0o700), stage)).data).toMatchObject({
      code: 'no-sandbox',
      subject: stage,
    });
  });

  it('are not taken from a copy that somebody else put there', () => {
    const stage = join(folder, 'stage');
    const files = makeFiles(0o700);
    const staged = readableFiles(files, stage);
    chownSync(staged.folder, 65534, 65534);
    expect(refusalOf(() => readableFiles(files, stage)).data.subject).toBe(staged.folder);
  });
});
