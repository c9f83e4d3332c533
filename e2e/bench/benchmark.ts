import type { Figure } from './report.ts';

/** What a benchmark is told. */
export interface Conditions {
  /** Flows that were asked for. */
  readonly size: number;
  /** Flows that a table may hold here. Tables in memory only do not mind. */
  readonly room: number;
  /** How often each measurement is taken. */
  readonly rounds: number;
  /** Tells a person what is going on. */
  readonly say: (line: string) => void;
}

/** One of the goals of shared/reference/performance.md, measured. */
export interface Benchmark {
  readonly id: string;
  readonly title: string;
  /** Runs only when it is named. */
  readonly isLong?: boolean;
  run(conditions: Conditions): Promise<Figure[]>;
}

/** The size that fits the room when `spare` flows more come in the course of the measurement; says so when it is less. */
export function fittingSize({ size, room, say }: Conditions, spare = 0): number {
  const fits = Math.max(0, Math.min(size, room - spare));
  if (fits < size) say(`scaled down from ${size} to ${fits} flows: nf_conntrack_max leaves no room for more`);
  return fits;
}
