import { type FlowRef, refKey, refOf } from '../../shared/flow.ts';
import type { FlowRow } from '../../shared/flow-page.ts';

/** Chosen flows by their identity, each as the life it was when it was chosen. */
export type Selection = ReadonlyMap<string, FlowRef>;

export const EMPTY_SELECTION: Selection = new Map();

/** Rows `first` to `last`, in whichever direction they were swept over. */
export interface Sweep {
  readonly first: number;
  readonly last: number;
}

export function sweepBetween(anchor: number, row: number): Sweep {
  return anchor <= row ? { first: anchor, last: row } : { first: row, last: anchor };
}

/** Whether this very life is chosen: one that was re-created in its place is another. */
export function isChosen(selection: Selection, flow: FlowRow['flow']): boolean {
  return selection.get(refKey(refOf(flow)))?.id === flow.id;
}

/** The selection of these flows, as an addition to another one. */
export function withFlows(base: Selection, refs: Iterable<FlowRef>): Selection {
  const selection = new Map(base);
  for (const ref of refs) selection.set(refKey(ref), ref);
  return selection;
}

/** Adds a flow, or takes it out when it is in. */
export function toggled(base: Selection, ref: FlowRef): Selection {
  const key = refKey(ref);
  if (base.get(key)?.id !== ref.id) return withFlows(base, [ref]);
  const selection = new Map(base);
  selection.delete(key);
  return selection;
}

/** The flows of rows; those that have ended are left out. */
export function livingRefs(rows: readonly FlowRow[]): FlowRef[] {
  return rows.filter((row) => row.goneSince === null).map((row) => refOf(row.flow));
}

/**
 * The rows of a sweep among those at hand; null when some are not at hand and must be read. `rows` begins at row
 * `offset` of the table.
 */
export function sweptRows(
  { first, last }: Sweep,
  offset: number,
  rows: readonly FlowRow[],
): readonly FlowRow[] | null {
  if (first < offset || last >= offset + rows.length) return null;
  return rows.slice(first - offset, last - offset + 1);
}

/** The questions that read a sweep, none longer than `most` rows. */
export function pagesOf({ first, last }: Sweep, most: number): { offset: number; limit: number }[] {
  const pages = Math.ceil((last - first + 1) / most);
  return Array.from({ length: pages }, (_, page) => {
    const offset = first + page * most;
    return { offset, limit: Math.min(most, last - offset + 1) };
  });
}
