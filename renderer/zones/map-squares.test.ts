import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ZONE_COUNT } from '../../shared/zone.ts';
import { ZoneCell } from '../../shared/zone-usage.ts';
import {
  CLOSEST,
  contentOf,
  inSight,
  mapWords,
  moved,
  revealing,
  SIDE,
  squareOf,
  squareWords,
  WHOLE_MAP,
  zoneAfterKey,
  zoneAtSquare,
  zonesASquare,
  zoomed,
} from './map-squares.ts';

const zone = fc.integer({ min: 0, max: ZONE_COUNT - 1 });
const view = fc
  .tuple(fc.integer({ min: 0, max: CLOSEST }), fc.integer({ min: 0, max: 1024 }))
  .map(([zoom, lines]) => moved({ zoom, start: 0 }, lines));

describe('the map', () => {
  test('shows every zone at once, sixteen a square, and each one alone at the closest', () => {
    expect(inSight(WHOLE_MAP)).toEqual({ from: 0, to: 65_535 });
    expect(squareOf(WHOLE_MAP, 4100)).toEqual({ from: 4096, to: 4111 });
    const close = zoomed(WHOLE_MAP, CLOSEST, 4100);
    expect(squareOf(close, 4100)).toEqual({ from: 4100, to: 4100 });
    expect(inSight(close).to - inSight(close).from).toBe(4095);
  });

  test('keeps the zone it is zoomed around in sight, and never leaves the zones', () => {
    fc.assert(
      fc.property(
        view,
        fc.integer({ min: 0, max: SIDE * SIDE - 1 }),
        fc.integer(),
        (before, square, zoom) => {
          const around = before.start + square * zonesASquare(before);
          const { from, to } = inSight(zoomed(before, zoom, around));
          expect(from).toBeGreaterThanOrEqual(0);
          expect(to).toBeLessThan(ZONE_COUNT);
          expect(around).toBeGreaterThanOrEqual(from);
          expect(around).toBeLessThanOrEqual(to);
        },
      ),
    );
  });

  test('moves as little as is needed to show a zone, whole lines at a time', () => {
    fc.assert(
      fc.property(view, zone, (before, wanted) => {
        const after = revealing(before, wanted);
        const { from, to } = inSight(after);
        expect(from <= wanted && wanted <= to).toBe(true);
        expect(after.start % (SIDE * zonesASquare(after))).toBe(0);
        const was = inSight(before);
        if (was.from <= wanted && wanted <= was.to) expect(after).toEqual(before);
      }),
    );
  });

  test('finds the zone under the pointer, also at its very edge', () => {
    expect(zoneAtSquare(WHOLE_MAP, 0, 0)).toBe(0);
    expect(zoneAtSquare(WHOLE_MAP, 4, 4)).toBe(4 * 1024 + 64);
    expect(zoneAtSquare(WHOLE_MAP, 64, 64)).toBe(65_520);
    expect(zoneAtSquare(WHOLE_MAP, -1, 3)).toBe(3072);
  });

  test('is walked by keyboard, square by square and line by line', () => {
    expect(zoneAfterKey(WHOLE_MAP, 4100, 'ArrowRight')).toBe(4112);
    expect(zoneAfterKey(WHOLE_MAP, 4100, 'ArrowDown')).toBe(5120);
    expect(zoneAfterKey(WHOLE_MAP, 4100, 'ArrowUp')).toBe(3072);
    expect(zoneAfterKey({ zoom: CLOSEST, start: 0 }, 5, 'ArrowLeft')).toBe(4);
    expect(zoneAfterKey(WHOLE_MAP, 5, 'ArrowLeft')).toBe(0);
    expect(zoneAfterKey(WHOLE_MAP, 4100, 'End')).toBe(65_520);
    expect(zoneAfterKey(WHOLE_MAP, 4100, 'Home')).toBe(0);
    expect(zoneAfterKey(WHOLE_MAP, 4100, 'x')).toBeNull();
  });

  test('says in words what its colours say', () => {
    const cells = new Uint8Array(ZONE_COUNT);
    cells[4096] = 1;
    cells[4100] = 3 | ZoneCell.reserved;
    cells[4101] = ZoneCell.reserved;
    const words = (from: number, to: number) => squareWords({ from, to }, contentOf(cells, { from, to }));
    expect(words(4096, 4111)).toBe('Zones 4096–4111: 2 in use, up to 100–999 flows, 2 reserved');
    expect(words(4112, 4127)).toBe('Zones 4112–4127: all free');
    expect(words(4096, 4096)).toBe('Zone 4096: 1–9 flows');
    expect(words(4100, 4100)).toBe('Zone 4100: 100–999 flows, reserved');
    expect(words(4101, 4101)).toBe('Zone 4101: reserved');
    expect(words(4102, 4102)).toBe('Zone 4102: free');
    expect(mapWords(cells)).toBe('2 zones in use of 65,536, 2 reserved');
  });
});
