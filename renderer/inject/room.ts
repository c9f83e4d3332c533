import { type FlowRange, rangeSize } from '../../shared/flow-range.ts';
import type { Session } from '../session.ts';
import { formatCount } from '../ui/format.ts';

/** Why the table can't take a range; null when it can, or when its limit is not known. */
export function roomProblem(range: FlowRange | null, { target }: Pick<Session, 'target'>): string | null {
  if (range === null || target === null || target.maximum === null) return null;
  const room = Math.max(0, target.maximum - target.flows);
  const size = rangeSize(range);
  if (size <= room) return null;
  return `${formatCount(size)} flows are more than the table has room for: ${formatCount(room)} of ${formatCount(target.maximum)}.`;
}
