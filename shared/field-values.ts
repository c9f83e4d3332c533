import * as z from 'zod/mini';

const Count = z.int().check(z.minimum(0));

/** Values of one field that the flows of a table have, most frequent first. */
export const FieldValues = z.strictObject({
  /** As the filter language writes them, texts without quotes, each with the flows that were found to have it. */
  values: z.array(z.strictObject({ text: z.string(), flows: Count })),
  /** Only a part of the table was looked at: counts are too low, and rare values may be missing. */
  sampled: z.boolean(),
});
export type FieldValues = z.infer<typeof FieldValues>;
