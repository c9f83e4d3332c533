import { protocolName, protocolNames, protocolNumber } from '../protocol.ts';
import { FIELDS, type NumericField } from './fields.ts';
import { shown, type Token } from './lex.ts';
import { nearestWord, type Problem, problemNear } from './nearest.ts';
import { serviceNames, servicePort } from './services.ts';
import { type MeasuredType, UNITS, type Units } from './units.ts';

/** A value that was read, or what is wrong with it. */
export type Reading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: Problem };

/** What a number without a unit is taken for. */
const USUAL_UNIT = { bytes: 'B', duration: 's', rate: 'bit/s' } as const;

const MOST_DIGITS = 20;

/** Units that can follow a number of this field, largest first. */
export function unitsOf(field: NumericField): readonly string[] {
  const { type } = FIELDS[field];
  return isMeasured(type) ? [...UNITS[type].keys()] : [];
}

/** Names that stand for numbers of this field. */
export function namesOf(field: NumericField): readonly string[] {
  switch (FIELDS[field].type) {
    case 'protocol':
      return protocolNames;
    case 'family':
      return ['ipv4', 'ipv6'];
    case 'port':
      return serviceNames;
    default:
      return [];
  }
}

/** Reads a token as a number of this field, in its base unit. */
export function readNumber(field: NumericField, token: Token): Reading<number> {
  switch (token.kind) {
    case 'number':
      return withinRange(field, readDigits(field, token.digits, token.unit));
    case 'word':
      return readName(field, token.text);
    case 'moment':
      if (FIELDS[field].type === 'moment') return withinRange(field, { ok: true, value: token.at });
      return wrong({ message: `${field} is not compared with a date.` });
    default:
      return wrong({ message: `${field} is compared with ${describeValues(field)}.` });
  }
}

/** Writes a number of this field as it can be read again, in the largest unit that keeps it whole. */
export function writeNumber(field: NumericField, value: number): string {
  const { type } = FIELDS[field];
  switch (type) {
    case 'protocol':
      return protocolName(value);
    case 'family':
      return value === 4 || value === 6 ? `ipv${value}` : String(value);
    case 'bits':
      return `0x${value.toString(16)}`;
    case 'moment':
      return new Date(value).toISOString();
    case 'bytes':
    case 'duration':
    case 'rate':
      return writeMeasured(UNITS[type], value);
    default:
      return String(value);
  }
}

/** What can be written after a comparison of this field, in words. */
export function describeValues(field: NumericField): string {
  switch (FIELDS[field].type) {
    case 'protocol':
      return 'a protocol';
    case 'family':
      return 'ipv4 or ipv6';
    case 'port':
      return 'a port or service';
    case 'icmp-type':
      return 'an ICMP type';
    case 'moment':
      return 'a date such as 2026-01-31T12:00Z';
    case 'bytes':
      return 'a size such as 1MB';
    case 'duration':
      return 'a duration such as 30s';
    case 'rate':
      return 'a rate such as 2Mbit/s';
    default:
      return 'a number';
  }
}

function readName(field: NumericField, word: string): Reading<number> {
  const value = numberNamed(field, word.toLowerCase());
  if (value !== null) return { ok: true, value };
  return wrong(problemNear(`${shown(word)} is not ${describeValues(field)}.`, word, namesOf(field)));
}

function numberNamed(field: NumericField, name: string): number | null {
  switch (FIELDS[field].type) {
    case 'protocol':
      return protocolNumber(name);
    case 'family':
      return name === 'ipv4' ? 4 : name === 'ipv6' ? 6 : null;
    case 'port':
      return servicePort(name);
    default:
      return null;
  }
}

function readDigits(field: NumericField, digits: string, unit: string): Reading<number> {
  const { type } = FIELDS[field];
  if (type === 'moment') return wrong({ message: `${field} is compared with ${describeValues(field)}.` });
  const size = isMeasured(type) ? unitSize(type, unit) : unit === '' ? 1 : null;
  if (size === null) return unknownUnit(field, digits, unit);
  if (/^0x/i.test(digits)) return { ok: true, value: Number(digits) * size };
  if (digits.length > MOST_DIGITS) return wrong({ message: 'This number has too many digits.' });
  return scale(digits, size);
}

/** Multiplies a decimal with a whole unit without rounding. Errors: the product is not whole. */
function scale(decimal: string, size: number): Reading<number> {
  const [whole = '', fraction = ''] = decimal.split('.');
  const product = BigInt(whole + fraction) * BigInt(size);
  const divisor = 10n ** BigInt(fraction.length);
  if (product % divisor === 0n) return { ok: true, value: Number(product / divisor) };
  return wrong({
    message: size === 1 ? `${shown(decimal)} must be a whole number.` : `${shown(decimal)} is too fine.`,
  });
}

function withinRange(field: NumericField, reading: Reading<number>): Reading<number> {
  if (!reading.ok || (reading.value >= 0 && reading.value <= FIELDS[field].max)) return reading;
  return wrong({
    message: `${field} goes from ${writeNumber(field, 0)} to ${writeNumber(field, FIELDS[field].max)}.`,
  });
}

function unknownUnit(field: NumericField, digits: string, unit: string): Reading<number> {
  const units = unitsOf(field);
  if (units.length === 0) return wrong({ message: `${field} has no units.`, suggestion: digits });
  const meant = nearestWord(unit, units);
  const message = `${shown(unit)} is no unit of ${field}; its units are ${units.toReversed().join(', ')}.`;
  return wrong(meant === null ? { message } : { message, suggestion: digits + meant });
}

function unitSize(type: MeasuredType, unit: string): number | null {
  const wanted = (unit || USUAL_UNIT[type]).toLowerCase();
  for (const [name, size] of UNITS[type]) if (name.toLowerCase() === wanted) return size;
  return null;
}

function wrong(problem: Problem): Reading<never> {
  return { ok: false, problem };
}

function isMeasured(type: string): type is MeasuredType {
  return Object.hasOwn(UNITS, type);
}

function writeMeasured(units: Units, value: number): string {
  for (const [name, size] of units) if (value % size === 0 && value >= size) return `${value / size}${name}`;
  return '0';
}
