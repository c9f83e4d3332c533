import { formatCount } from '../ui/format.ts';

/** `, 3 refused`; nothing when there are none. */
export function followedBy(count: number, what: string): string {
  return count === 0 ? '' : `, ${formatCount(count)} ${what}`;
}
