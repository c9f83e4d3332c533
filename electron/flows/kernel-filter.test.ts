import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyAddress, anyFilter } from '../../shared/filter/arbitrary-filter.test-support.ts';
import type { AddressSpan, Condition, Filter } from '../../shared/filter/ast.ts';
import { parseFilter } from '../../shared/filter/parse.ts';
import { printFilter } from '../../shared/filter/print.ts';
import type { Flow, Tuple } from '../../shared/flow.ts';
import { StatusBit } from '../../shared/status.ts';
import type { MaskedValue, TablePart, TuplePattern } from '../../shared/table-part.ts';
import { encodeDump } from '../netlink/encode-dump.ts';
import { MessageWriter } from '../netlink/message-writer.ts';
import { anyRecord, NOW, tableOf } from './arbitrary-flows.test-support.ts';
import { evaluateSlowly } from './evaluate-slowly.test-support.ts';
import { kernelFilter } from './kernel-filter.ts';
import { rowOf } from './read-row.ts';

const { assured, seenReply, confirmed } = StatusBit;

/** One end of a flow is one address: what contradicts itself as soon as there are two. */
const anyAddressTest: fc.Arbitrary<Condition> = fc.record({
  kind: fc.constant('address'),
  among: fc.constant(true),
  field: fc.constantFrom('src', 'dst', 'reply.src', 'reply.dst'),
  set: anyAddress.map((address): [AddressSpan] => [
    { kind: 'prefix', address, length: address.family === 4 ? 32 : 128 },
  ]),
});

test.each<[string, TablePart | null]>([
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
  ['src == 192.0.2.1', { family: 4, original: { source: '192.0.2.1' } }],
  ['reply.dst in {192.0.2.1..192.0.2.1}', { family: 4, reply: { destination: '192.0.2.1' } }],
  ['proto == tcp and dport == 443', null],
  [
    'proto == tcp and dport == 443 and src in 192.0.2.0/24',
    { family: 4, original: { protocol: 6, destinationPort: 443 } },
  ],
  [
    'family == ipv6 and proto == udp and reply.sport == 53',
    { family: 6, original: { protocol: 17 }, reply: { protocol: 17, sourcePort: 53 } },
  ],
  ['proto == sctp and sport == 1 and family == ipv4', { family: 4, original: { protocol: 132 } }],
  ['src == 2001:db8::1', null],
  ['src == 2001:db8::1 and proto == udp', { family: 6, original: { protocol: 17 } }],
  ['src == 2001:db8::1 and dst == 192.0.2.1', null],
  ['src == 192.0.2.1 and dst == 2001:db8::1', { family: 4, original: { source: '192.0.2.1' } }],
  [
    'src == 192.0.2.1 and dst == 2001:db8::1 and zone == 3',
    { family: 4, zone: 3, original: { source: '192.0.2.1' } },
  ],
  ['src in {192.0.2.1, 192.0.2.2}', null],
  ['src in {192.0.2.1, 2001:db8::1} and proto == udp', null],
  ['src != 192.0.2.1', null],
  ['addr == 192.0.2.1', null],
  ['192.0.2.1 and zone == 3', { zone: 3 }],
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

test('whatever the kernel is given can be said to it', () => {
  fc.assert(
    fc.property(fc.array(anyFilter), fc.array(anyAddressTest), (filters, tests) => {
      const [first, second, ...others] = tests;
      const joined: Filter[] = first && second ? [{ kind: 'and', terms: [first, second, ...others] }] : [];
      for (const filter of [...filters, ...joined]) {
        const part = kernelFilter(filter) ?? {};
        expect(() => encodeDump(new MessageWriter(), 1, part), printFilter(filter)).not.toThrow();
      }
    }),
  );
});

/** As the kernel does it (ctnetlink_filter_match): a missing mark is 0. */
function passesKernel(part: TablePart | null, flow: Flow): boolean {
  if (part === null) return true;
  const { zone, mark, status, family } = part;
  const { original, reply } = flow.zones;
  const inZone =
    zone === undefined || (zone === 0 ? original === 0 && reply === 0 : original === zone || reply === zone);
  return (
    inZone &&
    passesMask(mark, flow.mark ?? 0) &&
    passesMask(status, flow.status) &&
    (family === undefined || family === flow.family) &&
    passesPattern(part.original, flow.original, flow.protocol) &&
    passesPattern(part.reply, flow.reply, flow.protocol)
  );
}

function passesPattern(pattern: TuplePattern | undefined, tuple: Tuple, protocol: number): boolean {
  if (pattern === undefined) return true;
  const ports = tuple.l4.kind === 'ports' ? tuple.l4 : null;
  const isEqual = <T>(wanted: T | undefined, is: T | undefined) => wanted === undefined || wanted === is;
  return (
    isEqual(pattern.protocol, protocol) &&
    isEqual(pattern.source, tuple.source) &&
    isEqual(pattern.destination, tuple.destination) &&
    isEqual(pattern.sourcePort, ports?.source) &&
    isEqual(pattern.destinationPort, ports?.destination)
  );
}

function passesMask(wanted: MaskedValue | undefined, value: number): boolean {
  return wanted === undefined || (value & wanted.mask) === (wanted.value | 0);
}
