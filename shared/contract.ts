import * as z from 'zod/mini';
import { ErrorData } from './errors.ts';
import { Flow, FlowRef } from './flow.ts';
import { FlowSpec } from './flow-spec.ts';
import { Settings } from './settings.ts';
import { ZoneId } from './zone.ts';

/** Names one open target: `sandbox` or `host`. Several pages may look at the same one. */
const TargetId = z.string().check(z.minLength(1), z.maxLength(200));
const Count = z.int().check(z.minimum(0));
const FilterText = z.string().check(z.maxLength(20_000));

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

/** Columns that flows can be sorted by. */
export const SortColumn = z.enum([
  'protocol',
  'source',
  'destination',
  'replySource',
  'replyDestination',
  'state',
  'status',
  'zone',
  'zoneOriginal',
  'zoneReply',
  'mark',
  'labels',
  'helper',
  'bytes',
  'bytesOriginal',
  'bytesReply',
  'packets',
  'packetsOriginal',
  'packetsReply',
  'rate',
  'expires',
  'age',
  'id',
]);
export type SortColumn = z.infer<typeof SortColumn>;
export const SortKey = z.strictObject({ column: SortColumn, descending: z.boolean() });
export type SortKey = z.infer<typeof SortKey>;

/** One row of the table on screen. */
export const FlowRow = z.strictObject({
  flow: Flow,
  /** Bytes per second over the last two readings; null before there were two. */
  bytesPerSecond: z.nullable(z.number()),
  /** When this row appeared or vanished in the live view (ms since the epoch); null when long ago. */
  newSince: z.nullable(z.number()),
  /** When its status, state or mark last changed under our eyes. */
  changedSince: z.nullable(z.number()),
  goneSince: z.nullable(z.number()),
});
export type FlowRow = z.infer<typeof FlowRow>;

const FlowPage = z.strictObject({
  /** The table's version that this answer shows. */
  version: Count,
  /** Flows in the table, and those that match the filter. */
  total: Count,
  matched: Count,
  /** Rows to scroll through: the matched ones, and flows that went a moment ago and are still shown. */
  rowCount: Count,
  /** Time the engine took for filter, sort and rows, milliseconds. */
  tookMs: z.number(),
  offset: Count,
  rows: z.array(FlowRow),
});
export type FlowPage = z.infer<typeof FlowPage>;

/** A kernel attribute as it came: its number and bytes in hex. */
export const RawAttribute = z.strictObject({ type: z.int(), hex: z.string() });
export type RawAttribute = z.infer<typeof RawAttribute>;

const SequenceAdjustment = z.strictObject({
  correctionPosition: z.number(),
  offsetBefore: z.number(),
  offsetAfter: z.number(),
});

/** Everything the kernel says about one flow, read fresh. */
export const FlowDetails = z.strictObject({
  flow: Flow,
  /** The tuple of the flow whose helper foretold this one. */
  master: z.nullable(z.strictObject({ protocol: z.int(), original: Flow.shape.original })),
  tcp: z.nullable(
    z.strictObject({
      windowScaleOriginal: z.number(),
      windowScaleReply: z.number(),
      flagsOriginal: z.number(),
      flagsReply: z.number(),
    }),
  ),
  sctp: z.nullable(z.strictObject({ tagOriginal: z.number(), tagReply: z.number() })),
  dccp: z.nullable(z.strictObject({ role: z.number(), handshakeSequence: z.string() })),
  sequenceAdjustment: z.nullable(
    z.strictObject({ original: z.nullable(SequenceAdjustment), reply: z.nullable(SequenceAdjustment) }),
  ),
  synproxy: z.nullable(
    z.strictObject({ initialSequence: z.number(), timestamp: z.number(), offset: z.number() }),
  ),
  securityContext: z.nullable(z.string()),
  /** Milliseconds since the epoch; only in the last message of a flow. */
  stoppedAt: z.nullable(z.number()),
  /** Top-level attributes in the order they came. */
  attributes: z.array(RawAttribute),
});
export type FlowDetails = z.infer<typeof FlowDetails>;

/** What became of one flow that was to be injected. `ref` names the flow, with the id the kernel gave it. */
export const InjectOutcome = z.discriminatedUnion('outcome', [
  z.strictObject({ outcome: z.literal('created'), ref: FlowRef }),
  z.strictObject({ outcome: z.literal('exists'), error: ErrorData }),
  z.strictObject({ outcome: z.literal('refused'), error: ErrorData }),
]);
export type InjectOutcome = z.infer<typeof InjectOutcome>;

/** What became of one flow that was to be deleted. `gone`: it had already ended, or another life took its place. */
export const DeleteOutcome = z.discriminatedUnion('outcome', [
  z.strictObject({ outcome: z.literal('deleted') }),
  z.strictObject({ outcome: z.literal('gone') }),
  z.strictObject({ outcome: z.literal('failed'), error: ErrorData }),
]);
export type DeleteOutcome = z.infer<typeof DeleteOutcome>;

/** One zone in use. A flow counts in the zone of each of its directions, once when both are the same. */
export const ZoneUsage = z.strictObject({
  zone: ZoneId,
  flows: Count,
  /** Flows of that zone by protocol number, most frequent first. */
  protocols: z.array(z.strictObject({ protocol: z.int(), flows: Count })),
  assured: Count,
  unreplied: Count,
  /** Of `flows`, those in this zone with only one direction. */
  originalOnly: Count,
  replyOnly: Count,
  newPerSecond: z.number(),
  gonePerSecond: z.number(),
});
export type ZoneUsage = z.infer<typeof ZoneUsage>;

/** Where a target's picture of the table stands. */
export const TargetState = z.strictObject({
  targetId: TargetId,
  title: z.string(),
  subtitle: z.string(),
  locked: z.boolean(),
  /**
   * opening: no table yet · listing: first dump, rows arrive · partial: the listing was stopped, so flows are missing ·
   * live: events and dumps agree · resyncing: an event was lost and a dump repairs it · reconnecting: the executor ended and another is started · lost: it will not come back.
   */
  phase: z.enum(['opening', 'listing', 'partial', 'live', 'resyncing', 'reconnecting', 'lost']),
  /** Why it is reconnecting or lost; null otherwise. */
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
  /** nf_conntrack_* values of the target's namespace by name, as far as they can be read. */
  sysctls: z.record(z.string(), z.number()),
});
export type TargetState = z.infer<typeof TargetState>;

const ForTarget = z.strictObject({ targetId: TargetId });

/** The whole boundary between page and engine: every call and stream with the shapes that may cross it. */
export const contract = {
  calls: {
    /** Everything that could be opened here, sandbox first. */
    'target.list': { input: z.strictObject({}), output: z.array(TargetOffer) },
    /** Opens a target, or joins it when it is open. Errors: no-sandbox, not-permitted, target-lost. */
    'target.open': { input: ForTarget, output: TargetState },
    /** Ends the target's executor unless another page still looks at it. */
    'target.close': { input: ForTarget, output: z.strictObject({ closed: z.boolean() }) },
    /** Allows changes for this session by starting an executor that can write. */
    'target.unlock': { input: ForTarget, output: TargetState },
    /** Takes that permission away again. */
    'target.lock': { input: ForTarget, output: TargetState },
    /** Stops the first listing; the target stays open with the flows that came. */
    'target.stopListing': { input: ForTarget, output: TargetState },
    /** Lists the whole table again, now. */
    'target.relist': { input: ForTarget, output: TargetState },
    /** The values forms start from, and where each came from. */
    'settings.read': { input: z.strictObject({}), output: Settings },
    /** Rows `offset` to `offset + limit` of the filtered and sorted table. */
    'flows.query': {
      input: z.strictObject({
        targetId: TargetId,
        filter: FilterText,
        sort: z.array(SortKey).check(z.maxLength(3)),
        offset: Count,
        limit: Count.check(z.maximum(1000)),
      }),
      output: FlowPage,
    },
    /** Reads one flow from the kernel. Errors: not-found. */
    'flows.get': { input: z.strictObject({ targetId: TargetId, ref: FlowRef }), output: FlowDetails },
    /** Creates flows; one outcome for each spec, in order. Can be cancelled: the rest is then `refused` as cancelled. */
    'flows.inject': {
      input: z.strictObject({
        targetId: TargetId,
        specs: z.array(FlowSpec).check(z.minLength(1), z.maxLength(1000)),
      }),
      output: z.array(InjectOutcome),
    },
    /** Deletes exactly these lives: one outcome for each, in order. */
    'flows.delete': {
      input: z.strictObject({
        targetId: TargetId,
        refs: z.array(FlowRef).check(z.minLength(1), z.maxLength(1000)),
      }),
      output: z.array(DeleteOutcome),
    },
    /** Zones that hold flows. */
    'zones.usage': {
      input: ForTarget,
      output: z.strictObject({ version: Count, total: Count, zones: z.array(ZoneUsage) }),
    },
    /** The next zones without flows from `from` upwards, wrapping around once; fewer than `count` when there are no more. */
    'zones.free': {
      input: z.strictObject({
        targetId: TargetId,
        from: ZoneId,
        count: z.int().check(z.minimum(1), z.maximum(1024)),
        contiguous: z.boolean(),
      }),
      output: z.strictObject({ zones: z.array(ZoneId) }),
    },
  },
  streams: {
    /** The state of one target, at most ten times a second, whenever it changed. */
    'target.state': { input: ForTarget, output: TargetState },
  },
} as const;

export type CallName = keyof typeof contract.calls;
export type CallInput<N extends CallName> = z.infer<(typeof contract.calls)[N]['input']>;
export type CallOutput<N extends CallName> = z.infer<(typeof contract.calls)[N]['output']>;
export type StreamName = keyof typeof contract.streams;
export type StreamInput<N extends StreamName> = z.infer<(typeof contract.streams)[N]['input']>;
export type StreamItem<N extends StreamName> = z.infer<(typeof contract.streams)[N]['output']>;

/** Whether a name is one of the contract's calls. */
export function isCallName(name: string): name is CallName {
  return Object.hasOwn(contract.calls, name);
}

/** Whether a name is one of the contract's streams. */
export function isStreamName(name: string): name is StreamName {
  return Object.hasOwn(contract.streams, name);
}
