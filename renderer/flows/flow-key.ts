import type { FlowRow } from '../../shared/contract.ts';
import { refKey, refOf } from '../../shared/flow.ts';

/**
 * Tells rows apart. The same flow can be there twice, as the life that just ended and as the one that began: the
 * kernel's id alone does not always tell them apart.
 */
export function rowKey({ flow, goneSince }: FlowRow): string {
  return `${refKey(refOf(flow))} ${flow.id}${goneSince === null ? '' : ' gone'}`;
}
