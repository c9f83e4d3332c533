import * as z from 'zod/mini';
import { FilterText } from './filter-text.ts';
import { FlowRef } from './flow.ts';
import { SortKeys } from './flow-page.ts';

const Count = z.int().check(z.minimum(0));

/** So many flows can be named one by one. */
export const MOST_NAMED = 1000;
const Named = z.array(FlowRef).check(z.maxLength(MOST_NAMED));

/** Names flows that the engine keeps chosen for a page: see {@link Choice}. */
export const ChoiceId = z.string().check(z.minLength(1), z.maxLength(64));
export type ChoiceId = z.infer<typeof ChoiceId>;

/** Flows that a person chose, each as one life: those named, and with them those of a choice but for some. */
export const ChosenFlows = z.strictObject({
  refs: Named,
  kept: z.optional(z.strictObject({ choiceId: ChoiceId, without: Named })),
});
export type ChosenFlows = z.infer<typeof ChosenFlows>;

/** A row, and the flow that was last seen there; null where it was not at hand. */
export const RowPlace = z.strictObject({ row: Count, flow: z.nullable(FlowRef) });
export type RowPlace = z.infer<typeof RowPlace>;

/** All rows between two places, in either direction, of the filtered and sorted table. Flows count more than row numbers. */
export const Sweep = z.strictObject({
  filter: FilterText,
  sort: SortKeys,
  from: RowPlace,
  to: RowPlace,
});
export type Sweep = z.infer<typeof Sweep>;

/** Flows that the engine keeps chosen, each as the life it was, so that however many need not cross to the page. */
export const Choice = z.strictObject({
  choiceId: ChoiceId,
  count: Count,
  /** Tells which they are: see shared/life-print.ts. */
  prints: z.string(),
  /** Whether the flows at both ends of the sweep were there; otherwise only the one that still was is chosen. */
  isWhole: z.boolean(),
});
export type Choice = z.infer<typeof Choice>;
