import { type FlowRef, refKey, refOf } from '../../shared/flow.ts';
import type { FlowRow } from '../../shared/flow-page.ts';

/** Tells lives of flows apart. */
export function lifeKey(ref: FlowRef): string {
  return `${refKey(ref)} ${ref.id}`;
}

/** Tells rows apart: the table has one for each flow, be it for the life that just ended or for the one that began. */
export function rowKey({ flow }: FlowRow): string {
  return refKey(refOf(flow));
}
