/**
 * Whether a message holds more than `limit` characters, bytes and values taken together.
 *
 * It looks at no more than `limit` of them and keeps its own stack, so that a message of any size, depth or shape
 * (also one that contains itself) costs a bounded time and cannot overflow anything.
 */
export function isLongerThan(limit: number, message: unknown): boolean {
  const waiting: unknown[] = [message];
  let length = 0;
  while (waiting.length > 0) {
    const value = waiting.pop();
    length += ownLength(value);
    if (length > limit) return true;
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) continue;
    for (const [key, member] of Object.entries(value)) {
      if (!Array.isArray(value)) length += key.length;
      waiting.push(member);
    }
    if (length + waiting.length > limit) return true;
  }
  return false;
}

/** The part of a value's length that is known without looking inside. */
function ownLength(value: unknown): number {
  if (typeof value === 'string' || Array.isArray(value)) return value.length + 1;
  return ArrayBuffer.isView(value) ? value.byteLength : 1;
}
