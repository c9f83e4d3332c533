import { expect, test } from 'vitest';
import { paintFilter } from './filter-paint.ts';

const tones = (text: string) =>
  paintFilter(text, null)
    .filter((stretch) => stretch.tone !== 'gap')
    .map((stretch) => `${stretch.text}:${stretch.tone}`);

test('fields and flags, words of the language, and values are told apart', () => {
  expect(tones('proto == tcp and not assured')).toEqual([
    'proto:name',
    '==:word',
    'tcp:value',
    'and:word',
    'not:word',
    'assured:name',
  ]);
});

test.each(['', '  ', 'dst in 203.0.113.0/24', 'state in {SYN_SENT, "', '\u{1F600} && ((', 'a\tb'])(
  'the stretches of %j together are the text',
  (text) => {
    const stretches = paintFilter(text, { position: 2, length: 3 });
    expect(stretches.map((stretch) => stretch.text).join('')).toBe(text);
  },
);

test('the wrong part is marked, even where it is only a part of something', () => {
  const stretches = paintFilter('sport == 99999', { position: 9, length: 5 });
  expect(stretches.filter((stretch) => stretch.wrong).map((stretch) => stretch.text)).toEqual(['99999']);
});

test('something missing at the end marks nothing', () => {
  const stretches = paintFilter('sport ==', { position: 8, length: 0 });
  expect(stretches.some((stretch) => stretch.wrong)).toBe(false);
});
