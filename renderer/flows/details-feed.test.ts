import { expect, test } from 'vitest';
import type { FlowDetails } from '../../shared/flow-details.ts';
import { type DetailsFeed, withReading } from './details-feed.ts';

const unread: DetailsFeed = { details: null, readAt: 0, rates: [], endedAt: null, error: null };

function reading(bytes: number | null, stoppedAt: number | null = null): FlowDetails {
  const counters = bytes === null ? null : { packets: 1, bytes };
  return {
    flow: {
      family: 4,
      protocol: 17,
      original: {
        source: '192.0.2.1',
        destination: '192.0.2.2',
        l4: { kind: 'ports', source: 1, destination: 2 },
      },
      reply: {
        source: '192.0.2.2',
        destination: '192.0.2.1',
        l4: { kind: 'ports', source: 2, destination: 1 },
      },
      zones: { original: 0, reply: 0 },
      id: 1,
      status: 0,
      state: null,
      timeoutSeconds: 30,
      mark: null,
      use: 1,
      helper: null,
      labels: null,
      counters: counters && { original: counters, reply: { packets: 0, bytes: 0 } },
      startedAt: null,
    },
    master: null,
    tcp: null,
    sctp: null,
    dccp: null,
    sequenceAdjustment: null,
    synproxy: null,
    securityContext: null,
    stoppedAt,
    attributes: [],
  };
}

/** The rates after readings of so many bytes, one each half second. */
function ratesAfter(...amounts: readonly (number | null)[]): readonly number[] {
  return amounts.reduce<DetailsFeed>(
    (feed, bytes, index) => withReading(feed, reading(bytes), 1000 + index * 500),
    unread,
  ).rates;
}

test('a rate is the bytes between two readings by the time between them', () => {
  expect(ratesAfter(1000, 2000, 2000)).toEqual([2000, 0]);
});

test('counters that go back or are missing never give a rate below zero', () => {
  expect(ratesAfter(1000, 10, null, 20)).toEqual([0]);
});

test('of rates the last half minute is kept', () => {
  expect(ratesAfter(...Array.from({ length: 50 }, (_, index) => index))).toHaveLength(30);
});

test('the last message of a flow says when it ended', () => {
  expect(withReading(unread, reading(1, 5000), 1).endedAt).toBe(5000);
});
