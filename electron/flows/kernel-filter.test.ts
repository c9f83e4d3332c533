import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyFilter } from '../../shared/filter/arbitrary-filter.test-support.ts';
import { parseFilter } from '../../shared/filter/parse.ts';
import { printFilter } from '../../shared/filter/print.ts';
import type { Flow } from '../../shared/flow.ts';
import { StatusBit } from '../../shared/status.ts';
import { anyRecord, NOW, tableOf } from './arbitrary-flows.test-support.ts';
import { evaluateSlowly } from './evaluate-slowly.test-support.ts';
import { type KernelFilter, kernelFilter, type MaskedValue } from './kernel-filter.ts';
import { rowOf } from './read-row.ts';

const { assured, seenReply, confirmed } = StatusBit;

test.each<[string, KernelFilter | null]>([
  ['zone == 20', { zone: 20 }],
  ['zone == 0 and proto == tcp', { zone: 0 }],
  ['zone.orig == 20', { zone: 20 }],
  ['zone.orig == 0', null],
  ['zone in {1, 2}', null],
  ['zone != 20', null],
  ['mark == 5', { mark: { value: 5, mask: 0xffff_ffff } }],
  ['mark & 0xff == 0x12', { mark: { value: 0x12, mask: 0xff } }],
  ['mark & 0xf0 == 0x12', null],
  ['mark & 0 == 0', null],
  ['mark & 0xff != 0x12', null],
  [
    'mark & 0xff == 1 and mark & 0x80000000 == 0x80000000',
    { mark: { value: 0x8000_0001, mask: 0x8000_00ff } },
  ],
  ['assured and unreplied', { status: { value: assured, mask: assured | seenReply } }],
  ['not assured and not not confirmed', { status: { value: confirmed, mask: assured | confirmed } }],
  ['status == 8', { status: { value: 8, mask: 0xffff_ffff } }],
  [
    'zone == 1 and (mark == 2 and assured)',
    { zone: 1, mark: { value: 2, mask: 0xffff_ffff }, status: { value: assured, mask: assured } },
  ],
  ['zone == 1 or assured', null],
  ['not (zone == 1)', null],
  ['nat and helper', null],
  ['', null],
])('%s gives the kernel %j', (text, expected) => {
  const parsed = parseFilter(text);
  expect(parsed.ok && kernelFilter(parsed.filter)).toEqual(expected);
});

test('whatever a filter selects, the kernel lets pass', () => {
  fc.assert(
    fc.property(fc.array(anyRecord), fc.array(anyFilter), (records, filters) => {
      const table = tableOf(records);
      for (let row = 0; row < table.rowsUsed; row++) {
        const shown = rowOf(table, row);
        for (const filter of filters.filter((some) => evaluateSlowly(some, shown, NOW))) {
          expect(passesKernel(kernelFilter(filter), shown.flow), printFilter(filter)).toBe(true);
        }
      }
    }),
    { numRuns: 200 },
  );
});

/** As the kernel does it (ctnetlink_filter_match): a missing mark is 0. */
function passesKernel(filter: KernelFilter | null, flow: Flow): boolean {
  if (filter === null) return true;
  const { zone, mark, status } = filter;
  const { original, reply } = flow.zones;
  const inZone =
    zone === undefined || (zone === 0 ? original === 0 && reply === 0 : original === zone || reply === zone);
  return inZone && passesMask(mark, flow.mark ?? 0) && passesMask(status, flow.status);
}

function passesMask(wanted: MaskedValue | undefined, value: number): boolean {
  return wanted === undefined || (value & wanted.mask) === (wanted.value | 0);
}
