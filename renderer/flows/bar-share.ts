/** 1 GB/s fills the bar. */
const DECADES = 9;
const LEAST = 0.06;

/** How much of a bar a rate fills, from a sliver to 1; every factor of ten adds a ninth. */
export function barShare(bytesPerSecond: number): number {
  return Math.min(1, Math.max(LEAST, Math.log10(Math.max(1, bytesPerSecond)) / DECADES));
}
