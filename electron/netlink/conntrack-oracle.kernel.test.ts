import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { arbitrarySpec } from '../../e2e/fixtures/arbitrary-spec.ts';
import { conntrackLine, secondsOf, withoutSeconds } from '../../e2e/fixtures/conntrack-line.ts';
import { type Kernel, openKernel } from '../../e2e/fixtures/kernel.ts';
import type { Flow, Tuple } from '../../shared/flow.ts';
import { type FlowSpec, familyOf } from '../../shared/flow-spec.ts';
import { inverseTuple } from '../../shared/inverse-tuple.ts';
import { DCCP } from '../../shared/protocol.ts';
import { StatusBit } from '../../shared/status.ts';
import { encodeCreate } from './encode-flow.ts';

let kernel: Kernel;
beforeEach(async () => {
  kernel = await openKernel();
});
afterEach(async () => {
  await kernel.dispose();
});

async function conntrackLines(): Promise<string[]> {
  const { stdout } = await kernel.namespace.run('conntrack', ['-L', '-o', 'extended,id']);
  return stdout.split('\n').filter(Boolean);
}

/** Both sides name the same flows, and no timeout differs by more than the time between two readings. */
function expectSame(ours: readonly Flow[], theirs: readonly string[]): void {
  const lines = ours.map(conntrackLine);
  const byText = (a: string, b: string) => (withoutSeconds(a) < withoutSeconds(b) ? -1 : 1);
  const [sorted, expected] = [lines.toSorted(byText), theirs.toSorted(byText)];
  expect(sorted.map(withoutSeconds)).toEqual(expected.map(withoutSeconds));
  for (const [index, line] of expected.entries()) {
    expect(Math.abs(secondsOf(sorted[index] ?? '') - secondsOf(line))).toBeLessThanOrEqual(2);
  }
}

const v4 = ['-s', '10.0.0.1', '-d', '10.0.0.2', '-t', '1234'];
const v6 = ['-s', '2001:db8::1', '-d', '2001:db8::2', '-t', '1234'];
const ports = ['--sport', '4', '--dport', '5'];

describe('what conntrack(8) inserts, we read', () => {
  it.each([
    ['tcp', ['-p', 'tcp', ...v4, ...ports, '--state', 'ESTABLISHED']],
    ['tcp that is closing', ['-p', 'tcp', ...v4, ...ports, '--state', 'TIME_WAIT']],
    ['tcp over IPv6', ['-p', 'tcp', ...v6, ...ports, '--state', 'SYN_SENT']],
    ['udp', ['-p', 'udp', ...v4, ...ports]],
    ['udp over IPv6', ['-p', 'udp', ...v6, ...ports]],
    ['udplite', ['-p', 'udplite', ...v4, ...ports]],
    ['icmp', ['-p', 'icmp', ...v4, '--icmp-type', '8', '--icmp-code', '0', '--icmp-id', '3333']],
    ['icmpv6', ['-p', 'icmpv6', ...v6, '--icmpv6-type', '128', '--icmpv6-code', '0', '--icmpv6-id', '7']],
    [
      'sctp',
      ['-p', 'sctp', ...v4, ...ports, '--state', 'ESTABLISHED', '--orig-vtag', '1', '--reply-vtag', '2'],
    ],
    ['dccp', ['-p', 'dccp', ...v4, ...ports, '--state', 'OPEN', '--role', 'client']],
    ['gre', ['-p', 'gre', ...v4, '--srckey', '0x10', '--dstkey', '0x20']],
    ['protocol 253', ['-p', '253', ...v4]],
    ['esp over IPv6', ['-p', 'esp', ...v6]],
    ['a zone', ['-p', 'udp', ...v4, ...ports, '-w', '20']],
    ['the zone of the original direction', ['-p', 'udp', ...v4, ...ports, '--orig-zone', '20']],
    ['the zone of the reply direction', ['-p', 'udp', ...v4, ...ports, '--reply-zone', '20']],
    ['status bits', ['-p', 'udp', ...v4, ...ports, '-u', 'ASSURED,SEEN_REPLY']],
    ['a mark', ['-p', 'udp', ...v4, ...ports, '-m', '4294967295']],
    ['source NAT', ['-p', 'udp', ...v4, ...ports, '--src-nat', '192.0.2.1:40000']],
    ['destination NAT', ['-p', 'udp', ...v6, ...ports, '--dst-nat', '[2001:db8:1::1]:40000']],
    [
      'a reply tuple by hand',
      [
        '-p',
        'udp',
        ...v4,
        ...ports,
        '-r',
        '10.0.0.9',
        '-q',
        '192.0.2.1',
        '--reply-port-src',
        '6',
        '--reply-port-dst',
        '7',
      ],
    ],
  ])('%s', async (_, args) => {
    const inserted = await kernel.namespace.run('conntrack', ['-I', ...args]);
    expect(inserted, inserted.stderr).toMatchObject({ exitCode: 0 });
    const ours = await kernel.list();
    expect(ours).toHaveLength(1);
    expectSame(
      ours.map(({ flow }) => flow),
      await conntrackLines(),
    );
  });
});

/** The flow that a spec should become, as far as that is certain beforehand. */
function flowOfSpec(spec: FlowSpec): Omit<Flow, 'id' | 'use'> {
  // A kernel without DCCP tracking keeps neither its ports nor its state.
  const tracked = spec.protocol !== DCCP || existsSync('/proc/sys/net/netfilter/nf_conntrack_dccp_loose');
  const original: Tuple = {
    source: spec.source,
    destination: spec.destination,
    l4: tracked ? spec.l4 : { kind: 'none' },
  };
  const inverse = inverseTuple(spec.protocol, original);
  const reply: Tuple = {
    source: spec.destinationNat?.address ?? inverse.source,
    destination: spec.sourceNat?.address ?? inverse.destination,
    l4:
      inverse.l4.kind === 'ports'
        ? {
            kind: 'ports',
            source: spec.destinationNat?.port ?? inverse.l4.source,
            destination: spec.sourceNat?.port ?? inverse.l4.destination,
          }
        : inverse.l4,
  };
  const { direction, zone } = spec.zone;
  return {
    family: familyOf(spec),
    protocol: spec.protocol,
    original,
    reply,
    zones: { original: direction === 'reply' ? 0 : zone, reply: direction === 'original' ? 0 : zone },
    status: spec.status | StatusBit.confirmed,
    state: tracked ? spec.state : null,
    timeoutSeconds: spec.timeoutSeconds,
    mark: spec.mark,
    helper: spec.helper,
    // No rule of the namespace uses labels.
    labels: null,
    counters: null,
    startedAt: null,
  };
}

describe('what we insert, conntrack(8) reads', () => {
  it('for specs of every protocol, both families, every zone and translation', async () => {
    // No timeout so short that the flow ends while the others are inserted.
    const specs = fc
      .sample(arbitrarySpec, { numRuns: 400, seed: 20 })
      .map((spec) => ({ ...spec, timeoutSeconds: Math.max(spec.timeoutSeconds, 60) }));
    for (const spec of specs) {
      const { outcome } = await kernel.ask(
        (writer, sequence) => encodeCreate(writer, sequence, spec),
        'acknowledgement',
      );
      expect(outcome.errno, JSON.stringify(spec)).toBe(0);
    }
    // conntrack(8) alone knows id and use.
    const known = (line: string) => line.replace(/ use=\d+ id=\d+$/, '');
    const expected = specs.map((spec) => known(conntrackLine({ ...flowOfSpec(spec), use: 1, id: 0 })));
    const lines = await conntrackLines();
    expect(lines.map((line) => withoutSeconds(known(line))).sort()).toEqual(
      expected.map(withoutSeconds).sort(),
    );
    expectSame(
      (await kernel.list()).map(({ flow }) => flow),
      lines,
    );
  });
});
