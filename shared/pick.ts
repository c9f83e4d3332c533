import * as z from 'zod/mini';
import { ChosenFlows } from './choice.ts';
import { FilterText } from './filter-text.ts';
import { Flow } from './flow.ts';
import { ZoneId } from './zone.ts';

const Count = z.int().check(z.minimum(0));
const Uint32 = z.int().check(z.minimum(0), z.maximum(0xffff_ffff));

/** Names flows that the engine keeps for a page: see {@link Pick}. */
export const PickId = z.string().check(z.minLength(1), z.maxLength(64));
export type PickId = z.infer<typeof PickId>;

/** Which flows a person means, by what they have in common. A flush takes them as they are when it runs. */
export const FlushScope = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('table') }),
  /** Flows with this zone in either direction; for 0, in both. */
  z.strictObject({ kind: z.literal('zone'), zone: ZoneId }),
  z.strictObject({ kind: z.literal('mark'), mark: Uint32, mask: Uint32.check(z.minimum(1)) }),
  /** Flows whose status bits under `mask` are `bits`. */
  z.strictObject({ kind: z.literal('status'), bits: Uint32, mask: Uint32.check(z.minimum(1)) }),
]);
export type FlushScope = z.infer<typeof FlushScope>;

/** Which flows a person means: these very ones, those that match a filter, or a {@link FlushScope}. */
export const Scope = z.discriminatedUnion('kind', [
  z.extend(ChosenFlows, { kind: z.literal('flows') }),
  z.strictObject({ kind: z.literal('filter'), filter: FilterText }),
  ...FlushScope.def.options,
]);
export type Scope = z.infer<typeof Scope>;

/**
 * Flows chosen at one moment, each as the life it then was. The engine keeps them for what is done next, so that what is done is what was
 * shown; a flow that is re-created meanwhile is another one and is left alone.
 */
export const Pick = z.strictObject({
  pickId: PickId,
  count: Count,
  /** The first few of them. */
  sample: z.array(Flow),
  /** The zones they lie in with either direction, most flows first: at most 100, and how many there are in all. */
  zones: z.array(z.strictObject({ zone: ZoneId, flows: Count })),
  zoneCount: Count,
  /** Protocol numbers with their flows, most first. */
  protocols: z.array(z.strictObject({ protocol: z.int(), flows: Count })),
});
export type Pick = z.infer<typeof Pick>;
