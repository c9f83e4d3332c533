import * as z from 'zod/mini';

/** The highest of a flow's label bits. */
export const MAX_LABEL = 127;

/** The 128 label bits as 32 hex digits, bit 127 first; at least one of them set. */
export const LabelBits = z.string().check(
  z.regex(/^[0-9a-f]{32}$/, 'must be 32 hexadecimal digits'),
  z.refine((text) => /[^0]/.test(text), 'must have a bit set'),
);

/** The four words of a record, bit 127 first, as {@link LabelBits}. */
export function labelBitsOf(words: readonly [number, number, number, number]): string {
  return words.map((word) => word.toString(16).padStart(8, '0')).join('');
}

/** The bits of these labels, as {@link LabelBits}. */
export function labelBits(labels: Iterable<number>): string {
  let bits = 0n;
  for (const label of labels) bits |= 1n << BigInt(label);
  return bits.toString(16).padStart(32, '0');
}

/** The labels whose bits are set, lowest first. */
export function labelsOf(bits: string): readonly number[] {
  const value = BigInt(`0x${bits}`);
  const labels: number[] = [];
  for (let label = 0; label <= MAX_LABEL; label += 1) if ((value >> BigInt(label)) & 1n) labels.push(label);
  return labels;
}

/** `0, 4–7, 127`: the labels as a person reads and types them. */
export function labelText(bits: string): string {
  const runs: { from: number; to: number }[] = [];
  for (const label of labelsOf(bits)) {
    const last = runs.at(-1);
    if (last?.to === label - 1) last.to = label;
    else runs.push({ from: label, to: label });
  }
  return runs.map(({ from, to }) => (from === to ? String(from) : `${from}–${to}`)).join(', ');
}
