import { describe, expect, it } from 'vitest';
import type { Flow } from '../../shared/flow.ts';
import { StatusBit } from '../../shared/status.ts';
import { LineError } from '../cli/flow-text.ts';
import { remake } from './spec-of-flow.ts';

const ports = (source: number, destination: number) => ({ kind: 'ports', source, destination }) as const;
const udp: Flow = {
  family: 4,
  protocol: 17,
  original: { source: '192.0.2.1', destination: '198.51.100.1', l4: ports(1000, 53) },
  reply: { source: '198.51.100.1', destination: '192.0.2.1', l4: ports(53, 1000) },
  zones: { original: 0, reply: 0 },
  id: 1,
  status: StatusBit.confirmed | StatusBit.seenReply,
  state: null,
  timeoutSeconds: 30,
  mark: null,
  use: 1,
  helper: null,
  labels: null,
  counters: null,
  startedAt: null,
};

describe('a flow that is to be made again', () => {
  it('keeps what the kernel takes, and leaves it the status bits that are its own', () => {
    expect(remake(udp)).toEqual({
      spec: expect.objectContaining({
        status: StatusBit.seenReply,
        mark: 0,
        sourceNat: null,
        destinationNat: null,
      }),
      lost: [],
    });
  });

  it('is translated where its reply is no plain answer, with the very ports of the reply', () => {
    const reply = { source: '203.0.113.9', destination: '203.0.113.1', l4: ports(5353, 40000) };
    expect(remake({ ...udp, reply }).spec).toMatchObject({
      sourceNat: { address: '203.0.113.1', port: 40000 },
      destinationNat: { address: '203.0.113.9', port: 5353 },
    });
  });

  it.each([
    ['both', { original: 7, reply: 7 }, { direction: 'both', zone: 7 }],
    ['the original', { original: 7, reply: 0 }, { direction: 'original', zone: 7 }],
    ['the reply', { original: 0, reply: 7 }, { direction: 'reply', zone: 7 }],
  ])('stays in the zone of %s direction', (_, zones, zone) => {
    expect(remake({ ...udp, zones }).spec.zone).toEqual(zone);
  });

  it('lives at least another second', () => {
    expect(remake({ ...udp, timeoutSeconds: 0 }).spec.timeoutSeconds).toBe(1);
  });

  it('tells what it loses', () => {
    const counted = { packets: 1, bytes: 60 };
    const flow = { ...udp, counters: { original: counted, reply: counted }, startedAt: 1 };
    expect(remake(flow).lost).toEqual(['counters', 'start time']);
  });

  const icmp = (id: number) => ({ kind: 'icmp', type: 8, code: 0, id }) as const;
  it.each([
    ['without a timeout', { ...udp, timeoutSeconds: null }, 'there is no timeout'],
    ['in two zones', { ...udp, zones: { original: 1, reply: 2 } }, 'two different zones (1 and 2)'],
    ['of TCP without a state', { ...udp, protocol: 6 }, 'state must be one of'],
    ['for too long', { ...udp, timeoutSeconds: 4_000_000_000 }, 'timeoutSeconds'],
    ['with a helper of another protocol', { ...udp, helper: 'ftp' }, 'helper ftp is a helper of TCP'],
    [
      'with another ICMP id in its reply',
      {
        ...udp,
        protocol: 1,
        original: { ...udp.original, l4: icmp(1) },
        reply: { ...udp.reply, l4: { ...icmp(2), type: 0 } },
      },
      'translates only addresses of icmp',
    ],
  ])('is refused %s', (_, flow, reason) => {
    expect(() => remake(flow)).toThrow(LineError);
    expect(() => remake(flow)).toThrow(reason);
  });
});
