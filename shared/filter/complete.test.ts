import fc from 'fast-check';
import { expect, test } from 'vitest';
import { completeFilter } from './complete.ts';
import { fieldNames, flagNames } from './fields.ts';
import { parseFilter } from './parse.ts';

/** Completes at the `|` in the text. */
function offered(marked: string, known?: Parameters<typeof completeFilter>[2]): readonly string[] {
  return completeFilter(marked.replace('|', ''), marked.indexOf('|'), known).words.map((word) => word.text);
}

test('an empty filter offers every field and flag', () => {
  expect(offered('|')).toEqual(expect.arrayContaining([...fieldNames, ...flagNames, 'not']));
});

test.each([
  ['pro|', ['proto']],
  ['nat and dp|', ['dport', 'reply.dport']],
  ['not ass|', ['assured']],
  ['(hw|', ['hw_offload']],
  ['proto |', ['==', '!=', 'in', 'not in']],
  ['mark |', ['==', '!=', '<', '<=', '>', '>=', 'in', 'not in', '&']],
  ['helper |', ['==', '!=', 'in', 'not in', 'contains', 'and', 'or']],
  ['family == |', ['ipv4', 'ipv6']],
  ['proto == sc|', ['sctp']],
  ['state in {SYN_SENT, est|', ['ESTABLISHED', 'REQUEST']],
  ['dport == postg|', ['postgresql']],
  ['icmp.type == node|', ['node-information-query', 'node-information-reply']],
  ['src == |', ['dst', 'reply.src', 'reply.dst']],
  ['dst not |', ['in']],
  ['rate >= 2M|', ['2Mbit/s']],
  ['age > 1.5|', ['1.5d', '1.5h', '1.5m', '1.5s', '1.5ms']],
  ['zone == 5|', []],
  ['nat |', ['and', 'or']],
  ['(nat |', ['and', 'or', ')']],
  ['mark & 0xff |', ['==', '!=']],
  ['proto == tcp |and nat', ['and', 'or']],
  ['zoen == 1 and |', []],
  ['"nat|', []],
])('%s offers the words that fit', (marked, words) => {
  expect(offered(marked)).toEqual(words);
});

test('values that the table holds come first, texts quoted where they must be', () => {
  const texts = (field: string) =>
    field === 'helper' ? ['sip', 'my "own"'] : field === 'src' ? ['10.0.0.1'] : [];
  const known = (field: string) => texts(field).map((text) => ({ text, about: '3 flows' }));
  expect(offered('helper == |', known).slice(0, 3)).toEqual(['sip', '"my \\"own\\""', 'ftp']);
  expect(offered('src == 10.|', known)).toEqual(['10.0.0.1']);
});

test('values are asked for by field and by what was typed of them so far', () => {
  const asked: string[] = [];
  offered('nat and src == 10.3|', (field, typed) => {
    asked.push(`${field} ${typed}`);
    return [];
  });
  expect(asked).toEqual(['src 10.3']);
});

test('the word around the caret is what gets replaced', () => {
  expect(completeFilter('nat and prot == tcp', 10)).toMatchObject({ from: 8, to: 12 });
  expect(completeFilter('nat and ', 8)).toMatchObject({ from: 8, to: 8 });
  expect(completeFilter('helper == "f and nat', 12)).toMatchObject({ from: 10, to: 12 });
});

test('whatever is offered after the beginning of a filter can stand there', () => {
  const beginning = fc.constantFrom(
    '',
    'not ',
    'proto == tcp and ',
    'proto == ',
    'state in {',
    'icmp.type != ',
    'nat ',
    '(nat or ',
  );
  fc.assert(
    fc.property(beginning, fc.nat(), (text, choice) => {
      const { words, from } = completeFilter(text, text.length);
      const word = words[choice % words.length];
      if (word === undefined) throw new Error(`nothing is offered after “${text}”`);
      const parsed = parseFilter(text.slice(0, from) + word.text);
      expect(parsed.ok || parsed.error.length === 0).toBe(true);
    }),
  );
});
