import { dccpStates, icmpTypes, icmpv6Types, protocolNames, sctpStates, tcpStates } from '../protocol.ts';
import type { StateName } from './ast.ts';
import {
  comparableFields,
  FIELDS,
  type Field,
  FLAGS,
  fieldNames,
  flagNames,
  isBitField,
  isNumberField,
  isOrderedField,
} from './fields.ts';
import { serviceNames } from './services.ts';
import { describeValues, namesOf } from './values.ts';

/** What can stand at some place of a filter. */
export type Expectation =
  | { readonly kind: 'condition' }
  | { readonly kind: 'operator'; readonly field: Field }
  | { readonly kind: 'value'; readonly field: Field }
  /** Another field that this one can be compared with. */
  | { readonly kind: 'other-field'; readonly field: Field }
  | { readonly kind: 'and' | 'or' }
  /** Exactly this. */
  | { readonly kind: 'symbol'; readonly symbol: string };

/** A word that can stand at some place, with what it means. */
export interface Word {
  readonly text: string;
  readonly kind: 'field' | 'flag' | 'operator' | 'value';
  /** One phrase; empty where the word says it all. */
  readonly about: string;
}

const OPERATORS = {
  '==': 'is',
  '!=': 'is another than',
  '<': 'less than',
  '<=': 'at most',
  '>': 'more than',
  '>=': 'at least',
  in: 'is one of',
  'not in': 'is none of',
  contains: 'contains the text',
  '&': 'under a mask',
} as const;
export type Operator = keyof typeof OPERATORS;

/** Words of the language itself; as a text or a name they need quotes. */
export function isReserved(word: string): boolean {
  return ['and', 'or', 'not', 'in', 'contains'].includes(word);
}

/** Every state of TCP, SCTP and DCCP, each once. */
export const stateNames: readonly StateName[] = [...new Set([...tcpStates, ...sctpStates, ...dccpStates])];

/** Every ICMP and ICMPv6 type that has a name, each once. */
export const icmpTypeNames: readonly string[] = [
  ...new Set([...icmpTypes, ...icmpv6Types].map((icmpType) => icmpType.name)),
];

/** Helpers that come with the kernel. */
export const helperNames: readonly string[] = [
  'ftp',
  'tftp',
  'sip',
  'irc',
  'h323',
  'RAS',
  'Q.931',
  'H.245',
  'pptp',
  'amanda',
  'sane',
  'snmp',
  'netbios-ns',
];

/** Words that a search finds something for, in lower case: helpers, protocols, states. */
const searchableNames: readonly string[] = [...helperNames, ...protocolNames, ...stateNames].map((name) =>
  name.toLowerCase(),
);

/** The operators that fit a field. */
export function operatorsOf(field: Field): readonly Operator[] {
  const operators: Operator[] = ['==', '!='];
  if (isOrderedField(field)) operators.push('<', '<=', '>', '>=');
  operators.push('in', 'not in');
  if (FIELDS[field].type === 'text') operators.push('contains');
  if (isBitField(field)) operators.push('&');
  return operators;
}

/** The words that fit an expectation. */
export function wordsFor(expectation: Expectation): readonly Word[] {
  switch (expectation.kind) {
    case 'condition':
      return [
        ...fieldNames.map(fieldWord),
        ...flagNames.map((flag): Word => ({ text: flag, kind: 'flag', about: FLAGS[flag] })),
        { text: 'not', kind: 'operator', about: 'the opposite of what follows' },
      ];
    case 'operator':
      return operatorsOf(expectation.field).map((text) => ({
        text,
        kind: 'operator',
        about: OPERATORS[text],
      }));
    case 'value':
      return valueNames(expectation.field).map((text) => ({ text, kind: 'value', about: '' }));
    case 'other-field':
      return comparableFields(expectation.field)
        .filter((field) => field !== expectation.field)
        .map(fieldWord);
    case 'and':
      return [{ text: 'and', kind: 'operator', about: 'both hold' }];
    case 'or':
      return [{ text: 'or', kind: 'operator', about: 'at least one holds' }];
    case 'symbol':
      return [{ text: expectation.symbol, kind: 'operator', about: '' }];
  }
}

/** An expectation in words, for the middle of a sentence. */
export function describeExpectation(expectation: Expectation): string {
  switch (expectation.kind) {
    case 'condition':
      return 'a field, a flag or something to search for';
    case 'operator':
      return `an operator (${operatorsOf(expectation.field).join(' ')})`;
    case 'value':
      return describeFieldValues(expectation.field);
    case 'other-field':
      return 'another field';
    case 'and':
    case 'or':
      return `“${expectation.kind}”`;
    case 'symbol':
      return `“${expectation.symbol}”`;
  }
}

/** What values of a field look like, for the middle of a sentence. */
function describeFieldValues(field: Field): string {
  if (isNumberField(field)) return describeValues(field);
  switch (FIELDS[field].type) {
    case 'address':
      return 'an address or prefix';
    case 'state':
      return 'a state';
    case 'icmp-type':
      return describeValues('icmp.type');
    default:
      return 'a text';
  }
}

function valueNames(field: Field): readonly string[] {
  if (isNumberField(field)) return namesOf(field);
  switch (FIELDS[field].type) {
    case 'state':
      return stateNames;
    case 'icmp-type':
      return icmpTypeNames;
    case 'text':
      return helperNames;
    default:
      return [];
  }
}

function fieldWord(field: Field): Word {
  return { text: field, kind: 'field', about: FIELDS[field].about };
}

/** The last part of other tools' names of fields (`ip.src`, `tcp.dstport`), and what it is called here. */
const FIELDS_ELSEWHERE: ReadonlyMap<string, Field> = new Map([
  ['src', 'src'],
  ['dst', 'dst'],
  ['addr', 'addr'],
  ['proto', 'proto'],
  ['srcport', 'sport'],
  ['dstport', 'dport'],
  ['port', 'port'],
]);

/** The field that a display filter of a packet analyser means by a name, in lower case; null when by none. */
export function fieldMeantBy(name: string): Field | null {
  const [, last = ''] = /^(?:ip|ipv6|tcp|udp|sctp|dccp)\.([a-z]+)$/.exec(name) ?? [];
  return FIELDS_ELSEWHERE.get(last) ?? null;
}

/** Whether a word, in lower case, is the name or a part of the name of something that a bare word searches for. */
export function isSearchable(word: string): boolean {
  return searchableNames.some((name) => name.includes(word)) || serviceNames.includes(word);
}
