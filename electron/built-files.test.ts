import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readBuiltFiles } from './built-files.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'built-files-test-'));
  mkdirSync(join(folder, 'assets'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(...names: string[]): void {
  for (const name of names) writeFileSync(join(folder, name), name);
}

it('serves what a page consists of, and the start page also as /', () => {
  write('index.html', 'assets/index-1a.js', 'assets/index-2b.css', 'assets/icon.svg');
  const files = readBuiltFiles(folder);
  const paths = ['/', '/assets/icon.svg', '/assets/index-1a.js', '/assets/index-2b.css', '/index.html'];
  expect([...files.keys()].sort()).toEqual(paths);
  expect(files.get('/')).toBe(files.get('/index.html'));
  expect(files.get('/assets/index-1a.js')?.content.toString()).toBe('assets/index-1a.js');
});

it('serves nothing else: no source maps, no links, no unknown types', () => {
  write('index.html', 'assets/index-1a.js.map', '.env', 'notes');
  symlinkSync('/etc/hostname', join(folder, 'assets', 'link.js'));
  expect([...readBuiltFiles(folder).keys()].sort()).toEqual(['/', '/index.html']);
});

it('sends the policy word for word, the type, and how long it holds', () => {
  write('index.html', 'assets/index-1a.js');
  const files = readBuiltFiles(folder);
  expect(files.get('/')?.headers).toMatchObject({
    'content-security-policy':
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
  });
  expect(files.get('/assets/index-1a.js')?.headers).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': expect.stringContaining('immutable'),
  });
});

it('says what to do when nothing was built', () => {
  expect(() => readBuiltFiles(folder)).toThrow(/npm run build/);
});
