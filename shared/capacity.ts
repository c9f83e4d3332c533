import * as z from 'zod/mini';
import { ErrorData } from './errors.ts';
import { Flow } from './flow.ts';

const Count = z.int().check(z.minimum(0));
const Statistic = z.nullable(Count);

/** The kernel's counts since the network namespace was made; null for what this kernel does not count. */
const counts = {
  searched: Statistic,
  found: Statistic,
  new: Statistic,
  invalid: Statistic,
  ignore: Statistic,
  delete: Statistic,
  deleteList: Statistic,
  insert: Statistic,
  insertFailed: Statistic,
  drop: Statistic,
  earlyDrop: Statistic,
  error: Statistic,
  searchRestart: Statistic,
  clashResolve: Statistic,
  chainTooLong: Statistic,
};

/** Counts of one CPU (struct ip_conntrack_stat). Older kernels count what newer ones have given up, and the other way round. */
export const CpuStatistics = z.strictObject({ cpu: Count, ...counts });
export type CpuStatistics = z.infer<typeof CpuStatistics>;
export type StatisticName = Exclude<keyof CpuStatistics, 'cpu'>;
export const statisticNames: readonly StatisticName[] = z.keyof(z.strictObject(counts)).options;

/** Expectations of one CPU since the network namespace was made. */
export const ExpectationStatistics = z.strictObject({ cpu: Count, new: Count, create: Count, delete: Count });
export type ExpectationStatistics = z.infer<typeof ExpectationStatistics>;

/** One reading of the kernel's statistics, or why there is none. */
export const Statistics = z.discriminatedUnion('ok', [
  z.strictObject({
    ok: z.literal(true),
    cpus: z.array(CpuStatistics),
    /** All CPUs together, per second since the reading before; null at the first. What is not counted is left out. */
    perSecond: z.nullable(z.partialRecord(z.enum(statisticNames), z.number())),
    expectations: z.array(ExpectationStatistics),
  }),
  z.strictObject({ ok: z.literal(false), error: ErrorData }),
]);
export type Statistics = z.infer<typeof Statistics>;

/** Where the number of flows is going, by the straight line that fits the last minute best, or the last 15 s where that rises less. */
export const Forecast = z.discriminatedUnion('kind', [
  /** Too short a time to tell, or the maximum can't be read. */
  z.strictObject({ kind: z.literal('unknown'), reason: z.enum(['too-early', 'no-maximum']) }),
  z.strictObject({ kind: z.literal('full') }),
  z.strictObject({ kind: z.literal('filling'), flowsPerSecond: z.number(), fullInSeconds: z.number() }),
  /** It would take more than {@link FORECAST_SECONDS}, or never come. */
  z.strictObject({ kind: z.literal('not-filling'), flowsPerSecond: z.number() }),
]);
export type Forecast = z.infer<typeof Forecast>;
/** Nothing is foretold beyond a day. */
export const FORECAST_SECONDS = 86_400;

/** How the number of flows was, oldest first: every second of the last minutes, every ten seconds of the last hour. */
export const FillHistory = z.strictObject({
  /** Milliseconds since the epoch. */
  at: z.array(z.number()),
  flows: z.array(Count),
});
export type FillHistory = z.infer<typeof FillHistory>;

/** One address with what its flows hold, over all zones. `bytes` both ways; 0 where the kernel does not count. */
export const Talker = z.strictObject({ address: z.string(), flows: Count, bytes: z.number() });
export type Talker = z.infer<typeof Talker>;
const Ranking = z.strictObject({ byFlows: z.array(Talker), byBytes: z.array(Talker), distinct: Count });

/**
 * A flow that never got a reply and lives longer than its timeout: without SEEN_REPLY, not offloaded, no fixed timeout, and
 * at least twice as old as the timeout that one packet gives it. So packets renewed it, at least age ÷ timeout − 1 times.
 */
export const Unanswered = z.strictObject({
  flow: Flow,
  ageSeconds: z.number(),
  /** What one packet gives such a flow. */
  timeoutSeconds: z.number(),
  /** The least number of packets that must have renewed it. */
  renewals: Count,
});
export type Unanswered = z.infer<typeof Unanswered>;

/** What one pass over the whole table found. */
export const Survey = z.strictObject({
  /** When it ended, ms since the epoch, and how long it took among other work. */
  takenAt: z.number(),
  tookMs: z.number(),
  flows: Count,
  /** Flows whose bytes the kernel counts, and flows that it says the start of. */
  counted: Count,
  dated: Count,
  sources: Ranking,
  destinations: Ranking,
  /** How many there are, and those that go on longest. */
  unansweredCount: Count,
  unanswered: z.array(Unanswered),
  /** Flows by the sysctl that their timeout comes from. */
  flowsByTimeout: z.record(z.string(), Count),
});
export type Survey = z.infer<typeof Survey>;

/** How full a table is, where that is going, and what it is full of. */
export const Capacity = z.strictObject({
  flows: Count,
  /** nf_conntrack_max and nf_conntrack_buckets; null where they can't be read. */
  maximum: z.nullable(Count),
  buckets: z.nullable(Count),
  history: FillHistory,
  forecast: Forecast,
  /** Null until the first reading. */
  statistics: z.nullable(Statistics),
  /** Null until the first pass has ended. */
  survey: z.nullable(Survey),
});
export type Capacity = z.infer<typeof Capacity>;
