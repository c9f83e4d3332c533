import { type FlowRef, refKey, refOf } from '../../shared/flow.ts';
import type { FlowRow } from '../../shared/flow-page.ts';

/** Tells lives of flows apart. */
export function lifeKey(ref: FlowRef): string {
  return `${refKey(ref)} ${ref.id}`;
}

/**
 * Tells rows apart. The same flow can be there twice, as the life that just ended and as the one that began: the
 * kernel's id alone does not always tell them apart.
 */
export function rowKey({ flow, goneSince }: FlowRow): string {
  return `${lifeKey(refOf(flow))}${goneSince === null ? '' : ' gone'}`;
}
