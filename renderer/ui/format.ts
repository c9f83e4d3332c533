import { preferenceStore } from '../preferences.ts';

/** Shown where the kernel says nothing. */
export const MISSING = '—';

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const oneDigit = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** What 1,000 or 1,024 of a unit make. Bits are counted in thousands, as links are. */
const steps = {
  decimal: { of: 1000, units: ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB'] },
  binary: { of: 1024, units: ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'] },
  bits: { of: 1000, units: ['bit', 'kbit', 'Mbit', 'Gbit', 'Tbit', 'Pbit', 'Ebit'] },
} as const;

/** `1,204`. */
export function formatCount(count: number): string {
  return whole.format(count);
}

/** `1 flow`, `1,204 flows`. */
export function formatQuantity(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** In the units that the person prefers: `60 B`, `5.2 kB`, `5.1 KiB`. The filter language takes both. */
export function formatBytes(bytes: number): string {
  return formatIn(steps[preferenceStore.getState().byteUnits], bytes);
}

/** `4.1 MB/s`, or `32.8 Mbit/s` for who prefers bits. */
export function formatByteRate(bytesPerSecond: number): string {
  const { rateUnits } = preferenceStore.getState();
  return rateUnits === 'bits'
    ? `${formatIn(steps.bits, bytesPerSecond * 8)}/s`
    : `${formatBytes(bytesPerSecond)}/s`;
}

function formatIn({ of, units }: (typeof steps)[keyof typeof steps], amount: number): string {
  let value = amount;
  let unit = 0;
  // A tenth less than a whole step would be written as 1,000.0 or 1,024.0.
  while (value >= (unit === 0 ? of : of - 0.05) && unit < units.length - 1) {
    value /= of;
    unit += 1;
  }
  return `${unit === 0 ? whole.format(value) : oneDigit.format(value)} ${units[unit]}`;
}

/** Events per second: `0`, `0.3`, `312`. */
export function formatRate(perSecond: number): string {
  if (perSecond === 0) return '0';
  return perSecond < 9.95 ? oneDigit.format(perSecond) : whole.format(perSecond);
}

/** The two largest units: `29 s`, `1 m 58 s`, `3 h 12 m`, `4 d 23 h`. Parts of a second are dropped. */
export function formatDuration(seconds: number): string {
  const total = Math.max(0, Math.floor(seconds));
  const minutes = Math.floor(total / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (days > 0) return `${whole.format(days)} d ${hours % 24} h`;
  if (hours > 0) return `${hours} h ${minutes % 60} m`;
  if (minutes > 0) return `${minutes} m ${total % 60} s`;
  return `${total} s`;
}

/** How long ago, to a tenth while that means something: `0.2 s`, `1 m 58 s`. */
export function formatAge(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  return seconds < 9.95 ? `${oneDigit.format(seconds)} s` : formatDuration(seconds);
}

/** `49 %`; a share that is not zero never reads as 0 %, and one below the whole never as 100 %. */
export function formatShare(part: number, of: number): string {
  if (of <= 0) return MISSING;
  const percent = (part / of) * 100;
  if (percent === 0) return '0 %';
  if (percent < 0.1) return '< 0.1 %';
  if (percent < 9.95) return `${oneDigit.format(percent)} %`;
  if (percent < 100 && percent > 99) return '> 99 %';
  return `${whole.format(percent)} %`;
}

/** `0x00000077`. */
export function formatMark(mark: number): string {
  return `0x${mark.toString(16).padStart(8, '0')}`;
}

/** Time of day by the clock that the person prefers, with the date when it is not today's: `14:48:25`, `2026-11-20 14:48:25 UTC`. */
export function formatMoment(milliseconds: number, now: number): string {
  const [date] = dateAndTime(milliseconds);
  const time = formatTime(milliseconds, 'second');
  const words = date === dateAndTime(now)[0] ? [time] : [date, time];
  return [...words, ...(preferenceStore.getState().clock === 'utc' ? ['UTC'] : [])].join(' ');
}

/** Time of day by the clock that the person prefers: `14:48`, `14:48:25`, `14:48:25.123`. */
export function formatTime(milliseconds: number, to: keyof typeof timeLengths): string {
  return dateAndTime(milliseconds)[1].slice(0, timeLengths[to]);
}

const timeLengths = { minute: 5, second: 8, millisecond: 12 } as const;

/** An age as a span (`1 m 58 s`) or as the moment it began, whichever the person prefers. Never below zero. */
export function formatSince(moment: number, now: number): string {
  return preferenceStore.getState().ages === 'moments'
    ? formatMoment(moment, now)
    : formatDuration((now - moment) / 1000);
}

/** How far the clock that the person prefers is behind UTC at a moment, milliseconds. */
export function clockOffset(milliseconds: number): number {
  const isLocal = preferenceStore.getState().clock === 'local';
  return isLocal ? new Date(milliseconds).getTimezoneOffset() * 60_000 : 0;
}

function dateAndTime(milliseconds: number): [date: string, time: string] {
  const [date = '', time = ''] = new Date(milliseconds - clockOffset(milliseconds)).toISOString().split('T');
  return [date, time];
}
