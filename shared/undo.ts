import * as z from 'zod/mini';
import { WorkResult } from './work.ts';

/** Undo keeps what it needs of so many flows of one deletion or change; of more it takes nothing back. */
export const MOST_UNDOABLE_FLOWS = 100_000;

/** What could not come back, in words for a person ("counters", "helper", "translation flags"), and of how many flows. */
export const UndoResult = z.extend(WorkResult, {
  lost: z.array(z.strictObject({ what: z.string(), flows: z.int().check(z.minimum(0)) })),
});
export type UndoResult = z.infer<typeof UndoResult>;
