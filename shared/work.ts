import * as z from 'zod/mini';
import { ErrorData } from './errors.ts';
import { FlowRef } from './flow.ts';

const Count = z.int().check(z.minimum(0));

/** Names one long work: a random text made by the page that asks for it. */
export const WorkId = z
  .string()
  .check(z.regex(/^[0-9A-Za-z-]{8,64}$/, 'must be 8 to 64 letters, digits and dashes'));
export type WorkId = z.infer<typeof WorkId>;

/** How far a long work is. */
export const Progress = z.strictObject({
  /** Flows (or lines of a file) dealt with. */
  done: Count,
  /** How many there are; null when that is not known beforehand. */
  total: z.nullable(Count),
  /** Of those dealt with, the ones that were refused. */
  refused: Count,
});
export type Progress = z.infer<typeof Progress>;

/**
 * What can become of one flow. `exists`: there is one already · `unchanged`: it was so before · `replaced`: another life had taken its
 * place, and it is that one that was changed · `gone`: it had ended before · `unknown`: it was asked for, and the answer was lost ·
 * `untried`: the work ended before its turn.
 */
export const Outcome = z.enum([
  'created',
  'exists',
  'changed',
  'unchanged',
  'replaced',
  'deleted',
  'gone',
  'refused',
  'unknown',
  'untried',
]);
export type Outcome = z.infer<typeof Outcome>;

/** One flow, or one line of a file, that did not come to what was asked, with the reason. */
export const Refusal = z.strictObject({
  outcome: Outcome,
  /** The flow in words, or the line as it stands in the file (cut to 200 characters). */
  subject: z.string(),
  /** Its line in the file, from 1; null when it came from no file. */
  line: z.nullable(Count),
  error: ErrorData,
});
export type Refusal = z.infer<typeof Refusal>;

/** How a long work ended. Every flow is counted under one outcome. */
export const WorkResult = z.strictObject({
  counts: z.array(z.strictObject({ outcome: Outcome, flows: Count })),
  /** The first {@link FIRST_REFUSALS} flows that were tried and not done, and how many there are; `work.refusals` reads on. */
  refusals: z.array(Refusal),
  refusalCount: Count,
  /** Why it ended early: `cancelled` when a person stopped it, otherwise what made going on useless. Null when it came to its end. */
  stopped: z.nullable(ErrorData),
  /** What the kernel quietly made otherwise than it was told, and what could not be found out, in sentences. */
  note: z.nullable(z.string()),
  tookMs: z.number(),
  /** Whether Undo takes it back; when not, why. */
  undo: z.union([
    z.strictObject({ possible: z.literal(true) }),
    z.strictObject({ possible: z.literal(false), reason: z.string() }),
  ]),
});
export type WorkResult = z.infer<typeof WorkResult>;

export const FIRST_REFUSALS = 100;

/** How many flows of a work came to this. */
export function countOf({ counts }: Pick<WorkResult, 'counts'>, outcome: Outcome): number {
  return counts.find((count) => count.outcome === outcome)?.flows ?? 0;
}

/**
 * What became of one flow that was to be injected. `ref` names the flow, with the id the kernel gave it. `note`: what the kernel
 * quietly made otherwise than it was told, and what could not be found out, in sentences.
 */
export const InjectOutcome = z.discriminatedUnion('outcome', [
  z.strictObject({ outcome: z.literal('created'), ref: FlowRef, note: z.nullable(z.string()) }),
  z.strictObject({ outcome: z.literal('exists'), error: ErrorData }),
  z.strictObject({ outcome: z.literal('refused'), error: ErrorData }),
]);
export type InjectOutcome = z.infer<typeof InjectOutcome>;
