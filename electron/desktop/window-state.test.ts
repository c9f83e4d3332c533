import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readWindowState, type WindowState, writeWindowState } from './window-state.ts';

const screen = { x: 0, y: 0, width: 1920, height: 1080 };
const right = { x: 1920, y: 0, width: 1280, height: 1024 };
const state = (bounds: Partial<WindowState['bounds']> = {}): WindowState => ({
  bounds: { x: 100, y: 80, width: 1440, height: 900, ...bounds },
  maximized: true,
});

let folder = '';
const file = () => join(folder, 'user data', 'window-state.json');
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'window-state-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a window’s state', () => {
  it('is there again at the next start', () => {
    writeWindowState(file(), state());
    expect(readWindowState(file(), [screen])).toEqual(state());
  });

  it('is forgotten when the screen it was on is gone', () => {
    writeWindowState(file(), state({ x: 2000 }));
    expect(readWindowState(file(), [screen, right])).not.toBeNull();
    expect(readWindowState(file(), [screen])).toBeNull();
  });

  it.each([{ y: -40 }, { y: 1070 }, { x: -1400 }, { x: 1900 }])(
    'is forgotten when its upper edge could not be reached: %o',
    (bounds) => {
      writeWindowState(file(), state(bounds));
      expect(readWindowState(file(), [screen])).toBeNull();
    },
  );

  it('is none in a file that holds something else', () => {
    expect(readWindowState(file(), [screen])).toBeNull();
    writeWindowState(file(), state());
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (content) => {
        writeFileSync(file(), content);
        expect(readWindowState(file(), [screen])).toBeNull();
      }),
    );
  });
});
