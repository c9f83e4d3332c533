import type { ExpectedFlow } from './expectation.ts';
import { readExpectedFlow } from './expectation-form.ts';
import { FieldReader } from './field-reader.ts';
import type { L4 } from './flow.ts';
import { type FlowForm, screenOrder, type TextField } from './flow-form.ts';
import { axesOf, type FlowRange } from './flow-range.ts';
import { FlowSpec } from './flow-spec.ts';
import {
  isRead,
  parseAddressText,
  parseHelper,
  parseIcmpType,
  parseKey,
  parseLabels,
  parseMark,
  parseOctet,
  parsePort,
  parseProtocol,
  parseTimeout,
  parseZone,
} from './form-fields.ts';
import { ICMPV6, l4Kind, SCTP, statesOf } from './protocol.ts';
import { endFields, readRange } from './range-form.ts';
import { StatusBit } from './status.ts';

/** What is wrong with one field. */
export interface FieldProblem {
  readonly field: TextField;
  /** A few words, to stand beside the field. */
  readonly message: string;
}

/** What a form says, and what is wrong with it. */
export interface FormReading {
  /** What the form says; null while anything is wrong. */
  readonly spec: FlowSpec | null;
  /** The same with harmless values in the place of what could not be read. */
  readonly draft: FlowSpec;
  /** The flows that it is to be repeated as; null when it is one flow, or while an end is wrong. */
  readonly range: FlowRange | null;
  /** What the flow is to expect; null when nothing. */
  readonly expected: ExpectedFlow | null;
  /** Everything that is wrong, in screen order. */
  readonly problems: readonly FieldProblem[];
}

/**
 * Reads the form: a valid spec, or everything that is wrong with it.
 *
 * Fields are read one by one; what must hold across fields is FlowSpec's to say, also while some field is unreadable:
 * then a harmless value stands in for it, and complaints about that field are left out.
 */
export function readFlowForm(form: FlowForm): FormReading {
  const reader = new FieldReader();
  const draft = draftOf(form, reader);
  const checked = FlowSpec.safeParse(draft);
  for (const { path, message } of checked.error?.issues ?? []) {
    reader.refuse(fieldAt(path.join('.')), message);
  }
  const expected = readExpectedFlow(form, draft, reader);
  const range = readRange(form, draft, reader);
  if (range && expected) {
    const [part] = axesOf(range);
    reader.refuse(endFields[part?.part ?? 'zone'], 'not together with an expectation');
  }
  const problems = screenOrder.flatMap((field) => {
    const message = reader.problemOf(field);
    return message === undefined ? [] : [{ field, message }];
  });
  const isRight = checked.success && problems.length === 0;
  return { spec: isRight ? checked.data : null, draft, range, expected, problems };
}

function draftOf(form: FlowForm, reader: FieldReader): FlowSpec {
  const { protocol } = form;
  if (form.otherProtocol) reader.read('protocolText', parseProtocol(form.protocolText), protocol);
  const source = parseAddressText(form.source);
  const destination = parseAddressText(form.destination);
  // An unreadable address borrows the other's family, so that nothing is said about families that nobody chose.
  const standIn = [source, destination].find(isRead)?.value ?? (protocol === ICMPV6 ? '::' : '0.0.0.0');
  const sourceText = reader.read('source', source, standIn);
  const tag = (field: 'originalTag' | 'replyTag') => reader.read(field, parseMark(form[field]), 0);

  return {
    protocol,
    source: sourceText,
    destination: reader.read('destination', destination, standIn),
    l4: l4Of(form, reader),
    zone: { direction: form.zoneDirection, zone: reader.read('zone', parseZone(form.zone), 0) },
    state: stateOf(form),
    timeoutSeconds: reader.read('timeout', parseTimeout(form.timeout), 1),
    mark: reader.read('mark', parseMark(form.mark), 0),
    status: statusOf(form),
    labels: form.labels.trim() === '' ? null : reader.read('labels', parseLabels(form.labels), null),
    helper: form.helper.trim() === '' ? null : reader.read('helper', parseHelper(form.helper), null),
    sctpTags: protocol === SCTP ? { original: tag('originalTag'), reply: tag('replyTag') } : null,
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

const statusBits = {
  seenReply: StatusBit.seenReply,
  assured: StatusBit.assured,
  fixedTimeout: StatusBit.fixedTimeout,
  explicitHelper: StatusBit.helper,
} as const;

function statusOf(form: FlowForm): number {
  const ticked = Object.entries(statusBits).filter(([field]) => form[field as keyof typeof statusBits]);
  return ticked.reduce((status, [, bit]) => status | bit, 0);
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
  'sctpTags.original': 'originalTag',
  'sctpTags.reply': 'replyTag',
  state: 'state',
  timeoutSeconds: 'timeout',
  'zone.zone': 'zone',
  mark: 'mark',
  labels: 'labels',
  helper: 'helper',
  'sourceNat.address': 'sourceNatAddress',
  'sourceNat.port': 'sourceNatPort',
  'destinationNat.address': 'destinationNatAddress',
  'destinationNat.port': 'destinationNatPort',
};

/** The field that a path of FlowSpec speaks of. Paths without a field of their own belong to the first one. */
function fieldAt(path: string): TextField {
  return fieldsByPath[path] ?? 'source';
}
