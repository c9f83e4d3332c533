import { formatIPv4 } from './address.ts';
import { ICMP, icmpTypesOf } from './protocol.ts';

/**
 * What conntrack(8) 1.4.7 makes of a text that this program refuses. It reads numbers with atoi(3) and strtoul(3) and
 * keeps the low bits, and addresses with inet_aton(3), so it often stores something else without a word.
 * Each rule here is held against the real tool by conntrack-quirks.kernel.test.ts.
 */
export type FieldKind =
  | 'port'
  | 'identifier'
  | 'icmpType'
  | 'octet'
  | 'key'
  | 'tag'
  | 'zone'
  | 'mark'
  | 'timeout'
  | 'address';

/** The value it would store, as conntrack(8) itself would list it; null when it refuses the text as well. */
export function conntrackReads(kind: FieldKind, text: string): string | null {
  switch (kind) {
    case 'port':
    case 'identifier':
      return String(BigInt.asUintN(16, atoi(text)));
    case 'octet':
    case 'icmpType':
      return String(BigInt.asUintN(8, atoi(text)));
    case 'key':
    case 'zone':
      return String(BigInt.asUintN(16, strtoul(text)));
    case 'tag':
      return String(BigInt.asUintN(32, atoi(text)));
    case 'mark':
      return String(BigInt.asUintN(32, strtoul(text)));
    case 'timeout':
      return String(BigInt.asUintN(32, atoi(text)));
    case 'address':
      return inetAton(text);
  }
}

/**
 * One sentence on what conntrack(8) would do with a refused text where that differs from refusing; null otherwise.
 * `protocol` matters for ICMP types only.
 */
export function quirkSentence(kind: FieldKind, text: string, protocol: number = ICMP): string | null {
  const stored = conntrackReads(kind, text);
  if (stored === null) return null;
  const given = text === '' ? 'an empty value' : text;
  if (kind === 'timeout') return timeoutSentence(given, Number(stored));
  if (kind === 'icmpType' && !icmpTypesOf(protocol).some((known) => known.type === Number(stored)))
    return null;
  return `conntrack(8) itself would accept ${given} and store ${stored}.`;
}

/** The kernel keeps timeouts below 2^31 ticks: 8,589,934 s at 250 ticks a second, 2,147,483 s at 1000. */
const LONGEST_AT_1000_HZ = 2_147_483;

function timeoutSentence(given: string, seconds: number): string {
  if (seconds === 0) return `conntrack(8) itself would accept ${given}: the flow would be gone at once.`;
  if (seconds <= LONGEST_AT_1000_HZ)
    return `conntrack(8) itself would accept ${given} and store ${seconds} s.`;
  return `conntrack(8) itself would accept ${given} and store the longest there is (8,589,934 s at 250 Hz).`;
}

const LONG_MAX = 2n ** 63n - 1n;
const LONG_MIN = -(2n ** 63n);
const ULONG_MAX = 2n ** 64n - 1n;

/** strtol(3) in base 10, which atoi(3) cuts to an int afterwards; only low bits are ever used here. */
function atoi(text: string): bigint {
  const match = /^[ \t\n\v\f\r]*([+-]?)(\d+)/.exec(text);
  if (!match) return 0n;
  const value = BigInt(match[2] ?? '0') * (match[1] === '-' ? -1n : 1n);
  if (value > LONG_MAX) return LONG_MAX;
  return value < LONG_MIN ? LONG_MIN : value;
}

/** strtoul(3) in base 0: 0x is hexadecimal, a leading 0 octal, a minus wraps around. */
function strtoul(text: string): bigint {
  const match = /^[ \t\n\v\f\r]*([+-]?)(0x[0-9a-f]+|0[0-7]*|[1-9]\d*)/i.exec(text);
  if (!match) return 0n;
  const magnitude = numberInC(match[2] ?? '0');
  if (magnitude > ULONG_MAX) return ULONG_MAX;
  return match[1] === '-' ? BigInt.asUintN(64, -magnitude) : magnitude;
}

/** inet_aton(3): one to four numbers in C's notation, the last one filling all the bytes that remain. */
function inetAton(text: string): string | null {
  const parts = text.replace(/[ \t\n\v\f\r].*$/s, '').split('.');
  if (parts.length > 4 || !parts.every((part) => /^(0x[0-9a-f]+|0[0-7]*|[1-9]\d*)$/i.test(part))) return null;
  const numbers = parts.map(numberInC);
  const last = numbers.pop() ?? 0n;
  if (numbers.some((number) => number > 255n) || last >= 256n ** BigInt(4 - numbers.length)) return null;
  const word = numbers.reduce((sum, number, index) => sum + number * 256n ** BigInt(3 - index), last);
  return formatIPv4(Number(word));
}

function numberInC(digits: string): bigint {
  return BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits}` : digits);
}
