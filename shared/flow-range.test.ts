import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryRange } from '../e2e/fixtures/arbitrary-range.ts';
import { numberedFlow } from '../e2e/fixtures/fill-table.ts';
import { FlowRange, MAX_RANGE_FLOWS, noEnds, type RangeEnds, rangeSize, specAt } from './flow-range.ts';
import { FlowSpec } from './flow-spec.ts';
import { ICMP, UDP } from './protocol.ts';

const first = numberedFlow(1, { protocol: UDP, state: null, source: '192.0.2.250' });
const ping = numberedFlow(1, {
  protocol: ICMP,
  state: null,
  l4: { kind: 'icmp', type: 8, code: 0, id: 10 },
});

function range(to: Partial<RangeEnds>, spec: FlowSpec = first): FlowRange {
  return { first: spec, to: { ...noEnds, ...to } };
}

function flowsOf(of: FlowRange): FlowSpec[] {
  return Array.from({ length: rangeSize(of) }, (_, index) => specAt(of, index));
}

describe('a range', () => {
  it('in which nothing runs is its first flow', () => {
    expect(flowsOf(range({}))).toEqual([first]);
  });

  it('counts its last part through before the one before it moves', () => {
    const flows = flowsOf(range({ zone: 1, source: '192.0.2.251', sourcePort: 2 }));
    expect(
      flows.map(({ zone, source, l4 }) => [zone.zone, source, l4.kind === 'ports' ? l4.source : null]),
    ).toEqual([
      [0, '192.0.2.250', 1],
      [0, '192.0.2.250', 2],
      [0, '192.0.2.251', 1],
      [0, '192.0.2.251', 2],
      [1, '192.0.2.250', 1],
      [1, '192.0.2.250', 2],
      [1, '192.0.2.251', 1],
      [1, '192.0.2.251', 2],
    ]);
  });

  it('of addresses goes on across octets and groups', () => {
    const last = (of: FlowRange) => specAt(of, rangeSize(of) - 1);
    const v4 = range({ source: '192.0.3.4' });
    expect([rangeSize(v4), last(v4).source]).toEqual([11, '192.0.3.4']);
    const v6 = range(
      { destination: '2001:db8:0:1::2' },
      { ...first, source: '2001:db8::1', destination: '2001:db8::ffff:ffff:ffff:fffe' },
    );
    expect(flowsOf(v6).map(({ destination }) => destination)).toEqual([
      '2001:db8::ffff:ffff:ffff:fffe',
      '2001:db8::ffff:ffff:ffff:ffff',
      '2001:db8:0:1::',
      '2001:db8:0:1::1',
      '2001:db8:0:1::2',
    ]);
  });

  it('of ICMP ids runs through them', () => {
    const ids = flowsOf(range({ icmpId: 12 }, ping)).map(({ l4 }) => (l4.kind === 'icmp' ? l4.id : null));
    expect(ids).toEqual([10, 11, 12]);
  });

  it('makes flows that each may be injected, none of them twice', () => {
    fc.assert(
      fc.property(arbitraryRange, (of) => {
        const flows = Array.from({ length: Math.min(100, rangeSize(of)) }, (_, index) => specAt(of, index));
        expect(flows.every((flow) => FlowSpec.safeParse(flow).success)).toBe(true);
        expect(new Set(flows.map((flow) => JSON.stringify(flow))).size).toBe(flows.length);
      }),
      { numRuns: 50 },
    );
  });

  it('begins with its first flow and ends at every end that it names', () => {
    fc.assert(
      fc.property(arbitraryRange, (of) => {
        expect(FlowSpec.parse(specAt(of, 0))).toEqual(of.first);
        const { zone, source, destination, l4 } = specAt(of, rangeSize(of) - 1);
        const ports = l4.kind === 'ports' ? l4 : null;
        const ends: RangeEnds = {
          zone: zone.zone,
          source,
          destination,
          sourcePort: ports?.source ?? null,
          destinationPort: ports?.destination ?? null,
          icmpId: l4.kind === 'icmp' ? l4.id : null,
        };
        const named = Object.entries(of.to).filter(([, end]) => end !== null);
        expect(ends).toMatchObject(Object.fromEntries(named));
      }),
    );
  });
});

describe('a range is refused', () => {
  it.each([
    ['an end before its start', { sourcePort: 0 }, 'to.sourcePort', 'must not lie before 1'],
    ['a zone before its start', { zone: 3 }, 'to.zone', 'must not lie before 5', { zone: 5 }],
    ['an address before its start', { source: '192.0.2.1' }, 'to.source', 'must not lie before 192.0.2.250'],
    ['an address of the other family', { source: '2001:db8::1' }, 'to.source', 'must be a complete IPv4'],
    ['half an address', { destination: '10.2.0' }, 'to.destination', 'must be a complete IPv4'],
    ['an ICMP id where there is none', { icmpId: 9 }, 'to.icmpId', 'udp has no id'],
    ['a port above all', { destinationPort: 65536 }, 'to.destinationPort', ''],
    ['a zone above all', { zone: 65536 }, 'to.zone', ''],
  ])('for %s', (_, to, path, message, { zone } = { zone: 0 }) => {
    const spec: FlowSpec = { ...first, zone: { direction: 'both', zone } };
    const issues = FlowRange.safeParse(range(to, spec)).error?.issues ?? [];
    expect(issues.map((issue) => issue.path.join('.'))).toEqual([path]);
    expect(issues[0]?.message).toContain(message);
  });

  it('for ports where the protocol has none', () => {
    const issues = FlowRange.safeParse(range({ sourcePort: 9 }, ping)).error?.issues;
    expect(issues).toMatchObject([{ path: ['to', 'sourcePort'], message: 'icmp has no ports' }]);
  });

  it('for more flows than may be made at a time, with both numbers', () => {
    const all = range({ source: '192.0.3.11', sourcePort: 65535 });
    const issues = FlowRange.safeParse(all).error?.issues;
    expect(issues).toMatchObject([
      { path: ['to'], message: 'makes 1,179,630 flows: at most 1,000,000 at a time' },
    ]);
    const wide = { ...first, source: '::', destination: '::1' };
    const whole = FlowRange.safeParse(range({ source: 'ffff::', destination: 'ffff::' }, wide));
    expect(whole.error?.issues).toMatchObject([{ path: ['to'] }]);
  });

  it('only beyond that number', () => {
    const most = range({ source: '192.0.3.9', sourcePort: 62500 });
    expect(rangeSize(most)).toBe(MAX_RANGE_FLOWS);
    expect(FlowRange.safeParse(most).success).toBe(true);
  });
});
