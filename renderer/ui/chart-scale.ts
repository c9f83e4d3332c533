/** A place on a chart, CSS pixels from its upper left corner. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Milliseconds: where a clock's hands stand at a round place. */
const TIME_STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12, 24].map((hours) => hours * HOUR),
];

/** Round values from 0 to `top`, at most `most` above 0, and never a part of one: 1, 2 or 5 times a power of ten apart. */
export function valueTicks(top: number, most: number): readonly number[] {
  const least = Math.max(1, top / Math.max(1, most));
  const power = 10 ** Math.floor(Math.log10(least));
  const step = power * ([1, 2, 5].find((digit) => digit * power >= least) ?? 10);
  return Array.from({ length: Math.floor(top / step) + 1 }, (_, index) => index * step);
}

/** Moments from `first` to `last`, about `most` of them, that are round by a clock that is `offset` behind UTC. All milliseconds. */
export function timeTicks(
  first: number,
  last: number,
  most: number,
  offset: number,
): { readonly step: number; readonly at: readonly number[] } {
  const least = (last - first) / Math.max(1, most);
  const days = Math.ceil(least / (24 * HOUR)) * 24 * HOUR;
  const step = TIME_STEPS.find((candidate) => candidate >= least) ?? days;
  const from = Math.ceil((first - offset) / step) * step + offset;
  const count = Math.max(0, Math.floor((last - from) / step) + 1);
  return { step, at: Array.from({ length: count }, (_, index) => from + index * step) };
}

/** Path data of a line through the points. It breaks where there is none; a point alone is a dot under a round cap. */
export function linePath(points: readonly (Point | null)[]): string {
  return runsOf(points)
    .map((run) => `M${along(run)}${run.length === 1 ? 'h0' : ''}`)
    .join('');
}

/** Path data of what lies between the line and the height `base`. */
export function areaPath(points: readonly (Point | null)[], base: number): string {
  return runsOf(points)
    .map((run) => `M${run[0]?.x} ${base}L${along(run)}V${base}z`)
    .join('');
}

/** Path data of a dot for each point, under a round cap. */
export function dotPath(points: readonly (Point | null)[]): string {
  return points.map((point) => (point === null ? '' : `M${point.x} ${point.y}h0`)).join('');
}

/** Which of ascending moments is nearest to one; -1 when there is none. */
export function nearestTo(moment: number, times: readonly number[]): number {
  const after = times.findIndex((time) => time >= moment);
  if (after <= 0) return after === 0 ? 0 : times.length - 1;
  const isCloser = moment - (times[after - 1] ?? 0) < (times[after] ?? 0) - moment;
  return isCloser ? after - 1 : after;
}

function runsOf(points: readonly (Point | null)[]): readonly (readonly Point[])[] {
  const runs: Point[][] = [];
  let run: Point[] | null = null;
  for (const point of points) {
    if (point === null) {
      run = null;
    } else if (run === null) {
      run = [point];
      runs.push(run);
    } else {
      run.push(point);
    }
  }
  return runs;
}

function along(run: readonly Point[]): string {
  return run.map(({ x, y }) => `${x} ${y}`).join('L');
}
