import { describe, expect, it } from 'vitest';
import type { Flow } from '../../shared/flow.ts';
import type { Before, LogEntry } from '../../shared/flow-event.ts';
import { TCP, UDP } from '../../shared/protocol.ts';
import { StatusBit } from '../../shared/status.ts';
import { changeText, gapText, tupleText } from './event-words.ts';

const flow: Flow = {
  family: 4,
  protocol: TCP,
  original: {
    source: '192.0.2.1',
    destination: '198.51.100.1',
    l4: { kind: 'ports', source: 40_000, destination: 443 },
  },
  reply: {
    source: '198.51.100.1',
    destination: '192.0.2.1',
    l4: { kind: 'ports', source: 443, destination: 40_000 },
  },
  zones: { original: 0, reply: 0 },
  id: 1,
  status: StatusBit.confirmed,
  state: 1,
  timeoutSeconds: 120,
  mark: 0,
  use: 1,
  helper: null,
  labels: null,
  counters: null,
  startedAt: null,
};
const before: Before = { status: StatusBit.confirmed, state: 1, mark: 0, helper: null, labels: null };
const place = { sequence: 0, at: 1_700_000_010_000 };

function updated(changes: Partial<Flow>, was: Partial<Before> = {}): LogEntry {
  return { kind: 'updated', ...place, flow: { ...flow, ...changes }, before: { ...before, ...was } };
}

it('a flow is written without its protocol, which has a column of its own', () => {
  expect(tupleText(flow)).toBe('192.0.2.1:40000 → 198.51.100.1:443');
  expect(tupleText({ ...flow, protocol: 99, original: { ...flow.original, l4: { kind: 'none' } } })).toBe(
    '192.0.2.1 → 198.51.100.1',
  );
});

describe('what an update changed', () => {
  it.each([
    [
      updated({ state: 3, status: before.status | StatusBit.seenReply | StatusBit.assured }),
      'SYN_SENT → ESTABLISHED, +SEEN_REPLY, +ASSURED',
    ],
    [updated({ mark: 0x12 }), 'mark 0x00000000 → 0x00000012'],
    [updated({ helper: 'ftp' }), 'helper none → ftp'],
    [updated({}, { labels: 'ff' }), 'labels ff → none'],
    [updated({}, { status: before.status | StatusBit.offload }), '−OFFLOAD'],
    [updated({}, { state: null }), 'SYN_SENT'],
    [updated({}), 'nothing that is shown'],
    [{ kind: 'updated' as const, ...place, flow, before: null }, 'not seen before'],
  ])('%#: is said in a few words', (entry, text) => {
    expect(changeText(entry)).toBe(text);
  });
});

describe('a beginning and an end', () => {
  it('say the state that a flow began in, and what is unusual about it', () => {
    expect(changeText({ kind: 'new', ...place, flow })).toBe('SYN_SENT');
    const expected = {
      ...flow,
      protocol: UDP,
      state: null,
      status: StatusBit.confirmed | StatusBit.expected,
    };
    expect(changeText({ kind: 'new', ...place, flow: expected })).toBe('EXPECTED');
  });

  it('say how long it lived and what it carried, as far as the kernel tells', () => {
    const counters = { original: { packets: 1, bytes: 60 }, reply: { packets: 1, bytes: 40 } };
    const whole = { ...flow, counters, startedAt: place.at - 65_000 };
    expect(changeText({ kind: 'destroyed', ...place, flow: whole })).toBe('after 1 m 5 s, 100 B both ways');
    expect(changeText({ kind: 'destroyed', ...place, flow })).toBe('');
  });
});

describe('a gap', () => {
  const gap = { kind: 'gap' as const, ...place, cause: 'overrun' as const, losses: 1, repairedAt: null };

  it('says why and how often', () => {
    expect(gapText(gap)).toBe('Events were lost here: they came faster than they were read');
    expect(gapText({ ...gap, cause: 'injection' })).toBe(
      'New flows were not listened to here, because very many were injected',
    );
    expect(gapText({ ...gap, cause: 'deletion' })).toBe(
      'Flows that ended were not listened to here, because very many were deleted',
    );
    expect(gapText({ ...gap, losses: 3 })).toBe(
      'Events were lost here, 3 times: they came faster than they were read',
    );
    expect(gapText({ ...gap, cause: 'disconnected' })).toBe(
      'Events may be missing here: nothing read them for a while',
    );
  });

  it('says when it was repaired', () => {
    expect(changeText(gap)).toBe('not repaired yet');
    expect(changeText({ ...gap, repairedAt: place.at + 200 })).toBe('repaired 0.2 s later by a listing');
  });
});
