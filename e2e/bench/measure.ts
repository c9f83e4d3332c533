/** What several rounds of one measurement gave. */
export interface Series {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Takes several measurements in turns, so that whatever else the machine does meets all of them alike: each round runs
 * every task once, and each round begins with another one.
 */
export async function interleave<Name extends string>(
  rounds: number,
  tasks: Readonly<Record<Name, () => Promise<number>>>,
): Promise<Record<Name, Series>> {
  const entries = Object.entries(tasks) as [Name, () => Promise<number>][];
  const taken = new Map<Name, number[]>(entries.map(([name]) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < entries.length; turn++) {
      const entry = entries[(round + turn) % entries.length];
      if (entry) taken.get(entry[0])?.push(await entry[1]());
    }
  }
  const series = [...taken].map(([name, values]) => [name, seriesOf(values)]);
  return Object.fromEntries(series) as Record<Name, Series>;
}

/** Median and extremes. */
export function seriesOf(values: readonly number[]): Series {
  const sorted = values.toSorted((a, b) => a - b);
  return { median: medianOf(sorted), low: sorted[0] ?? Number.NaN, high: sorted.at(-1) ?? Number.NaN };
}

/** The middle value; the mean of the two in the middle when their number is even. */
export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[sorted.length >>> 1] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[(sorted.length >>> 1) - 1] ?? Number.NaN)) / 2;
}

/** The power of the size with which cost grows, fitted over all points: 1 is linear. */
export function exponentOf(points: readonly { readonly size: number; readonly cost: number }[]): number {
  const logs = points.map(({ size, cost }) => ({ x: Math.log(size), y: Math.log(cost) }));
  const meanX = logs.reduce((total, { x }) => total + x, 0) / logs.length;
  const meanY = logs.reduce((total, { y }) => total + y, 0) / logs.length;
  const covariance = logs.reduce((total, { x, y }) => total + (x - meanX) * (y - meanY), 0);
  return covariance / logs.reduce((total, { x }) => total + (x - meanX) ** 2, 0);
}

/** Resolves after so many milliseconds. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Runs `read` every few milliseconds until it answers something; an error naming `what` when it takes too long. */
export async function until<T>(
  what: string,
  read: () => Promise<T | null> | T | null,
  { timeoutMs = 120_000, everyMs = 20 } = {},
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const value = await read();
    if (value !== null) return value;
    if (performance.now() > deadline) throw new Error(`waited ${timeoutMs} ms for ${what}`);
    await pause(everyMs);
  }
}
