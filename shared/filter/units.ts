export type Units = ReadonlyMap<string, number>;
export type MeasuredType = 'bytes' | 'duration' | 'rate';

/** Units with their size in the base unit, largest first. */
export const UNITS: Readonly<Record<MeasuredType, Units>> = {
  bytes: new Map([
    ['GiB', 2 ** 30],
    ['GB', 1e9],
    ['MiB', 2 ** 20],
    ['MB', 1e6],
    ['KiB', 2 ** 10],
    ['kB', 1e3],
    ['B', 1],
  ]),
  duration: new Map([
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['m', 60_000],
    ['s', 1_000],
    ['ms', 1],
  ]),
  rate: new Map([
    ['Gbit/s', 1e9],
    ['Mbit/s', 1e6],
    ['kbit/s', 1e3],
    ['bit/s', 1],
  ]),
};

/** The names of all units, of whatever they measure. */
export const unitNames: readonly string[] = Object.values(UNITS).flatMap((units) => [...units.keys()]);
