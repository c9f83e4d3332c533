import { describe, expect, test } from 'vitest';
import type { Flow, Tuple } from '../../shared/flow.ts';
import { DCCP, SCTP, statesOf, TCP, UDP } from '../../shared/protocol.ts';
import { StatusBit } from '../../shared/status.ts';
import { barShare } from './bar-share.ts';
import { stateMeaning, statePath } from './state-path.ts';
import { timeoutSentence } from './timeout-words.ts';
import { translationSentence } from './translation-words.ts';

const tuple = (source: string, sport: number, destination: string, dport: number): Tuple => ({
  source,
  destination,
  l4: { kind: 'ports', source: sport, destination: dport },
});

function flow(changes: Partial<Flow> = {}): Flow {
  return {
    family: 4,
    protocol: TCP,
    original: tuple('192.0.2.1', 40000, '198.51.100.1', 443),
    reply: tuple('198.51.100.1', 443, '192.0.2.1', 40000),
    zones: { original: 0, reply: 0 },
    id: 1,
    status: StatusBit.assured,
    state: 3,
    timeoutSeconds: 431_999,
    mark: 0,
    use: 1,
    helper: null,
    labels: null,
    counters: null,
    startedAt: null,
    ...changes,
  };
}

describe('translation in words', () => {
  test('none', () => {
    expect(translationSentence(flow())).toMatch(/^Not translated/);
  });

  test('of the source, also of its port alone', () => {
    const reply = tuple('198.51.100.1', 443, '192.0.2.1', 61000);
    expect(translationSentence(flow({ reply }))).toBe(
      'The source is translated: replies go to 192.0.2.1:61000.',
    );
  });

  test('of the destination', () => {
    const reply = tuple('203.0.113.5', 8443, '192.0.2.1', 40000);
    expect(translationSentence(flow({ reply }))).toBe(
      'The destination is translated: replies come from 203.0.113.5:8443.',
    );
  });

  test('of both', () => {
    const reply = tuple('203.0.113.5', 8443, '203.0.113.9', 40000);
    expect(translationSentence(flow({ reply }))).toBe(
      'Source and destination are both translated: replies come from 203.0.113.5:8443 and go to 203.0.113.9:40000.',
    );
  });

  test('that is only marked', () => {
    expect(translationSentence(flow({ status: StatusBit.srcNat }))).toMatch(/^Marked as translated/);
  });
});

describe('the timeout in words', () => {
  test('names the sysctl that it comes from, with its value', () => {
    const sysctls = { nf_conntrack_tcp_timeout_established: 432_000 };
    expect(timeoutSentence(flow(), 0, sysctls)).toBe(
      'Expires in 4 d 23 h unless traffic renews it (nf_conntrack_tcp_timeout_established = 432,000 s).',
    );
  });

  test('counts down since it was read', () => {
    expect(timeoutSentence(flow({ protocol: UDP, state: null, status: 0, timeoutSeconds: 30 }), 12, {})).toBe(
      'Expires in 18 s unless traffic renews it (nf_conntrack_udp_timeout).',
    );
  });

  test('names the shorter sysctl that counts while data waits for its ACK', () => {
    const sysctls = {
      nf_conntrack_tcp_timeout_established: 432_000,
      nf_conntrack_tcp_timeout_unacknowledged: 300,
    };
    const tcp = { windowScaleOriginal: 7, windowScaleReply: 7, flagsOriginal: 0x33, flagsReply: 0x23 };
    const waiting = flow({ timeoutSeconds: 300 });
    expect(timeoutSentence(waiting, 0, sysctls, tcp)).toContain('tcp_timeout_unacknowledged = 300 s');
    expect(timeoutSentence(flow(), 0, sysctls, { ...tcp, flagsOriginal: 0x23 })).toContain('established');
  });

  test('says when packets do not renew it', () => {
    expect(timeoutSentence(flow({ status: StatusBit.fixedTimeout, timeoutSeconds: 9 }), 0, {})).toBe(
      'Expires in 9 s; packets do not renew it.',
    );
  });

  test('says when there is none', () => {
    expect(timeoutSentence(flow({ timeoutSeconds: null }), 0, {})).toMatch(/does not say/);
    expect(timeoutSentence(flow({ status: StatusBit.offload }), 0, {})).toMatch(/bypass/);
  });
});

describe('the way through the states', () => {
  const places = (protocol: number, state: number) =>
    statePath(protocol, state).flatMap(({ name, place }) => (place === 'other' ? [] : [`${name} ${place}`]));

  test('shows what came before', () => {
    expect(places(TCP, 3).slice(0, 3)).toEqual(['SYN_SENT past', 'SYN_RECV past', 'ESTABLISHED now']);
    expect(places(SCTP, 2)[0]).toBe('COOKIE_WAIT now');
  });

  test('shows what comes next, and says what leads there', () => {
    expect(places(TCP, 3).slice(3)).toEqual(['FIN_WAIT next', 'CLOSE next']);
    expect(stateMeaning(TCP, 3)).toContain('A FIN of either side leads to FIN_WAIT');
    expect(places(SCTP, 2)[1]).toBe('COOKIE_ECHOED next');
  });

  test('has words for every state of every protocol, and names only states of the path as next', () => {
    for (const protocol of [TCP, SCTP, DCCP]) {
      statesOf(protocol).forEach((name, state) => {
        expect(stateMeaning(protocol, state), name).not.toBeNull();
        expect(places(protocol, state).filter((step) => step.endsWith(' now'))).toEqual([`${name} now`]);
      });
    }
  });

  test('claims nothing about a connection that was reset', () => {
    expect(places(TCP, 8)).toEqual(['CLOSE now']);
  });

  test('shows a state off the usual way, even an unknown one', () => {
    expect(places(TCP, 9)).toEqual(['SYN_RECV next', 'SYN_SENT2 now']);
    expect(places(TCP, 77)).toEqual(['state 77 now']);
    expect(stateMeaning(TCP, 77)).toBeNull();
  });

  test('is no way for protocols without states', () => {
    expect(statePath(UDP, null)).toEqual([]);
  });
});

describe('the bar of a rate', () => {
  test('grows by the same length for every factor of ten, between a sliver and the whole', () => {
    expect(barShare(1e6) - barShare(1e5)).toBeCloseTo(barShare(1e5) - barShare(1e4));
    expect(barShare(1)).toBeGreaterThan(0);
    expect(barShare(1e15)).toBe(1);
  });
});
