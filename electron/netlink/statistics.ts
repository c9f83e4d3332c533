import type { CpuStatistics, ExpectationStatistics } from '../../shared/capacity.ts';
import { CpuStatistic, ExpectationStatistic, GlobalStatistic } from './constants.ts';
import { Attributes, NFGEN_HEADER_BYTES } from './message.ts';

/** How many flows the table holds, and how many it may hold (kernel 5.10 and later). */
export interface GlobalStatistics {
  readonly entries: number;
  readonly maximumEntries: number | null;
}

/** Reads an answer to `encodeCpuStatistics`. */
export function decodeCpuStatistics(view: DataView, start: number, end: number): CpuStatistics | null {
  const cpu = cpuOf(view, start, end);
  if (cpu === null) return null;
  const attributes = new Attributes(view, start + NFGEN_HEADER_BYTES, end);
  const count = (name: keyof typeof CpuStatistic) => attributes.u32(CpuStatistic[name]);
  return {
    cpu,
    searched: count('searched'),
    found: count('found'),
    new: count('new'),
    invalid: count('invalid'),
    ignore: count('ignore'),
    delete: count('delete'),
    deleteList: count('deleteList'),
    insert: count('insert'),
    insertFailed: count('insertFailed'),
    drop: count('drop'),
    earlyDrop: count('earlyDrop'),
    error: count('error'),
    searchRestart: count('searchRestart'),
    clashResolve: count('clashResolve'),
    chainTooLong: count('chainTooLong'),
  };
}

/** Reads the answer to `encodeGlobalStatistics`; null when it does not say how many flows there are. */
export function decodeGlobalStatistics(view: DataView, start: number, end: number): GlobalStatistics | null {
  const attributes = new Attributes(view, start + NFGEN_HEADER_BYTES, end);
  const entries = attributes.u32(GlobalStatistic.entries);
  return entries === null
    ? null
    : { entries, maximumEntries: attributes.u32(GlobalStatistic.maximumEntries) };
}

/** Reads an answer to `encodeExpectationStatistics`. */
export function decodeExpectationStatistics(
  view: DataView,
  start: number,
  end: number,
): ExpectationStatistics | null {
  const cpu = cpuOf(view, start, end);
  if (cpu === null) return null;
  const attributes = new Attributes(view, start + NFGEN_HEADER_BYTES, end);
  const count = (name: keyof typeof ExpectationStatistic) => attributes.u32(ExpectationStatistic[name]) ?? 0;
  return { cpu, new: count('new'), create: count('create'), delete: count('delete') };
}

/** The CPU's number is nfgenmsg's res_id, big-endian. */
function cpuOf(view: DataView, start: number, end: number): number | null {
  return start + NFGEN_HEADER_BYTES > Math.min(end, view.byteLength)
    ? null
    : view.getUint16(start + NFGEN_HEADER_BYTES - 2);
}
