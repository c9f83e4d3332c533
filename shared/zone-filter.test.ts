import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseZoneFilter, type ZoneFilter } from './zone-filter.ts';

function read(text: string): ZoneFilter {
  const parsed = parseZoneFilter(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.filter;
}

function wrong(text: string) {
  const parsed = parseZoneFilter(text);
  if (parsed.ok) throw new Error(`“${text}” is a filter`);
  const { position, length, message, suggestion } = parsed.error;
  return { at: text.slice(position, position + length), message, suggestion };
}

const ranges = (...list: readonly (readonly [number, number])[]): ZoneFilter => ({
  kind: 'ranges',
  ranges: list.map(([from, to]) => ({ from, to })),
});

describe('a filter of zones', () => {
  it('is all zones when it is empty', () => {
    expect(read('')).toEqual({ kind: 'all' });
    expect(read('   ')).toEqual({ kind: 'all' });
  });

  it('names zones by number, range or list', () => {
    expect(read('4100')).toEqual(ranges([4100, 4100]));
    expect(read('100..200')).toEqual(ranges([100, 200]));
    expect(read('0, 100 .. 200, 65535')).toEqual(ranges([0, 0], [100, 200], [65_535, 65_535]));
    expect(read('zone in {0, 7..9}')).toEqual(ranges([0, 0], [7, 9]));
  });

  it('compares what the table shows', () => {
    expect(read('flows > 100')).toEqual({ kind: 'compare', field: 'flows', operator: '>', value: 100 });
    expect(read('new >= 0.5')).toEqual({ kind: 'compare', field: 'new', operator: '>=', value: 0.5 });
    expect(read('Zone != 0')).toEqual({ kind: 'compare', field: 'zone', operator: '!=', value: 0 });
    expect(read('direction == reply')).toEqual({ kind: 'direction', direction: 'reply' });
    expect(read('reserved')).toEqual({ kind: 'reserved' });
  });

  it('binds not, then and, then or', () => {
    expect(read('7 or not reserved and flows < 5')).toEqual({
      kind: 'or',
      terms: [
        ranges([7, 7]),
        {
          kind: 'and',
          terms: [
            { kind: 'not', term: { kind: 'reserved' } },
            { kind: 'compare', field: 'flows', operator: '<', value: 5 },
          ],
        },
      ],
    });
    expect(read('(7 || reserved) && !(flows == 1)')).toMatchObject({ kind: 'and' });
  });

  it.each([
    ['65536', '65536', 'A zone is a number from 0 to 65535.'],
    ['1.5', '1.5', 'A zone is a number from 0 to 65535.'],
    ['200..100', '200', 'This range ends before it begins: 200..100.'],
    ['flows', '', 'Expected a comparison after “flows”, as in “flows > 10”.'],
    ['flows > many', 'many', 'Expected a number to compare “flows” with.'],
    ['flows > 10k', '10k', '“flows” takes a plain number without a unit.'],
    ['direction == sideways', 'sideways', 'A direction is both, original, reply or mixed.'],
    ['zone in {1, 2', '', 'Expected a comma or a closing brace here.'],
    ['(7', '', 'Expected a closing parenthesis here.'],
    ['7 8', '8', 'Expected “and”, “or” or the end here.'],
    ['7 and', '', 'Expected a zone, a range, or a column such as “flows”.'],
    ['flows = 3', '=', 'Equality is written “==”.'],
    ['-5', '-5', '“-5”: numbers in a filter are never negative.'],
  ])('says where %s is wrong', (text, at, message) => {
    expect(wrong(text)).toMatchObject({ at, message });
  });

  it('guesses what was meant', () => {
    expect(wrong('flow > 3')).toMatchObject({ at: 'flow', suggestion: 'flows' });
    expect(wrong('direction == orig')).toMatchObject({ suggestion: 'original' });
  });

  it('is found or refused with a place inside the text, whatever is typed', () => {
    const words = fc.constantFrom(
      '7',
      '..',
      ',',
      '{',
      '}',
      '(',
      ')',
      'not',
      'and',
      'or',
      'flows',
      '>',
      'zone',
      'in',
    );
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.array(words, { maxLength: 30 }).map((list) => list.join(' ')),
    );
    fc.assert(
      fc.property(text, (typed) => {
        const parsed = parseZoneFilter(typed);
        if (parsed.ok) return;
        expect(parsed.error.message).not.toBe('');
        expect(parsed.error.position + parsed.error.length).toBeLessThanOrEqual(typed.length);
      }),
    );
  });

  it('is refused, not followed, when it is nested without end', () => {
    expect(wrong('('.repeat(900)).message).toBe('This is nested too deeply.');
    expect(wrong('not '.repeat(200)).message).toBe('This is nested too deeply.');
  });
});
