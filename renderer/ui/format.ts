/** Shown where the kernel says nothing. */
export const MISSING = '—';

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const oneDigit = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB'] as const;

/** `1,204`. */
export function formatCount(count: number): string {
  return whole.format(count);
}

/** `1 flow`, `1,204 flows`. */
export function formatQuantity(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** Decimal units as in the filter language: `60 B`, `5.2 kB`, `88.0 MB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  // 999.95 would be written as 1,000.0.
  while (value >= (unit === 0 ? 1000 : 999.95) && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? whole.format(value) : oneDigit.format(value)} ${UNITS[unit]}`;
}

/** `4.1 MB/s`. */
export function formatByteRate(bytesPerSecond: number): string {
  return `${formatBytes(bytesPerSecond)}/s`;
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

/** Time of day, with the date when it is not today's: `14:48:25`, `2026-11-20 14:48:25`. */
export function formatMoment(milliseconds: number, now: number): string {
  const moment = new Date(milliseconds);
  const pad = (value: number) => String(value).padStart(2, '0');
  const time = [moment.getHours(), moment.getMinutes(), moment.getSeconds()].map(pad).join(':');
  if (moment.toDateString() === new Date(now).toDateString()) return time;
  return `${moment.getFullYear()}-${pad(moment.getMonth() + 1)}-${pad(moment.getDate())} ${time}`;
}
