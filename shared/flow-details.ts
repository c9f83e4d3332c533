import * as z from 'zod/mini';
import { Flow, Tuple } from './flow.ts';

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
  master: z.nullable(z.strictObject({ protocol: z.int(), original: Tuple })),
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
