import { parseAddress } from './address.ts';
import type { L4 } from './flow.ts';
import { FlowSpec } from './flow-spec.ts';
import {
  isRead,
  type Parsed,
  parseAddressText,
  parseIcmpType,
  parseKey,
  parseMark,
  parseOctet,
  parsePort,
  parseTimeout,
  parseZone,
} from './form-fields.ts';
import { ICMPV6, l4Kind, statesOf } from './protocol.ts';
import { StatusBit } from './status.ts';

/** The inject form as it stands on screen: text as typed, not yet looked at. */
export interface FlowForm {
  readonly protocol: number;
  readonly source: string;
  readonly sourcePort: string;
  readonly destination: string;
  readonly destinationPort: string;
  readonly icmpType: string;
  readonly icmpCode: string;
  readonly icmpId: string;
  readonly sourceKey: string;
  readonly destinationKey: string;
  /** A state's name; empty for protocols without. */
  readonly state: string;
  readonly timeout: string;
  readonly zone: string;
  readonly zoneDirection: FlowSpec['zone']['direction'];
  readonly mark: string;
  readonly seenReply: boolean;
  readonly assured: boolean;
  /** Empty addresses: no translation. Empty ports: unchanged. */
  readonly sourceNatAddress: string;
  readonly sourceNatPort: string;
  readonly destinationNatAddress: string;
  readonly destinationNatPort: string;
}

/** Fields that hold text a person types. */
export type TextField = Exclude<keyof FlowForm, 'protocol' | 'zoneDirection' | 'seenReply' | 'assured'>;

export interface FieldProblem {
  readonly field: TextField;
  /** A few words, to stand beside the field. */
  readonly message: string;
}

export interface FormReading {
  /** What the form says; null while anything is wrong. */
  readonly spec: FlowSpec | null;
  /** The same with harmless values in the place of what could not be read. */
  readonly draft: FlowSpec;
  /** Everything that is wrong, in screen order. */
  readonly problems: readonly FieldProblem[];
}

/** All text fields in the order in which they stand on screen. */
const screenOrder: readonly TextField[] = [
  'source',
  'sourcePort',
  'destination',
  'destinationPort',
  'icmpType',
  'icmpCode',
  'icmpId',
  'sourceKey',
  'destinationKey',
  'state',
  'timeout',
  'zone',
  'sourceNatAddress',
  'sourceNatPort',
  'destinationNatAddress',
  'destinationNatPort',
  'mark',
];

const onlyFor: Readonly<Partial<Record<TextField, L4['kind']>>> = {
  sourcePort: 'ports',
  destinationPort: 'ports',
  sourceNatPort: 'ports',
  destinationNatPort: 'ports',
  icmpType: 'icmp',
  icmpCode: 'icmp',
  icmpId: 'icmp',
  sourceKey: 'gre',
  destinationKey: 'gre',
};

/** The text fields that a protocol's form has, in screen order. */
export function fieldsOf(protocol: number): readonly TextField[] {
  const kind = l4Kind(protocol);
  return screenOrder.filter((field) => {
    if (field === 'state') return statesOf(protocol).length > 0;
    return onlyFor[field] === undefined || onlyFor[field] === kind;
  });
}

/**
 * Reads the form: a valid spec, or everything that is wrong with it.
 *
 * Fields are read one by one; what must hold across fields is FlowSpec's to say, also while some field is unreadable:
 * then a harmless value stands in for it, and complaints about that field are left out.
 */
export function readFlowForm(form: FlowForm): FormReading {
  const problems = new Map<TextField, string>();
  const reader = new FieldReader(problems);
  const draft = draftOf(form, reader);
  const checked = FlowSpec.safeParse(draft);
  for (const issue of checked.error?.issues ?? []) {
    const field = fieldAt(issue.path.join('.'));
    if (!problems.has(field)) problems.set(field, issue.message);
  }
  const found = screenOrder.flatMap((field) => {
    const message = problems.get(field);
    return message === undefined ? [] : [{ field, message }];
  });
  return { spec: checked.success && found.length === 0 ? checked.data : null, draft, problems: found };
}

/** Notes what could not be read and goes on with a stand-in. */
class FieldReader {
  readonly #problems: Map<TextField, string>;

  constructor(problems: Map<TextField, string>) {
    this.#problems = problems;
  }

  read<Value>(field: TextField, parsed: Parsed<Value>, standIn: Value): Value {
    if (isRead(parsed)) return parsed.value;
    this.#problems.set(field, parsed.message);
    return standIn;
  }
}

function draftOf(form: FlowForm, reader: FieldReader): FlowSpec {
  const { protocol } = form;
  const source = parseAddressText(form.source);
  const destination = parseAddressText(form.destination);
  // An unreadable address borrows the other's family, so that nothing is said about families that nobody chose.
  const standIn = [source, destination].find(isRead)?.value ?? (protocol === ICMPV6 ? '::' : '0.0.0.0');
  const sourceText = reader.read('source', source, standIn);

  return {
    protocol,
    source: sourceText,
    destination: reader.read('destination', destination, standIn),
    l4: l4Of(form, reader),
    zone: { direction: form.zoneDirection, zone: reader.read('zone', parseZone(form.zone), 0) },
    state: stateOf(form),
    timeoutSeconds: reader.read('timeout', parseTimeout(form.timeout), 1),
    mark: reader.read('mark', parseMark(form.mark), 0),
    status: (form.seenReply ? StatusBit.seenReply : 0) | (form.assured ? StatusBit.assured : 0),
    sourceNat: natOf(form, reader, 'sourceNat', sourceText),
    destinationNat: natOf(form, reader, 'destinationNat', sourceText),
  };
}

function l4Of(form: FlowForm, reader: FieldReader): L4 {
  const port = (field: 'sourcePort' | 'destinationPort') => reader.read(field, parsePort(form[field]), 0);
  const key = (field: 'sourceKey' | 'destinationKey') => reader.read(field, parseKey(form[field]), 0);
  switch (l4Kind(form.protocol)) {
    case 'ports':
      return { kind: 'ports', source: port('sourcePort'), destination: port('destinationPort') };
    case 'icmp':
      return {
        kind: 'icmp',
        type: reader.read('icmpType', parseIcmpType(form.icmpType, form.protocol), 0),
        code: reader.read('icmpCode', parseOctet(form.icmpCode), 0),
        id: reader.read('icmpId', parsePort(form.icmpId), 0),
      };
    case 'gre':
      return { kind: 'gre', sourceKey: key('sourceKey'), destinationKey: key('destinationKey') };
    case 'none':
      return { kind: 'none' };
  }
}

/** An unknown name becomes −1, for FlowSpec to refuse with the list of states. */
function stateOf(form: FlowForm): number | null {
  return form.state === '' ? null : statesOf(form.protocol).indexOf(form.state);
}

function natOf(
  form: FlowForm,
  reader: FieldReader,
  end: 'sourceNat' | 'destinationNat',
  standIn: string,
): FlowSpec['sourceNat'] {
  const addressText = form[`${end}Address`].trim();
  const portText = l4Kind(form.protocol) === 'ports' ? form[`${end}Port`].trim() : '';
  if (addressText === '' && portText === '') return null;
  const address = reader.read(`${end}Address`, parseAddressText(addressText), standIn);
  return { address, port: portText === '' ? null : reader.read(`${end}Port`, parsePort(portText), 0) };
}

const fieldsByPath: Readonly<Record<string, TextField>> = {
  source: 'source',
  destination: 'destination',
  'l4.source': 'sourcePort',
  'l4.destination': 'destinationPort',
  'l4.type': 'icmpType',
  'l4.code': 'icmpCode',
  'l4.id': 'icmpId',
  'l4.sourceKey': 'sourceKey',
  'l4.destinationKey': 'destinationKey',
  state: 'state',
  timeoutSeconds: 'timeout',
  'zone.zone': 'zone',
  mark: 'mark',
  'sourceNat.address': 'sourceNatAddress',
  'sourceNat.port': 'sourceNatPort',
  'destinationNat.address': 'destinationNatAddress',
  'destinationNat.port': 'destinationNatPort',
};

/** The field that a path of FlowSpec speaks of. Paths without a field of their own belong to the first one. */
function fieldAt(path: string): TextField {
  return fieldsByPath[path] ?? 'source';
}

/** The form that reads back as this spec. */
export function formOf(spec: FlowSpec): FlowForm {
  const { l4 } = spec;
  const ports = l4.kind === 'ports' ? l4 : null;
  const icmp = l4.kind === 'icmp' ? l4 : null;
  const gre = l4.kind === 'gre' ? l4 : null;
  return {
    protocol: spec.protocol,
    source: parseAddress(spec.source)?.text ?? spec.source,
    sourcePort: numberText(ports?.source),
    destination: parseAddress(spec.destination)?.text ?? spec.destination,
    destinationPort: numberText(ports?.destination),
    icmpType: numberText(icmp?.type),
    icmpCode: numberText(icmp?.code),
    icmpId: numberText(icmp?.id),
    sourceKey: numberText(gre?.sourceKey),
    destinationKey: numberText(gre?.destinationKey),
    state: spec.state === null ? '' : (statesOf(spec.protocol)[spec.state] ?? ''),
    timeout: timeoutText(spec.timeoutSeconds),
    zone: String(spec.zone.zone),
    zoneDirection: spec.zone.direction,
    mark: markText(spec.mark),
    seenReply: (spec.status & StatusBit.seenReply) !== 0,
    assured: (spec.status & StatusBit.assured) !== 0,
    sourceNatAddress: spec.sourceNat?.address ?? '',
    sourceNatPort: numberText(spec.sourceNat?.port),
    destinationNatAddress: spec.destinationNat?.address ?? '',
    destinationNatPort: numberText(spec.destinationNat?.port),
  };
}

/** `300 s`: exact, and the unit the sysctls use. */
export function timeoutText(seconds: number): string {
  return `${seconds} s`;
}

/** Small marks in decimal, larger ones in hexadecimal, where bits can be told apart. */
function markText(mark: number): string {
  return mark < 10 ? String(mark) : `0x${mark.toString(16)}`;
}

function numberText(number: number | null | undefined): string {
  return number === null || number === undefined ? '' : String(number);
}
