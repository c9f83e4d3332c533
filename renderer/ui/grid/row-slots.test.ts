import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_SLOTS, type RowSlots, slotOf, slotsFor } from './row-slots.ts';

const rowsOf = ({ first, end }: RowSlots) => Array.from({ length: end - first }, (_, index) => first + index);
const slotsOf = (slots: RowSlots) => rowsOf(slots).map((row) => slotOf(row, slots));

describe('the slots of rows', () => {
  it('are kept by rows that stay in sight, and go from those that leave to those that come', () => {
    const before = slotsFor({ first: 100, end: 140 }, 40, NO_SLOTS);
    const after = slotsFor({ first: 103, end: 143 }, 40, before);
    expect(slotOf(103, after)).toBe(slotOf(103, before));
    expect([140, 141, 142].map((row) => slotOf(row, after))).toEqual(
      [100, 101, 102].map((row) => slotOf(row, before)),
    );
  });

  it('stand in the same order after a jump, so that no element has to move', () => {
    const before = slotsFor({ first: 103, end: 143 }, 40, slotsFor({ first: 100, end: 140 }, 40, NO_SLOTS));
    const after = slotsFor({ first: 500_007, end: 500_047 }, 40, before);
    expect(slotsOf(after)).toEqual(slotsOf(before));
  });

  it('are never shared, wherever the window goes', () => {
    const step = fc.record({ first: fc.nat(2_000_000), length: fc.nat(40), count: fc.constantFrom(40, 52) });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1 }), (steps) => {
        let slots = NO_SLOTS;
        for (const { first, length, count } of steps) {
          slots = slotsFor({ first, end: first + length }, count, slots);
          const used = slotsOf(slots);
          expect(new Set(used).size).toBe(used.length);
          expect(used.every((slot) => slot >= 0 && slot < count)).toBe(true);
        }
      }),
    );
  });
});
