import { parseAddress } from './address.ts';
import type { FlowSpec } from './flow-spec.ts';
import { labelText } from './label.ts';
import { GRE, ICMP, ICMPV6, protocolName, SCTP, statesOf, TCP, UDP } from './protocol.ts';
import { StatusBit } from './status.ts';

/** The protocols that the form offers by name; any other one is typed. */
export const offeredProtocols: readonly number[] = [TCP, UDP, ICMP, ICMPV6, SCTP, GRE];

/** The inject form as it stands on screen: text as typed, not yet looked at. */
export interface FlowForm {
  readonly protocol: number;
  /** The protocol is typed, as {@link protocolText}. */
  readonly otherProtocol: boolean;
  /** A number or a name. While it cannot be read, `protocol` is what it was before. */
  readonly protocolText: string;
  readonly source: string;
  readonly sourcePort: string;
  readonly destination: string;
  readonly destinationPort: string;
  readonly icmpType: string;
  readonly icmpCode: string;
  readonly icmpId: string;
  readonly sourceKey: string;
  readonly destinationKey: string;
  /** Verification tags of SCTP. */
  readonly originalTag: string;
  readonly replyTag: string;
  /** A state's name; empty for protocols without. */
  readonly state: string;
  readonly timeout: string;
  readonly zone: string;
  readonly zoneDirection: FlowSpec['zone']['direction'];
  readonly mark: string;
  /** `0, 4–7`, or hexadecimal; empty: none. */
  readonly labels: string;
  /** A helper's name; empty: none. */
  readonly helper: string;
  readonly seenReply: boolean;
  readonly assured: boolean;
  readonly fixedTimeout: boolean;
  /** The status bit HELPER: the helper was attached explicitly. */
  readonly explicitHelper: boolean;
  /** Empty addresses: no translation. Empty ports: unchanged. */
  readonly sourceNatAddress: string;
  readonly sourceNatPort: string;
  readonly destinationNatAddress: string;
  readonly destinationNatPort: string;
  /** Up to where each part runs when the flow is repeated; empty: it stays. */
  readonly zoneTo: string;
  readonly sourceTo: string;
  readonly sourcePortTo: string;
  readonly destinationTo: string;
  readonly destinationPortTo: string;
  readonly icmpIdTo: string;
  /** The flow, once made, expects another one. */
  readonly expects: boolean;
  readonly expectedProtocol: number;
  /** An address, a prefix, or empty: any. */
  readonly expectedSource: string;
  /** Empty: any. */
  readonly expectedSourcePort: string;
  /** Empty: the flow's own. */
  readonly expectedDestination: string;
  readonly expectedDestinationPort: string;
  readonly expectedClass: string;
  readonly expectedPermanent: boolean;
  readonly expectedInactive: boolean;
}

/** Fields that are ticked. */
export type TickField =
  | 'otherProtocol'
  | 'seenReply'
  | 'assured'
  | 'fixedTimeout'
  | 'explicitHelper'
  | 'expects'
  | 'expectedPermanent'
  | 'expectedInactive';

/** Fields that hold text a person types. */
export type TextField = Exclude<
  keyof FlowForm,
  'protocol' | 'zoneDirection' | 'expectedProtocol' | TickField
>;

/** All text fields in the order in which they stand on screen. */
export const screenOrder: readonly TextField[] = [
  'protocolText',
  'source',
  'sourcePort',
  'destination',
  'destinationPort',
  'icmpType',
  'icmpCode',
  'icmpId',
  'sourceKey',
  'destinationKey',
  'originalTag',
  'replyTag',
  'state',
  'timeout',
  'zone',
  'sourceNatAddress',
  'sourceNatPort',
  'destinationNatAddress',
  'destinationNatPort',
  'mark',
  'labels',
  'helper',
  'expectedSource',
  'expectedSourcePort',
  'expectedDestination',
  'expectedDestinationPort',
  'expectedClass',
  'sourceTo',
  'sourcePortTo',
  'destinationTo',
  'destinationPortTo',
  'icmpIdTo',
  'zoneTo',
];

/** The form that reads back as this spec. */
export function formOf(spec: FlowSpec): FlowForm {
  const { l4 } = spec;
  const ports = l4.kind === 'ports' ? l4 : null;
  const icmp = l4.kind === 'icmp' ? l4 : null;
  const gre = l4.kind === 'gre' ? l4 : null;
  return {
    protocol: spec.protocol,
    otherProtocol: !offeredProtocols.includes(spec.protocol),
    protocolText: protocolName(spec.protocol),
    source: parseAddress(spec.source)?.text ?? spec.source,
    sourcePort: numberText(ports?.source),
    destination: parseAddress(spec.destination)?.text ?? spec.destination,
    destinationPort: numberText(ports?.destination),
    icmpType: numberText(icmp?.type),
    icmpCode: numberText(icmp?.code),
    icmpId: numberText(icmp?.id),
    sourceKey: numberText(gre?.sourceKey),
    destinationKey: numberText(gre?.destinationKey),
    originalTag: hexText(spec.sctpTags?.original),
    replyTag: hexText(spec.sctpTags?.reply),
    state: spec.state === null ? '' : (statesOf(spec.protocol)[spec.state] ?? ''),
    timeout: timeoutText(spec.timeoutSeconds),
    zone: String(spec.zone.zone),
    zoneDirection: spec.zone.direction,
    mark: hexText(spec.mark),
    labels: spec.labels === null ? '' : labelText(spec.labels),
    helper: spec.helper ?? '',
    seenReply: (spec.status & StatusBit.seenReply) !== 0,
    assured: (spec.status & StatusBit.assured) !== 0,
    fixedTimeout: (spec.status & StatusBit.fixedTimeout) !== 0,
    explicitHelper: (spec.status & StatusBit.helper) !== 0,
    sourceNatAddress: spec.sourceNat?.address ?? '',
    sourceNatPort: numberText(spec.sourceNat?.port),
    destinationNatAddress: spec.destinationNat?.address ?? '',
    destinationNatPort: numberText(spec.destinationNat?.port),
    ...unrepeated,
    ...unexpecting,
  };
}

/** A form's fields while the flow is not repeated. */
export const unrepeated = {
  zoneTo: '',
  sourceTo: '',
  sourcePortTo: '',
  destinationTo: '',
  destinationPortTo: '',
  icmpIdTo: '',
} as const;

/** A form's fields while the flow expects no other. */
export const unexpecting = {
  expects: false,
  expectedProtocol: TCP,
  expectedSource: '',
  expectedSourcePort: '',
  expectedDestination: '',
  expectedDestinationPort: '',
  expectedClass: '0',
  expectedPermanent: false,
  expectedInactive: false,
} as const;

/** `300 s`: exact, and the unit the sysctls use. */
export function timeoutText(seconds: number): string {
  return `${seconds} s`;
}

/** Small numbers in decimal, larger ones in hexadecimal, where bits can be told apart. */
function hexText(number: number | undefined): string {
  if (number === undefined) return '';
  return number < 10 ? String(number) : `0x${number.toString(16)}`;
}

function numberText(number: number | null | undefined): string {
  return number === null || number === undefined ? '' : String(number);
}
