import { parseAddress } from './address.ts';
import { addressProblem } from './address-problem.ts';
import { MAX_TIMEOUT_SECONDS } from './flow-spec.ts';
import { MAX_HELPER_NAME } from './helper.ts';
import { labelBits, MAX_LABEL } from './label.ts';
import { icmpTypesOf, protocolNumber } from './protocol.ts';

/** One field read from text: its value, or what is wrong with the text in a few words. */
export type Parsed<Value> = { readonly value: Value } | { readonly message: string };

/** Whether a field could be read. */
export function isRead<Value>(parsed: Parsed<Value>): parsed is { readonly value: Value } {
  return 'value' in parsed;
}

/** A port: decimal digits only, 0 to 65535. */
export function parsePort(text: string): Parsed<number> {
  return parseWhole(text, 0xffff);
}

/** A zone: decimal digits only, 0 to 65535. */
export function parseZone(text: string): Parsed<number> {
  return parseWhole(text, 0xffff);
}

/** An ICMP code: decimal digits only, 0 to 255. */
export function parseOctet(text: string): Parsed<number> {
  return parseWhole(text, 0xff);
}

/** A helper's class of expectations: 0 to 3. */
export function parseClass(text: string): Parsed<number> {
  return parseWhole(text, 3);
}

/** An ICMP or ICMPv6 type by number or by name. Whether the kernel tracks it is for FlowSpec to say. */
export function parseIcmpType(text: string, protocol: number): Parsed<number> {
  const name = text.trim().toLowerCase();
  const known = icmpTypesOf(protocol).find((candidate) => candidate.name === name);
  return known ? { value: known.type } : parseWhole(text, 0xff);
}

/** How many of something: decimal digits only, at least one. */
export function parseQuantity(text: string, maximum: number): Parsed<number> {
  const whole = parseWhole(text, maximum);
  const range = `1 to ${maximum}`;
  if (isRead(whole)) return whole.value === 0 ? { message: range } : whole;
  return { message: whole.message.replace(`0 to ${maximum}`, range) };
}

/** A protocol by number or by name. */
export function parseProtocol(text: string): Parsed<number> {
  const named = protocolNumber(text.trim());
  if (named !== null) return { value: named };
  const whole = parseWhole(text, 0xff);
  return isRead(whole) ? whole : { message: 'a name such as udplite, or 0 to 255' };
}

/** Labels by number, in a list with ranges (`0, 4-7`), or all 128 bits in hexadecimal with 0x; as label bits. */
export function parseLabels(text: string): Parsed<string> {
  const trimmed = text.trim();
  const hex = /^0x0*([0-9a-f]*)$/i.exec(trimmed)?.[1];
  if (hex !== undefined) {
    if (hex.length > 32) return { message: `labels go up to ${MAX_LABEL}: at most 32 digits` };
    return hex === '' ? { message: 'no label is set' } : { value: hex.toLowerCase().padStart(32, '0') };
  }
  const labels: number[] = [];
  for (const item of trimmed.split(/\s*,\s*|\s+/)) {
    const [, from = '', to = from] = /^(\d+)(?:[-–](\d+))?$/.exec(item) ?? [];
    if (from === '') return { message: 'numbers and ranges, as in 0, 4-7' };
    if (Number(from) > MAX_LABEL || Number(to) > MAX_LABEL) return { message: `0 to ${MAX_LABEL}` };
    if (Number(to) < Number(from)) return { message: `${from}-${to}: the lower number first` };
    for (let label = Number(from); label <= Number(to); label += 1) labels.push(label);
  }
  return { value: labelBits(labels) };
}

/** A helper's name. Whether the kernel has it is for the kernel to say. */
export function parseHelper(text: string): Parsed<string> {
  const trimmed = text.trim();
  if (trimmed.length > MAX_HELPER_NAME) return { message: `at most ${MAX_HELPER_NAME} characters` };
  return /^[!-~]+$/.test(trimmed) ? { value: trimmed } : { message: 'a name without spaces, as in ftp' };
}

/** A GRE key: decimal, or hexadecimal with 0x; 0 to 65535. */
export function parseKey(text: string): Parsed<number> {
  return parseHexOrWhole(text, 0xffff, '0xffff');
}

/** A mark or a verification tag: decimal, or hexadecimal with 0x; 32 bits. */
export function parseMark(text: string): Parsed<number> {
  return parseHexOrWhole(text, 0xffff_ffff, '0xffffffff');
}

/** One complete address, in its canonical text. */
export function parseAddressText(text: string): Parsed<string> {
  const trimmed = text.trim();
  const address = parseAddress(trimmed);
  return address ? { value: address.text } : { message: addressProblem(trimmed) };
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { d: 86_400, h: 3600, m: 60, s: 1 };

/**
 * A timeout in seconds: `300`, `300 s`, `5 m`, or units in falling order as the table writes them (`4 d 23 h`,
 * `1 m 58 s`).
 */
export function parseTimeout(text: string): Parsed<number> {
  const trimmed = text.trim().toLowerCase();
  if (trimmed === '') return { message: 'needed, in seconds' };
  if (/^-\s*\d/.test(trimmed)) return { message: '1 s or more' };
  if (/^\d+[.,]\d+/.test(trimmed)) return { message: 'whole seconds' };
  const match = /^(?:(\d+)\s*d)?\s*(?:(\d+)\s*h)?\s*(?:(\d+)\s*m)?\s*(?:(\d+)\s*s?)?$/.exec(trimmed);
  if (!match) return { message: 'seconds, or as in 5 m' };
  const units = Object.values(UNIT_SECONDS);
  const seconds = match
    .slice(1)
    .reduce((sum, part, index) => sum + Number(part ?? 0) * (units[index] ?? 0), 0);
  if (seconds < 1) return { message: '1 s or more' };
  return seconds > MAX_TIMEOUT_SECONDS ? { message: `at most ${MAX_TIMEOUT_SECONDS} s` } : { value: seconds };
}

/** Whole decimal numbers from 0; anything that some program could read as another number is refused. */
export function parseWhole(text: string, maximum: number): Parsed<number> {
  const range = `0 to ${maximum}`;
  const trimmed = text.trim();
  if (trimmed === '') return { message: `needed, ${range}` };
  if (/^(0|[1-9]\d*)$/.test(trimmed)) {
    const value = Number(trimmed);
    return value <= maximum ? { value } : { message: range };
  }
  if (/^0\d+$/.test(trimmed)) return { message: 'no leading zeros' };
  if (/^-\d+$/.test(trimmed)) return { message: range };
  if (/^\d+[.,]\d+$/.test(trimmed)) return { message: `whole, ${range}` };
  return { message: `a number, ${range}` };
}

function parseHexOrWhole(text: string, maximum: number, maximumInHex: string): Parsed<number> {
  const range = `0 to ${maximumInHex}`;
  const hex = /^0x([0-9a-f]+)$/i.exec(text.trim());
  if (!hex) {
    const whole = parseWhole(text, maximum);
    return isRead(whole) ? whole : { message: whole.message.replace(`0 to ${maximum}`, range) };
  }
  const value = Number(hex[0]);
  return value <= maximum ? { value } : { message: range };
}
