import * as z from 'zod/mini';

/** A filter may be so long, characters. */
export const LONGEST_FILTER = 20_000;

/** A filter as it was typed. */
export const FilterText = z.string().check(z.maxLength(LONGEST_FILTER));
