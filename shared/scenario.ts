import * as z from 'zod/mini';
import { ErrorData } from './errors.ts';

export const ScenarioId = z.string().check(z.minLength(1), z.maxLength(40));
export type ScenarioId = z.infer<typeof ScenarioId>;

/** A demonstration with real packets. */
export const Scenario = z.strictObject({
  id: ScenarioId,
  title: z.string(),
  /** What it shows, in a sentence or two. */
  shows: z.string(),
  /** What to look at meanwhile. */
  watch: z.string(),
  /** About how long it takes. */
  seconds: z.number(),
  /** Display filter that lets through just its flows. */
  filter: z.string(),
  /** Why it can't be run here, with what to do; null when it can. */
  unavailable: z.nullable(ErrorData),
});
export type Scenario = z.infer<typeof Scenario>;

/** The demonstration that runs, or the last one that did. */
export const ScenarioRun = z.strictObject({
  scenarioId: ScenarioId,
  title: z.string(),
  filter: z.string(),
  /** What has happened so far, latest last. `at`: ms since the epoch. */
  steps: z.array(z.strictObject({ at: z.number(), text: z.string() })),
  /** starting: rules and addresses are put in place · ending: they are taken away again. */
  phase: z.enum(['starting', 'running', 'ending', 'finished', 'stopped', 'failed']),
  /** Why it failed; null otherwise. */
  error: z.nullable(ErrorData),
});
export type ScenarioRun = z.infer<typeof ScenarioRun>;
