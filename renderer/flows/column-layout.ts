import type { SortColumn } from '../../shared/flow-page.ts';
import { initialPreferences } from '../../shared/preferences.ts';
import { preferenceStore, setPreferences } from '../preferences.ts';
import { isFlowColumn } from './flow-columns.tsx';

/** The list with an element at another place, counted from 0. */
export function movedTo<T>(list: readonly T[], element: T, place: number): readonly T[] {
  const others = list.filter((other) => other !== element);
  return others.length === list.length ? list : others.toSpliced(place, 0, element);
}

/** The list with an element at its end, or without it; never empty. */
export function withElement<T>(list: readonly T[], element: T, included: boolean): readonly T[] {
  const others = list.filter((other) => other !== element);
  if (included) return [...others, element];
  return others.length > 0 ? others : list;
}

/** Puts a column at another place among those that are shown. */
export function moveColumn(id: string, place: number): void {
  const { flowColumns } = preferenceStore.getState();
  if (isFlowColumn(id)) setPreferences({ flowColumns: [...movedTo(flowColumns, id, place)] });
}

/** Gives a column a width, px. */
export function resizeColumn(id: string, width: number): void {
  setPreferences({ columnWidths: { ...preferenceStore.getState().columnWidths, [id]: width } });
}

/** Shows a column, behind the others, or hides it. The last one stays. */
export function showColumn(id: SortColumn, shown: boolean): void {
  setPreferences({ flowColumns: [...withElement(preferenceStore.getState().flowColumns, id, shown)] });
}

/** Columns and widths as at first. */
export function resetColumns(): void {
  const { flowColumns, columnWidths } = initialPreferences;
  setPreferences({ flowColumns, columnWidths });
}
