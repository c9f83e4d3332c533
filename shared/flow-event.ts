import * as z from 'zod/mini';
import { FilterText } from './filter-text.ts';
import { Flow } from './flow.ts';

const Count = z.int().check(z.minimum(0));

/** What the kernel tells about a flow of its own accord: NEW, UPDATE and DESTROY. */
export const FlowEventKind = z.enum(['new', 'updated', 'destroyed']);
export type FlowEventKind = z.infer<typeof FlowEventKind>;

/** What an update can change, as it was before. */
export const Before = z.pick(Flow, { status: true, state: true, mark: true, helper: true, labels: true });
export type Before = z.infer<typeof Before>;

/**
 * Why events are missing: they came faster than they were read · nothing read them for a while · a large injection or deletion was
 * under way, during which nothing listens to new flows or to those that end: the table is listed afterwards.
 */
export const GapCause = z.enum(['overrun', 'disconnected', 'injection', 'deletion']);
export type GapCause = z.infer<typeof GapCause>;

/** Its place in the log, from 0, and when it was read (ms since the epoch): the kernel does not say when it happened. */
const place = { sequence: Count, at: z.number() };

/** One entry of the log: an event with the flow as it was right after it, or a gap where events are missing. */
export const LogEntry = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('new'), ...place, flow: Flow }),
  /** `before` is null when the flow was not known until then. */
  z.strictObject({ kind: z.literal('updated'), ...place, flow: Flow, before: z.nullable(Before) }),
  z.strictObject({ kind: z.literal('destroyed'), ...place, flow: Flow }),
  z.strictObject({
    kind: z.literal('gap'),
    ...place,
    cause: GapCause,
    /** How often the kernel said so without an event between. */
    losses: Count,
    /** When a listing made the table true again; null until then. */
    repairedAt: z.nullable(z.number()),
  }),
]);
export type LogEntry = z.infer<typeof LogEntry>;

/** Which entries: those before `before` (null: all) of these kinds whose flow passes the filter, and every gap. */
export const EventChoice = z.strictObject({
  filter: FilterText,
  kinds: z.array(FlowEventKind).check(z.maxLength(3)),
  before: z.nullable(Count),
});
export type EventChoice = z.infer<typeof EventChoice>;

/** What was written: lines, and how many more were overwritten in the log before they could be. */
export const SavedEvents = z.strictObject({ entries: Count, overwritten: Count, bytes: Count });
export type SavedEvents = z.infer<typeof SavedEvents>;

/** A part of the log, newest first. */
export const EventPage = z.strictObject({
  /** The log holds the entries from `oldest` to `next` − 1; those before have been overwritten. */
  oldest: Count,
  next: Count,
  /** Entries that fit the question, and how many of them were skipped. */
  matched: Count,
  offset: Count,
  entries: z.array(LogEntry),
});
export type EventPage = z.infer<typeof EventPage>;

/** Events by second, oldest first: those of the last ten minutes that are over, as far as they were counted. */
export const EventRates = z.strictObject({
  /** Milliseconds since the epoch at which the first second begins. */
  from: z.number(),
  new: z.array(Count),
  updated: z.array(Count),
  destroyed: z.array(Count),
  /** How often events were lost. */
  lost: z.array(Count),
});
export type EventRates = z.infer<typeof EventRates>;
