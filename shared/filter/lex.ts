import { parseAddress } from '../address.ts';
import { longestPrefix, networkOf } from './address-span.ts';
import type { AddressSpan } from './ast.ts';
import type { Problem } from './nearest.ts';
import { unitNames } from './units.ts';

/** Where a token stands, in UTF-16 units, and what it is. */
export type Token = { readonly position: number; readonly length: number } & Lexeme;

export type Lexeme =
  | { readonly kind: 'word'; readonly text: string; readonly lower: string }
  /** Digits as typed, and the unit that follows without a gap, `''` for none. */
  | { readonly kind: 'number'; readonly digits: string; readonly unit: string }
  | { readonly kind: 'address'; readonly span: AddressSpan & { readonly kind: 'prefix' } }
  /** A date, with or without a time, in milliseconds since the Unix epoch. */
  | { readonly kind: 'moment'; readonly at: number }
  /** What stood between double quotes. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'symbol'; readonly symbol: Punctuation }
  /** Something that is no token, and why. */
  | { readonly kind: 'bad'; readonly problem: Problem }
  | { readonly kind: 'end' };

const SYMBOLS = [
  '&&',
  '||',
  '==',
  '!=',
  '<=',
  '>=',
  '..',
  '&',
  '!',
  '<',
  '>',
  '(',
  ')',
  '{',
  '}',
  ',',
] as const;
export type Punctuation = (typeof SYMBOLS)[number];

const SPACE = /\s+/y;
/** Equals signs with or without a negation before them, right or wrong. */
const EQUALS = /!?=+/y;
/** A number and its unit with a gap between them. */
const GAPPED = new RegExp(`\\d+(?:\\.\\d+)?\\s+(?:${unitNames.join('|')})(?![\\w:/%+.-])`, 'iy');
const QUOTED = /"([^"\\]*(?:\\["\\][^"\\]*)*)"/y;
/** Words, numbers, addresses and dates; ends before a `..`. */
const CHUNK = /(?:[\w:/%+-]|\.(?!\.))+/y;

const WORD = /^[a-z_][\w.-]*$/i;
const HEX = /^0x[\da-f]+$/i;
const DECIMAL = /^(\d+(?:\.\d+)?)([a-z][a-z/]*)?$/i;
/** More than the longest address with a prefix length has characters. */
const LONGEST_ADDRESS = 50;
/** As much of a long word as an error shows. */
const LONGEST_SHOWN = 40;
const PREFIX = /^([^/]+)(?:\/(\d{1,3}))?$/;
const ADDRESS_PORT = /^(\d+(?:\.\d+){3}):(\d+)$/;
const MOMENT = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)?)?$/i;

/** Cuts a text into tokens; always succeeds, and the last token is the end. */
export function tokenize(text: string): readonly [Token, ...Token[]] {
  const tokens: Token[] = [];
  let position = endOf(SPACE, text, 0);
  while (position < text.length) {
    const token = tokenAt(text, position);
    tokens.push(token);
    position = endOf(SPACE, text, position + token.length);
  }
  const [first, ...rest] = tokens;
  const end: Token = { kind: 'end', position: text.length, length: 0 };
  return first === undefined ? [end] : [first, ...rest, end];
}

function tokenAt(text: string, position: number): Token {
  const gappedEnd = endOf(GAPPED, text, position);
  if (gappedEnd > position) {
    const suggestion = text.slice(position, gappedEnd).replace(/\s+/, '');
    const length = gappedEnd - position;
    return { ...bad('A unit follows its number without a gap.', suggestion), position, length };
  }
  const chunkEnd = endOf(CHUNK, text, position);
  if (chunkEnd > position)
    return { position, length: chunkEnd - position, ...classify(text.slice(position, chunkEnd)) };
  if (text[position] === '"') return quotedAt(text, position);
  const equalsEnd = endOf(EQUALS, text, position);
  if (equalsEnd > position && equalsEnd !== position + 2)
    return { ...wrongEquals(text[position] === '!'), position, length: equalsEnd - position };
  const symbol = SYMBOLS.find((candidate) => text.startsWith(candidate, position));
  if (symbol !== undefined) return { kind: 'symbol', symbol, position, length: symbol.length };
  return unknownAt(text, position);
}

/** Where a sticky pattern's match from `position` ends; `position` itself when it does not match there. */
function endOf(pattern: RegExp, text: string, position: number): number {
  pattern.lastIndex = position;
  return pattern.test(text) ? pattern.lastIndex : position;
}

function quotedAt(text: string, position: number): Token {
  QUOTED.lastIndex = position;
  const match = QUOTED.exec(text);
  if (match) {
    const content = (match[1] ?? '').replaceAll(/\\(.)/g, '$1');
    return { kind: 'text', text: content, position, length: match[0].length };
  }
  const message = 'This text has no closing quote, or a backslash that is not before a quote or a backslash.';
  return { ...bad(message), position, length: text.length - position };
}

function unknownAt(text: string, position: number): Token {
  const character = String.fromCodePoint(text.codePointAt(position) ?? 0);
  const place = { position, length: character.length };
  if (character === '|') return { ...bad('Or is written “||” or “or”.', '||'), ...place };
  return { ...bad(`“${character}” has no meaning in a filter; text goes in double quotes.`), ...place };
}

function wrongEquals(negated: boolean): Lexeme {
  return negated ? bad('Inequality is written “!=”.', '!=') : bad('Equality is written “==”.', '==');
}

function classify(chunk: string): Lexeme {
  if (WORD.test(chunk)) return { kind: 'word', text: chunk, lower: chunk.toLowerCase() };
  if (HEX.test(chunk)) return { kind: 'number', digits: chunk, unit: '' };
  const number = DECIMAL.exec(chunk);
  if (number) return { kind: 'number', digits: number[1] ?? '', unit: number[2] ?? '' };
  if (MOMENT.test(chunk)) return momentOf(chunk);
  return addressOf(chunk);
}

function momentOf(chunk: string): Lexeme {
  const upper = chunk.toUpperCase();
  const hasOffset = upper.includes('T') && /(?:Z|[+-]\d\d:\d\d)$/.test(upper);
  const at = Date.parse(upper.includes('T') && !hasOffset ? `${upper}Z` : upper);
  const [year = 0, month = 0, day = 0] = chunk.slice(0, 'yyyy-mm-dd'.length).split('-').map(Number);
  // Date.parse takes a day that its month does not have for one of the next.
  if (Number.isNaN(at) || day > new Date(Date.UTC(year, month, 0)).getUTCDate())
    return bad(`${shown(chunk)} is no date.`);
  return { kind: 'moment', at };
}

function addressOf(chunk: string): Lexeme {
  const [, base = '', digits] = (chunk.length <= LONGEST_ADDRESS && PREFIX.exec(chunk)) || [];
  const address = parseAddress(base);
  if (address === null) return noAddress(chunk);
  const longest = longestPrefix(address.family);
  const length = digits === undefined ? longest : Number(digits);
  if (length > longest) {
    return bad(`A prefix of an IPv${address.family} address has at most ${longest} bits.`);
  }
  return { kind: 'address', span: { kind: 'prefix', address: networkOf(address, length), length } };
}

function bad(message: string, suggestion?: string): Lexeme {
  return { kind: 'bad', problem: suggestion === undefined ? { message } : { message, suggestion } };
}

function noAddress(chunk: string): Lexeme {
  if (chunk.startsWith('-')) return bad(`${shown(chunk)}: numbers in a filter are never negative.`);
  const [, address, port] = (chunk.length <= LONGEST_ADDRESS && ADDRESS_PORT.exec(chunk)) || [];
  if (port) return bad(`An address and a port are two conditions, such as “${address} and ${port}”.`);
  if (chunk.includes(':')) return bad(`${shown(chunk)} is no IPv6 address.`);
  if (/^[\d./]+$/.test(chunk))
    return bad(`${shown(chunk)} is no IPv4 address; those have four numbers from 0 to 255.`);
  return bad(`${shown(chunk)} is neither a word nor a number nor an address; text goes in double quotes.`);
}

/** What somebody typed, in quotes and not too long, for the middle of a sentence. */
export function shown(typed: string): string {
  return `“${typed.length > LONGEST_SHOWN ? `${typed.slice(0, LONGEST_SHOWN)}…` : typed}”`;
}
