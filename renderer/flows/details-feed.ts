import { useEffect, useState } from 'react';
import { type ErrorData, toInspectorError } from '../../shared/errors.ts';
import type { FlowRef } from '../../shared/flow.ts';
import type { FlowDetails } from '../../shared/flow-details.ts';
import { engineNow } from '../engine-clock.ts';
import { call, sessionStore } from '../session.ts';

/** What is known of one flow, refreshed while someone looks. */
export interface DetailsFeed {
  /** The last reading; null before the first. */
  readonly details: FlowDetails | null;
  /** When that was, by a clock that nobody sets (performance.now, ms). */
  readonly readAt: number;
  /** Bytes per second between readings, oldest first. */
  readonly rates: readonly number[];
  /** When it ended, as far as is known; null while it lives. */
  readonly endedAt: number | null;
  readonly error: ErrorData | null;
}

const EVERY_MS = 1000;
const MOST_RATES = 30;
const nothing: DetailsFeed = { details: null, readAt: 0, rates: [], endedAt: null, error: null };

/** Reads a flow each second until it ends. `ref` must stay the same object. */
export function useDetailsFeed(ref: FlowRef, running: boolean): DetailsFeed {
  const [feed, setFeed] = useState(nothing);
  const { endedAt } = feed;
  useEffect(() => {
    if (!running || endedAt !== null) return;
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const read = async () => {
      const next = await readOnce(ref, abort.signal);
      if (abort.signal.aborted) return;
      setFeed(next);
      timer = setTimeout(() => void read(), EVERY_MS);
    };
    void read();
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [ref, running, endedAt]);
  return feed;
}

async function readOnce(ref: FlowRef, signal: AbortSignal): Promise<(before: DetailsFeed) => DetailsFeed> {
  const { targetId } = sessionStore.getState();
  try {
    const details = await call('flows.get', { targetId, ref }, signal);
    // Another life of the same flow answers under its name.
    if (details.flow.id !== ref.id) return (before) => ({ ...before, endedAt: engineNow(), error: null });
    return (before) => withReading(before, details, performance.now());
  } catch (thrown) {
    const { data } = toInspectorError(thrown, 'read the flow');
    if (data.code === 'not-found') return (before) => ({ ...before, endedAt: engineNow(), error: null });
    return (before) => ({ ...before, error: data });
  }
}

/** How long ago a flow was read, seconds; 0 before it was. */
export function secondsSinceReading({ details, readAt }: DetailsFeed): number {
  return details === null ? 0 : (performance.now() - readAt) / 1000;
}

/** The feed after a further reading at `now` (performance.now, ms). */
export function withReading(before: DetailsFeed, details: FlowDetails, now: number): DetailsFeed {
  const bytes = totalBytes(details);
  const bytesBefore = before.details && totalBytes(before.details);
  const seconds = (now - before.readAt) / 1000;
  const isMeasured = bytes !== null && bytesBefore !== null && seconds > 0;
  const rates = isMeasured
    ? [...before.rates, Math.max(0, bytes - bytesBefore) / seconds].slice(-MOST_RATES)
    : before.rates;
  return { details, readAt: now, rates, endedAt: details.stoppedAt, error: null };
}

function totalBytes({ flow: { counters } }: FlowDetails): number | null {
  return counters && counters.original.bytes + counters.reply.bytes;
}
