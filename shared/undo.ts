import * as z from 'zod/mini';
import { WorkResult } from './work.ts';

/** What could not come back, in words for a person ("counters", "helper", "translation flags"), and of how many flows. */
export const UndoResult = z.extend(WorkResult, {
  lost: z.array(z.strictObject({ what: z.string(), flows: z.int().check(z.minimum(0)) })),
});
export type UndoResult = z.infer<typeof UndoResult>;
