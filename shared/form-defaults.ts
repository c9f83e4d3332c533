import { type Family, parseAddress } from './address.ts';
import { type FlowForm, offeredProtocols, timeoutText, unexpecting, unrepeated } from './flow-form.ts';
import { isRead, parseProtocol } from './form-fields.ts';
import { kernelTimeout, type Sysctls } from './kernel-timeout.ts';
import { DCCP, ICMP, ICMPV6, protocolName, SCTP, statesOf, TCP } from './protocol.ts';
import type { SettingValues } from './settings.ts';

/** Where a form's values come from: a person's settings, and the kernel that the flow is meant for. */
export interface FormOrigin {
  readonly settings: SettingValues;
  readonly sysctls: Sysctls;
}

/** A form with the fields that a person has changed by hand; all others follow the defaults. */
export interface EditedForm {
  readonly form: FlowForm;
  readonly edited: ReadonlySet<keyof FlowForm>;
}

const defaultStates: ReadonlyMap<number, string> = new Map([
  [TCP, 'ESTABLISHED'],
  [SCTP, 'ESTABLISHED'],
  [DCCP, 'OPEN'],
]);

/** The form as it opens for a protocol; `family` counts where the protocol leaves the choice. */
export function defaultForm(protocol: number, origin: FormOrigin, family: Family = 4): FlowForm {
  const { settings } = origin;
  const ipv6 = (requiredFamily(protocol) ?? family) === 6;
  const streams = statesOf(protocol).length > 0;
  const form: FlowForm = {
    protocol,
    otherProtocol: !offeredProtocols.includes(protocol),
    protocolText: protocolName(protocol),
    source: ipv6 ? settings.sourceIPv6 : settings.sourceIPv4,
    sourcePort: String(streams ? settings.tcpSourcePort : settings.udpSourcePort),
    destination: ipv6 ? settings.destinationIPv6 : settings.destinationIPv4,
    destinationPort: String(streams ? settings.tcpDestinationPort : settings.udpDestinationPort),
    icmpType: String(protocol === ICMPV6 ? settings.icmpv6Type : settings.icmpType),
    icmpCode: String(protocol === ICMPV6 ? settings.icmpv6Code : settings.icmpCode),
    icmpId: String(protocol === ICMPV6 ? settings.icmpv6Id : settings.icmpId),
    sourceKey: '0',
    destinationKey: '0',
    originalTag: '0',
    replyTag: '0',
    state: defaultStates.get(protocol) ?? '',
    timeout: '',
    zone: '0',
    zoneDirection: 'both',
    mark: '0',
    labels: '',
    helper: '',
    seenReply: false,
    assured: false,
    fixedTimeout: false,
    explicitHelper: false,
    sourceNatAddress: '',
    sourceNatPort: '',
    destinationNatAddress: '',
    destinationNatPort: '',
    ...unrepeated,
    ...unexpecting,
  };
  return { ...form, timeout: defaultTimeout(form, origin) };
}

/** The timeout a form starts from: the person's own, otherwise the kernel's for this protocol and state. */
function defaultTimeout(form: FlowForm, { settings, sysctls }: FormOrigin): string {
  if (settings.timeoutSeconds > 0) return timeoutText(settings.timeoutSeconds);
  const state = form.state === '' ? null : statesOf(form.protocol).indexOf(form.state);
  return timeoutText(kernelTimeout(form.protocol, state, form.assured, sysctls));
}

/** A form that was filled in from elsewhere: all of it counts as typed, but for a timeout that is the kernel's. */
export function filledForm(form: FlowForm, kernelTimeout: boolean, origin: FormOrigin): EditedForm {
  const fields = (Object.keys(form) as (keyof FlowForm)[]).filter(
    (field) => field !== 'protocol' && !(kernelTimeout && field === 'timeout'),
  );
  return withTimeout({ form, edited: new Set(fields) }, origin);
}

/** Changes fields by hand. A timeout nobody touched follows state and status. */
export function changeFields(
  { form, edited }: EditedForm,
  changes: Partial<FlowForm>,
  origin: FormOrigin,
): EditedForm {
  const fields = Object.keys(changes) as (keyof FlowForm)[];
  return withTimeout({ form: { ...form, ...changes }, edited: new Set([...edited, ...fields]) }, origin);
}

/**
 * Goes over to another protocol. What a person typed stays, except what the new protocol could not have: its state,
 * ICMP numbers, and addresses of the wrong family. Untouched addresses are of the family of those that stay.
 */
export function changeProtocol(before: EditedForm, protocol: number, origin: FormOrigin): EditedForm {
  const { form, edited } = before;
  const typed = ends.filter((end) => edited.has(end)).map((end) => familyOfText(form[end]));
  const family = requiredFamily(protocol) ?? typed.find((known) => known !== null) ?? 4;
  const stays = (field: keyof FlowForm) =>
    !ofOneProtocol.has(field) && (!isEnd(field) || (familyOfText(form[field]) ?? family) === family);
  return keeping([...edited].filter(stays), form, defaultForm(protocol, origin, family), origin);
}

/** Goes over to the protocol that was typed, by name or number; to none while it cannot be read. */
export function changeProtocolText(before: EditedForm, protocolText: string, origin: FormOrigin): EditedForm {
  const read = parseProtocol(protocolText);
  const { form, edited } = isRead(read) ? changeProtocol(before, read.value, origin) : before;
  return {
    form: { ...form, otherProtocol: true, protocolText },
    edited: new Set([...edited, 'otherProtocol', 'protocolText']),
  };
}

/** Takes up defaults that changed, and leaves alone what a person typed. */
export function refreshDefaults({ form, edited }: EditedForm, origin: FormOrigin): EditedForm {
  const family = familyOfText(form.source) ?? 4;
  return keeping([...edited], form, defaultForm(form.protocol, origin, family), origin);
}

const ends = ['source', 'destination'] as const;
const ofOneProtocol: ReadonlySet<keyof FlowForm> = new Set([
  'otherProtocol',
  'protocolText',
  'helper',
  'state',
  'icmpType',
  'icmpCode',
  'icmpId',
] as const);

function isEnd(field: keyof FlowForm): field is (typeof ends)[number] {
  return field === 'source' || field === 'destination';
}

function keeping(
  fields: readonly (keyof FlowForm)[],
  typed: FlowForm,
  fresh: FlowForm,
  origin: FormOrigin,
): EditedForm {
  const kept: Partial<FlowForm> = Object.fromEntries(fields.map((field) => [field, typed[field]]));
  return withTimeout({ form: { ...fresh, ...kept }, edited: new Set(fields) }, origin);
}

function withTimeout({ form, edited }: EditedForm, origin: FormOrigin): EditedForm {
  return { form: edited.has('timeout') ? form : { ...form, timeout: defaultTimeout(form, origin) }, edited };
}

function requiredFamily(protocol: number): Family | null {
  if (protocol === ICMP) return 4;
  return protocol === ICMPV6 ? 6 : null;
}

/** Null for what is not an address: that is the person's to mend. */
function familyOfText(text: string): Family | null {
  return parseAddress(text.trim())?.family ?? null;
}
