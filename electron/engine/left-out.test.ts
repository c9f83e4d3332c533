import { describe, expect, it } from 'vitest';
import { numberedFlow } from '../../e2e/fixtures/fill-table.ts';
import type { Flow } from '../../shared/flow.ts';
import { type FlowSpec, identityOf } from '../../shared/flow-spec.ts';
import { labelBits } from '../../shared/label.ts';
import { StatusBit } from '../../shared/status.ts';
import { whatWasLeftOut } from './left-out.ts';

const made = (spec: FlowSpec, changes: Partial<Flow> = {}): Flow => {
  const { original, zones } = identityOf(spec);
  const l4 = { kind: 'ports', source: 443, destination: 1 } as const;
  return {
    family: 4,
    protocol: spec.protocol,
    original,
    reply: { source: original.destination, destination: original.source, l4 },
    zones,
    id: 1,
    status: spec.status | StatusBit.confirmed,
    state: spec.state,
    timeoutSeconds: spec.timeoutSeconds,
    mark: spec.mark,
    use: 1,
    helper: spec.helper,
    labels: spec.labels,
    counters: null,
    startedAt: null,
    ...changes,
  };
};
const spec = numberedFlow(1, {
  labels: labelBits([0, 5]),
  helper: 'ftp',
  status: StatusBit.fixedTimeout,
  sourceNat: { address: '203.0.113.1', port: 1 },
});

describe('what the kernel left out', () => {
  it('is nothing when the flow is as it was asked for', () => {
    expect(whatWasLeftOut(spec, made(spec), null)).toBeNull();
  });

  it.each<[string, Partial<Flow>, string]>([
    [
      'all labels',
      { labels: null },
      'The kernel dropped the labels 0, 5. No rule in this network namespace uses labels.',
    ],
    ['some labels', { labels: labelBits([5]) }, 'Of the labels 0, 5 the kernel kept 5.'],
    ['the helper', { helper: null }, 'It has no helper ftp.'],
    ['a status', { status: StatusBit.confirmed }, 'The kernel did not keep the status FIXED_TIMEOUT.'],
    [
      'a port',
      { reply: { ...made(spec).reply, l4: { kind: 'ports', source: 443, destination: 1024 } } },
      'The source port 1 is taken on 203.0.113.1; the kernel chose 1024.',
    ],
  ])('is told: %s', (_, changes, sentence) => {
    expect(whatWasLeftOut(spec, made(spec, changes), null)).toBe(sentence);
  });

  it('names what kept labels from having room, where that is known', () => {
    expect(whatWasLeftOut(spec, made(spec, { labels: null }), 'The program nft is missing.')).toBe(
      'The kernel dropped the labels 0, 5. The program nft is missing.',
    );
  });
});
