import { parseAddress } from '../../shared/address.ts';
import { dccpStates, protocolNumber, sctpStates, statesOf, tcpStates } from '../../shared/protocol.ts';
import { statusMeanings } from '../../shared/status.ts';

/** What is wrong with one line of a file, in words. Thrown by whatever reads flows from text. */
export class LineError extends Error {
  override readonly name = 'LineError';
}

export const MAX_PORT = 0xffff;
export const MAX_BYTE = 0xff;
export const MAX_UINT32 = 0xffff_ffff;

/** A whole decimal number from 0 to `maximum`. Throws a LineError that names it. */
export function readNumber(name: string, text: string | undefined, maximum: number): number {
  const number = text !== undefined && /^\d{1,20}$/.test(text) ? Number(text) : Number.NaN;
  if (number <= maximum) return number;
  throw new LineError(`${name} must be a whole number from 0 to ${maximum}, not ${quote(text)}`);
}

/** A complete address, in canonical text. Throws a LineError that names it. */
export function readAddress(name: string, text: string | undefined): string {
  const address = text === undefined ? null : parseAddress(text);
  if (address) return address.text;
  throw new LineError(`${name} must be a complete IPv4 or IPv6 address, not ${quote(text)}`);
}

/** A protocol by number or name. Throws a LineError. */
export function readProtocol(text: string | undefined): number {
  const named = text === undefined ? null : protocolNumber(text);
  return named ?? readNumber('the protocol', text, MAX_BYTE);
}

/** A state by name or by the kernel's number; LISTEN is what conntrack(8) accepts for SYN_SENT2. Throws a LineError. */
export function readState(protocol: number, text: string): number {
  const state = statesOf(protocol).indexOf(text === 'LISTEN' ? 'SYN_SENT2' : text);
  if (state !== -1) return state;
  if (/^\d/.test(text)) return readNumber('the state', text, MAX_BYTE);
  throw new LineError(`${quote(text)} is no state of protocol ${protocol}`);
}

/** Whether a word is the name of some protocol's state. */
export function isStateName(word: string): boolean {
  return stateNames.has(word);
}

const stateNames: ReadonlySet<string> = new Set<string>([...tcpStates, ...sctpStates, ...dccpStates]);

/** Status bits by name, joined: `SEEN_REPLY,ASSURED`; bits without a name as one hexadecimal number. */
export function statusText(status: number, joint: string): string {
  const known = statusMeanings.filter(({ bit }) => (status & bit) !== 0);
  const rest = (status & ~allStatusBits) >>> 0;
  const names = known.map(({ kernelName }) => kernelName);
  return (rest === 0 ? names : [...names, `0x${rest.toString(16)}`]).join(joint);
}

/** The bits of {@link statusText}. Throws a LineError for a name that is none. */
export function readStatus(text: string, joint: string): number {
  if (text === '') return 0;
  return text.split(joint).reduce((bits, name) => (bits | statusBit(name)) >>> 0, 0);
}

const allStatusBits = statusMeanings.reduce((bits, { bit }) => bits | bit, 0);

function statusBit(name: string): number {
  const bit = statusMeanings.find(({ kernelName }) => kernelName === name)?.bit;
  if (bit !== undefined) return bit;
  if (/^0x[0-9a-f]{1,8}$/.test(name)) return Number(name);
  throw new LineError(`${quote(name)} is no status`);
}

/** A value as it is shown in a reason: short. */
export function quote(text: string | undefined): string {
  if (text === undefined) return 'nothing';
  return text.length > 40 ? `“${text.slice(0, 40)}…”` : `“${text}”`;
}
