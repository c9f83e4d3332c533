import type { Series } from './measure.ts';

/** One figure as `--json` writes it; null where there is nothing to compare with. */
export interface Result {
  readonly id: string;
  /** Flows in the table. */
  readonly size: number;
  readonly unit: string;
  readonly ours: number;
  readonly peer: number | null;
  readonly floor: number | null;
  readonly ratioToPeer: number | null;
  readonly ratioToFloor: number | null;
  readonly goal: string;
  readonly met: boolean;
}

/** A figure with what the table shows beside it. */
export interface Figure extends Result {
  /** What was measured, in a few words. */
  readonly title: string;
  /** Lowest and highest of `ours` over the rounds. */
  readonly spread: readonly [low: number, high: number] | null;
}

/** What a figure is made of. `bounds` are upper limits; the goal is met when all that are given hold. */
export interface Measured {
  readonly id: string;
  readonly title: string;
  readonly size: number;
  readonly unit: string;
  readonly ours: number | Series;
  readonly peer?: number | Series;
  readonly floor?: number | Series;
  readonly bounds: { readonly absolute?: number; readonly toPeer?: number; readonly toFloor?: number };
  /** Something besides the bounds that has to be true. */
  readonly holds?: boolean;
}

/** Works out ratios and whether the goal is met. */
export function figureOf(measured: Measured): Figure {
  const { id, title, size, unit, bounds, holds = true } = measured;
  const ours = middle(measured.ours);
  const peer = measured.peer === undefined ? null : middle(measured.peer);
  const floor = measured.floor === undefined ? null : middle(measured.floor);
  const ratioToPeer = peer === null || peer === 0 ? null : ours / peer;
  const ratioToFloor = floor === null || floor === 0 ? null : ours / floor;
  const goal = [
    bounds.absolute === undefined ? [] : `≤ ${bounds.absolute} ${unit}`,
    bounds.toFloor === undefined ? [] : `≤ ${bounds.toFloor} × floor`,
    bounds.toPeer === undefined ? [] : `≤ ${bounds.toPeer} × peer`,
  ].flat();
  const met =
    holds &&
    within(ours, bounds.absolute) &&
    within(ratioToPeer, bounds.toPeer) &&
    within(ratioToFloor, bounds.toFloor);
  const spread =
    typeof measured.ours === 'number' ? null : ([measured.ours.low, measured.ours.high] as const);
  return {
    id,
    title,
    size,
    unit,
    ours,
    peer,
    floor,
    ratioToPeer,
    ratioToFloor,
    goal: goal.join(' and '),
    met,
    spread,
  };
}

/** The figures without what only the table shows. */
export function resultsOf(figures: readonly Figure[]): Result[] {
  return figures.map(({ title: _title, spread: _spread, ...result }) => result);
}

/** The figures as aligned columns. */
export function tableOf(figures: readonly Figure[]): string {
  const head = [
    '',
    'what',
    'flows',
    'unit',
    'ours',
    'spread',
    'peer',
    'floor',
    '× peer',
    '× floor',
    'goal',
    '',
  ];
  const rows = figures.map((figure) => [
    figure.id,
    figure.title,
    figure.size.toLocaleString('en'),
    figure.unit,
    short(figure.ours),
    figure.spread ? `${short(figure.spread[0])}–${short(figure.spread[1])}` : '',
    short(figure.peer),
    short(figure.floor),
    short(figure.ratioToPeer),
    short(figure.ratioToFloor),
    figure.goal,
    figure.met ? 'met' : 'MISSED',
  ]);
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function middle(value: number | Series): number {
  return typeof value === 'number' ? value : value.median;
}

function within(value: number | null, bound: number | undefined): boolean {
  return bound === undefined || (value !== null && value <= bound);
}

/** Three significant digits, and whole numbers as they are. */
function short(value: number | null): string {
  if (value === null) return '–';
  if (Number.isInteger(value) || Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en');
  return value.toPrecision(3);
}
