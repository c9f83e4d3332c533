import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InspectorError } from '../../shared/errors.ts';
import { findTool, isRootsAlone } from './tools.ts';

const isRoot = process.geteuid?.() === 0;
const needsRoot = 'needs root, to make files that belong to root';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'conntrack-inspector-tools-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A program file below the folder. */
function makeTool(path: string, mode: number, uid = 0): string {
  const file = join(folder, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, '#!/bin/true\n');
  if (isRoot) chownSync(file, uid, uid);
  chmodSync(file, mode);
  return file;
}

function failureOf(name: string, folders: readonly string[]): InspectorError {
  try {
    findTool(name, folders);
  } catch (thrown) {
    if (thrown instanceof InspectorError) return thrown;
    throw thrown;
  }
  throw new Error(`${name} was found`);
}

describe('a system program', () => {
  it.each(['unshare', 'setpriv', 'nsenter', 'env', 'cat'])('%s is found by its absolute path', (name) => {
    const path = findTool(name);
    expect(path).toMatch(/^(\/usr)?\/s?bin\//);
    expect(existsSync(path)).toBe(true);
  });

  it.each([
    ['unshare', 'util-linux'],
    ['setpriv', 'util-linux'],
    ['nsenter', 'util-linux'],
    ['env', 'coreutils'],
    ['cat', 'coreutils'],
    ['sudo', 'sudo'],
  ])('%s that is missing is named with the package %s that brings it', (name, package_) => {
    expect(failureOf(name, [folder]).data).toMatchObject({
      code: 'no-sandbox',
      subject: name,
      message: `The program ${name} is missing.`,
      detail: expect.stringContaining(folder),
      hint: `Install it: sudo apt-get install ${package_}`,
    });
  });

  it('of no known package is named without a hint', () => {
    expect(failureOf('frobnicate', [folder]).data).not.toHaveProperty('hint');
  });

  it('is never looked for in PATH', () => {
    makeTool('unshare', 0o755);
    const before = process.env.PATH;
    process.env.PATH = folder;
    try {
      expect(findTool('unshare')).not.toContain(folder);
    } finally {
      process.env.PATH = before;
    }
  });

  it('is taken from the first folder that has a trustworthy one', ({ skip }) => {
    skip(!isRoot, needsRoot);
    makeTool('first/tool', 0o775);
    const good = makeTool('second/tool', 0o755);
    makeTool('third/tool', 0o755);
    const folders = ['none', 'first', 'second', 'third'].map((name) => join(folder, name));
    expect(findTool('tool', folders)).toBe(good);
  });

  it.each([
    ['its group may write', 0o775, 0],
    ['everybody may write', 0o757, 0],
    ['belongs to somebody else', 0o755, 65534],
  ])('that %s is not taken, and named', (_, mode, uid) => {
    const path = makeTool('tool', mode, uid);
    expect(failureOf('tool', ['/nonexistent', folder]).data).toMatchObject({
      code: 'no-sandbox',
      subject: 'tool',
      message: `${path} is not run: it does not belong to root, or others may write it.`,
    });
  });

  it('that nobody may execute is none', () => {
    makeTool('tool', 0o644);
    expect(failureOf('tool', [folder]).message).toBe('The program tool is missing.');
  });

  it('is what a link leads to, not the link', ({ skip }) => {
    skip(!isRoot, needsRoot);
    const good = makeTool('real/tool', 0o755);
    const bad = makeTool('bad/tool', 0o757);
    symlinkSync(good, join(folder, 'good'));
    symlinkSync(bad, join(folder, 'poor'));
    expect(findTool('good', [folder])).toBe(join(folder, 'good'));
    expect(failureOf('poor', [folder]).code).toBe('no-sandbox');
  });

  it('is a file, not a folder of that name', () => {
    mkdirSync(join(folder, 'tool'), { mode: 0o755 });
    expect(failureOf('tool', [folder]).code).toBe('no-sandbox');
  });
});

describe('a file is root’s alone', () => {
  it.each([
    [0, 0o100755, true],
    [0, 0o100700, true],
    [0, 0o100775, false],
    [0, 0o100757, false],
    [1000, 0o100755, false],
  ])('owned by %i with mode %o: %s', (uid, mode, expected) => {
    expect(isRootsAlone({ uid, mode })).toBe(expected);
  });
});
