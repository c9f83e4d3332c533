import { expect, it } from 'vitest';
import { whyStranger } from './sender.ts';

it('knows the page of the app', () => {
  expect(whyStranger({ origin: 'app://inspector', parent: null })).toBeNull();
});

it.each([
  ['a frame that is gone', null, /gone/],
  ['a frame inside a page', { origin: 'app://inspector', parent: {} }, /inside/],
  ['another host', { origin: 'app://other', parent: null }, /app:\/\/other/],
  ['a host that begins alike', { origin: 'app://inspector.evil', parent: null }, /inspector\.evil/],
  ['the web', { origin: 'https://inspector', parent: null }, /https/],
  ['a sandboxed frame or data: page', { origin: 'null', parent: null }, /null/],
  ['a file', { origin: 'file://', parent: null }, /file/],
])('does not listen to %s', (_title, frame, reason) => {
  expect(whyStranger(frame)).toMatch(reason);
});
