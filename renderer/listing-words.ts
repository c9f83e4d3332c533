import type { TargetState } from '../shared/target-state.ts';
import { formatCount, formatQuantity } from './ui/format.ts';

/** How far a listing is: `12,000 flows so far`, `12,000 of about 210,000 flows`. */
export function listingWords(listing: TargetState['listing']): string {
  const { listed, expected } = listing ?? { listed: 0, expected: null };
  // The table goes on changing while it is read, so the number expected is only about right.
  if (expected === null || expected < listed) return `${formatQuantity(listed, 'flow')} so far`;
  return `${formatCount(listed)} of about ${formatQuantity(expected, 'flow')}`;
}
