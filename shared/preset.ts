import * as z from 'zod/mini';
import { ExpectedFlow } from './expectation.ts';
import { FlowRange } from './flow-range.ts';

export const PresetName = z
  .string()
  .check(z.regex(/^\S(.{0,58}\S)?$/u, 'must be 1 to 60 characters without spaces at its ends'));

/** What an inject form starts from, under a name. */
export const Preset = z.strictObject({
  name: PresetName,
  /** The flow, and up to where its parts run. */
  range: FlowRange,
  /** Whether the timeout is the one that the kernel gives such a flow, instead of the flow's own. */
  kernelTimeout: z.boolean(),
  expected: z.nullable(ExpectedFlow),
});
export type Preset = z.infer<typeof Preset>;

/** The presets that a person saved, and what of the file could not be taken, in sentences. */
export const SavedPresets = z.strictObject({ presets: z.array(Preset), problems: z.array(z.string()) });
export type SavedPresets = z.infer<typeof SavedPresets>;
