const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/** A rate in bytes per second as a word whose order is that of the rates; never 0, which stands for none. */
export function rateWord(bytesPerSecond: number): number {
  // A float's bits grow with it. 24 of them are exact: more than anybody reads of a rate.
  float[0] = bytesPerSecond;
  return (bits[0] ?? 0) + 1;
}

/** What {@link rateWord} made a word of; null for 0. */
export function rateOf(word: number): number | null {
  if (word === 0) return null;
  bits[0] = word - 1;
  return float[0] ?? 0;
}
