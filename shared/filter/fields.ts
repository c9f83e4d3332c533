/**
 * What the filter language can name: fields with their types, and flags.
 *
 * Numbers are kept in base units: durations and points in time in milliseconds, rates in bits per second.
 */

/** What a field's values are; decides how they are written, and with which units. */
export type FieldType =
  | 'address'
  | 'protocol'
  | 'family'
  | 'port'
  | 'icmp-type'
  | 'state'
  | 'text'
  | 'zone'
  | 'number'
  | 'bits'
  | 'bytes'
  | 'packets'
  | 'duration'
  | 'rate'
  | 'moment';

interface FieldInfo {
  readonly type: FieldType;
  /** One phrase for completion lists. */
  readonly about: string;
  /** Whether a flow can have several values at once; a comparison then holds when one of them fits. */
  readonly several: boolean;
  /** The largest value that can be written, for fields that are numbers. */
  readonly max?: number;
}

const ANY_NUMBER = Number.MAX_SAFE_INTEGER;
const LAST_MOMENT = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** Every field, in the order in which completion lists them. */
export const FIELDS = {
  proto: { type: 'protocol', about: 'transport protocol', several: false, max: 0xff },
  family: { type: 'family', about: 'ipv4 or ipv6', several: false, max: 6 },
  src: { type: 'address', about: 'source of the original direction', several: false },
  dst: { type: 'address', about: 'destination of the original direction', several: false },
  sport: { type: 'port', about: 'source port of the original direction', several: false, max: 0xffff },
  dport: { type: 'port', about: 'destination port of the original direction', several: false, max: 0xffff },
  addr: { type: 'address', about: 'any address of either direction', several: true },
  port: { type: 'port', about: 'any port of either direction', several: true, max: 0xffff },
  'reply.src': { type: 'address', about: 'source of the reply direction', several: false },
  'reply.dst': { type: 'address', about: 'destination of the reply direction', several: false },
  'reply.sport': { type: 'port', about: 'source port of the reply direction', several: false, max: 0xffff },
  'reply.dport': {
    type: 'port',
    about: 'destination port of the reply direction',
    several: false,
    max: 0xffff,
  },
  'icmp.type': { type: 'icmp-type', about: 'ICMP or ICMPv6 type', several: false, max: 0xff },
  'icmp.code': { type: 'number', about: 'ICMP or ICMPv6 code', several: false, max: 0xff },
  'icmp.id': { type: 'number', about: 'ICMP or ICMPv6 identifier', several: false, max: 0xffff },
  'gre.key': { type: 'number', about: 'any GRE key of either direction', several: true, max: 0xffff },
  state: { type: 'state', about: 'TCP, SCTP or DCCP state', several: false },
  status: { type: 'bits', about: 'status bits as a number', several: false, max: 0xffff_ffff },
  zone: { type: 'zone', about: 'zone of either direction; 0 when both are 0', several: true, max: 0xffff },
  'zone.orig': { type: 'zone', about: 'zone of the original direction', several: false, max: 0xffff },
  'zone.reply': { type: 'zone', about: 'zone of the reply direction', several: false, max: 0xffff },
  mark: { type: 'bits', about: 'connection mark', several: false, max: 0xffff_ffff },
  label: { type: 'number', about: 'number of any label bit that is set', several: true, max: 127 },
  helper: { type: 'text', about: 'name of the helper', several: false },
  timeout: { type: 'duration', about: 'time left', several: false, max: ANY_NUMBER },
  age: { type: 'duration', about: 'time since the flow started', several: false, max: ANY_NUMBER },
  started: { type: 'moment', about: 'when the flow started, in UTC', several: false, max: LAST_MOMENT },
  bytes: { type: 'bytes', about: 'bytes of both directions', several: false, max: ANY_NUMBER },
  packets: { type: 'packets', about: 'packets of both directions', several: false, max: ANY_NUMBER },
  'bytes.orig': { type: 'bytes', about: 'bytes of the original direction', several: false, max: ANY_NUMBER },
  'bytes.reply': { type: 'bytes', about: 'bytes of the reply direction', several: false, max: ANY_NUMBER },
  'packets.orig': {
    type: 'packets',
    about: 'packets of the original direction',
    several: false,
    max: ANY_NUMBER,
  },
  'packets.reply': {
    type: 'packets',
    about: 'packets of the reply direction',
    several: false,
    max: ANY_NUMBER,
  },
  rate: { type: 'rate', about: 'bits per second, both directions', several: false, max: ANY_NUMBER },
  id: { type: 'number', about: "the kernel's id", several: false, max: 0xffff_ffff },
  use: { type: 'number', about: 'reference count', several: false, max: 0xffff_ffff },
} as const satisfies Record<string, FieldInfo>;

export type Field = keyof typeof FIELDS;
/** The fields of a type. */
export type FieldOf<T extends FieldType> = {
  [F in Field]: (typeof FIELDS)[F]['type'] extends T ? F : never;
}[Field];

export type AddressField = FieldOf<'address'>;
/** Fields whose values are numbers and nothing else. */
export type NumberField = Exclude<Field, FieldOf<'address' | 'icmp-type' | 'state' | 'text'>>;
/** Fields whose values can be written as numbers; those of ICMP types have names too. */
export type NumericField = NumberField | FieldOf<'icmp-type'>;
/** Number fields for which less and more mean something. */
export type OrderedField = Exclude<NumberField, FieldOf<'protocol' | 'family'>>;
/** Fields that are compared under a mask. */
export type BitField = FieldOf<'bits'>;

/** Number types of which two fields can be compared with each other. */
export type PairType = 'port' | 'zone' | 'bytes' | 'packets' | 'duration';
type Single<F extends Field> = F extends Field
  ? (typeof FIELDS)[F]['several'] extends false
    ? F
    : never
  : never;
/** The fields of a type that have one value in a flow, so that comparing two of them is clear. */
export type SingleFieldOf<T extends FieldType> = Single<FieldOf<T>>;

/** Every flag, in the order in which completion lists them. */
export const FLAGS = {
  assured: 'traffic both ways was convincing',
  unreplied: 'no packet came back yet',
  seen_reply: 'packets were seen in both directions',
  confirmed: 'the first packet left the machine',
  nat: 'source or destination is translated',
  snat: 'the source is translated',
  dnat: 'the destination is translated',
  dying: 'removed, but still referenced',
  offload: 'packets bypass conntrack through a flow table',
  hw_offload: 'packets are forwarded by the network hardware',
  helper: 'a helper is attached',
  fixed_timeout: 'packets do not renew the timeout',
  expected: 'a helper on another flow foretold this one',
} as const;
export type Flag = keyof typeof FLAGS;

/** Whether a word, in lower case, names a field. */
export function isField(word: string): word is Field {
  return Object.hasOwn(FIELDS, word);
}

/** Whether a word, in lower case, names a flag. */
export function isFlag(word: string): word is Flag {
  return Object.hasOwn(FLAGS, word);
}

/** Whether a field holds an address. */
export function isAddressField(field: Field): field is AddressField {
  return FIELDS[field].type === 'address';
}

/** Whether a field is compared as a number. */
export function isNumberField(field: Field): field is NumberField {
  const { type } = FIELDS[field];
  return type !== 'address' && type !== 'icmp-type' && type !== 'state' && type !== 'text';
}

/** Whether < and > make sense for a field. */
export function isOrderedField(field: Field): field is OrderedField {
  const { type } = FIELDS[field];
  return isNumberField(field) && type !== 'protocol' && type !== 'family';
}

/** Whether a field is a set of bits, which can be masked. */
export function isBitField(field: Field): field is BitField {
  return FIELDS[field].type === 'bits';
}

/** Whether a field holds text. */
export function isTextField(field: Field): field is FieldOf<'text'> {
  return FIELDS[field].type === 'text';
}

/** The fields that this one can be compared with, itself among them; none for most. */
export function comparableFields(field: Field): readonly Field[] {
  const { type, several } = FIELDS[field];
  if (several || !COMPARABLE.has(type)) return [];
  return fieldNames.filter((other) => FIELDS[other].type === type && !FIELDS[other].several);
}

const COMPARABLE: ReadonlySet<FieldType> = new Set<PairType | 'address'>([
  'address',
  'port',
  'zone',
  'bytes',
  'packets',
  'duration',
]);

/** Every field's name. */
export const fieldNames: readonly Field[] = Object.keys(FIELDS).filter(isField);
/** Every flag's name. */
export const flagNames: readonly Flag[] = Object.keys(FLAGS).filter(isFlag);
