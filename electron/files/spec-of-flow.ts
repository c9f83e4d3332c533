import type { Flow, Tuple } from '../../shared/flow.ts';
import { FlowSpec, SETTABLE_STATUS, type ZoneChoice } from '../../shared/flow-spec.ts';
import { inverseTuple } from '../../shared/inverse-tuple.ts';
import { DCCP, protocolName, SCTP } from '../../shared/protocol.ts';
import { StatusBit } from '../../shared/status.ts';
import { LineError } from '../cli/flow-text.ts';

/** A flow as it can be made again, and what cannot be given to it. */
export interface Remake {
  readonly spec: FlowSpec;
  /** In words: "counters", "start time". */
  readonly lost: readonly string[];
}

/** What to inject to have a flow again. Throws a LineError where the kernel would refuse it, or make another one. */
export function remake(flow: Flow): Remake {
  const { protocol, timeoutSeconds, status, helper } = flow;
  const original = withPorts(flow.protocol, flow.original);
  const helperBit = helper === null ? StatusBit.helper : 0;
  const draft = {
    protocol,
    ...original,
    zone: zoneChoice(flow),
    state: flow.state,
    // A flow in its last second is made for one more.
    timeoutSeconds: timeoutSeconds === 0 ? 1 : timeoutSeconds,
    mark: flow.mark ?? 0,
    status: status & SETTABLE_STATUS & ~helperBit,
    labels: flow.labels === null ? null : flow.labels.padStart(32, '0'),
    helper,
    sctpTags: protocol === SCTP ? { original: 0, reply: 0 } : null,
    ...translation(protocol, original, withPorts(protocol, flow.reply)),
  };
  const checked = FlowSpec.safeParse(draft);
  if (checked.success) return { spec: checked.data, lost: lostOf(flow) };
  const issue = checked.error.issues[0];
  if (timeoutSeconds === null) throw new LineError('there is no timeout, which every new flow needs');
  throw new LineError(`${issue?.path.join('.') ?? 'the flow'} ${lowerFirst(issue?.message ?? 'is wrong')}`);
}

/** The kernel tells no ports of protocols that it does not know any more, and takes any. */
function withPorts(protocol: number, tuple: Tuple): Tuple {
  const isBare = protocol === DCCP && tuple.l4.kind === 'none';
  return isBare ? { ...tuple, l4: { kind: 'ports', source: 0, destination: 0 } } : tuple;
}

function zoneChoice({ zones: { original, reply } }: Flow): ZoneChoice {
  if (original === reply) return { direction: 'both', zone: original };
  if (reply === 0) return { direction: 'original', zone: original };
  if (original === 0) return { direction: 'reply', zone: reply };
  throw new LineError(`the kernel makes no flow with two different zones (${original} and ${reply})`);
}

/** The translation that leads to this reply: ends that differ from the plain answer's, ports exactly as given. */
function translation(
  protocol: number,
  original: Tuple,
  reply: Tuple,
): Pick<FlowSpec, 'sourceNat' | 'destinationNat'> {
  const plain = inverseTuple(protocol, original);
  const [ports, plainPorts] = [reply.l4, plain.l4];
  const arePorts = ports.kind === 'ports' && plainPorts.kind === 'ports';
  if (!arePorts && JSON.stringify(ports) !== JSON.stringify(plainPorts)) {
    throw new LineError(
      `the reply is no answer to the original: the kernel translates only addresses of ${protocolName(protocol)}`,
    );
  }
  const sourcePort = arePorts && ports.destination !== plainPorts.destination;
  const destinationPort = arePorts && ports.source !== plainPorts.source;
  return {
    sourceNat:
      sourcePort || reply.destination !== plain.destination
        ? { address: reply.destination, port: arePorts ? ports.destination : null }
        : null,
    destinationNat:
      destinationPort || reply.source !== plain.source
        ? { address: reply.source, port: arePorts ? ports.source : null }
        : null,
  };
}

function lostOf({ counters, startedAt, status, protocol }: Flow): string[] {
  const hasCounted = counters !== null && counters.original.packets + counters.reply.packets > 0;
  return [
    ...(hasCounted ? ['counters'] : []),
    ...(startedAt === null ? [] : ['start time']),
    ...((status & StatusBit.offload) === 0 ? [] : ['offload']),
    ...((status & StatusBit.expected) === 0 ? [] : ['the flow that foretold it']),
    ...(protocol === SCTP ? ['SCTP verification tags'] : []),
  ];
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
