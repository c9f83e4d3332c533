import * as z from 'zod/mini';
import { ErrorData } from './errors.ts';

const Count = z.int().check(z.minimum(0));

/** Names one open target: `sandbox` or `host`. Several pages may look at the same one. */
export const TargetId = z.string().check(z.minLength(1), z.maxLength(200));
export type TargetId = z.infer<typeof TargetId>;

/** What the target picker shows, open or not. */
export const TargetOffer = z.strictObject({
  targetId: TargetId,
  title: z.string(),
  /** A few words under the title: "private table", "read-only". */
  subtitle: z.string(),
  /** Why it can't be opened here, with what to do; null when it can. */
  unavailable: z.nullable(ErrorData),
  /** Changes stay locked until `target.unlock`. */
  locked: z.boolean(),
});
export type TargetOffer = z.infer<typeof TargetOffer>;

/** Where a target's picture of the table stands. */
export const TargetState = z.strictObject({
  targetId: TargetId,
  title: z.string(),
  subtitle: z.string(),
  locked: z.boolean(),
  /**
   * opening: no table yet · listing: first dump, rows arrive · partial: the listing was stopped, so flows are missing ·
   * live: events and dumps agree · resyncing: an event was lost or a dump failed, and the next one repairs it · reconnecting: the executor ended and another is started · lost: it will not come back.
   */
  phase: z.enum(['opening', 'listing', 'partial', 'live', 'resyncing', 'reconnecting', 'lost']),
  /** Why it is reconnecting or lost, or why the last dump failed; null otherwise. */
  error: z.nullable(ErrorData),
  /** While listing or resyncing: flows listed so far, and how many the kernel counted before (null: not known). */
  listing: z.nullable(z.strictObject({ listed: Count, expected: z.nullable(Count) })),
  /** Moves whenever rows, counts or zones changed. */
  version: Count,
  flows: Count,
  /** net.netfilter.nf_conntrack_max; null when it can't be read. */
  maximum: z.nullable(Count),
  newPerSecond: z.number(),
  gonePerSecond: z.number(),
  /** Flows that came, and flows that went, since the target was opened. */
  appeared: Count,
  vanished: Count,
  /** Milliseconds since the epoch of the last complete listing; null before the first. */
  listedAt: z.nullable(z.number()),
  /** How often events were lost since the target was opened, with the last time and when it was repaired. */
  losses: z.strictObject({
    count: Count,
    lastAt: z.nullable(z.number()),
    repairedAt: z.nullable(z.number()),
  }),
  /** How many events the session has noted since it began, for `events.page`: moves when there are new ones. */
  eventCount: Count,
  /** What Undo would take back; null when there is nothing. */
  undo: z.nullable(z.strictObject({ what: z.string(), flows: Count })),
  /** nf_conntrack_* values of the target's namespace by name, as far as they can be read. */
  sysctls: z.record(z.string(), z.number()),
});
export type TargetState = z.infer<typeof TargetState>;
