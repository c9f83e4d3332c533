import * as z from 'zod/mini';

/**
 * Stands for one file that a person chose. Only the shell knows where it is: the page never names a path.
 */
export const FileToken = z.string().check(z.regex(/^[0-9a-f-]{36}$/));
export type FileToken = z.infer<typeof FileToken>;

/** How flows are written to a file. `save` is conntrack(8)'s `-o save`, which `conntrack -R` reads. */
export const FileFormat = z.enum(['csv', 'jsonl', 'save', 'snapshot']);
export type FileFormat = z.infer<typeof FileFormat>;
