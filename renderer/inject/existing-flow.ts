import { type Flow, type FlowRef, refKey, refOf } from '../../shared/flow.ts';
import { type FlowSpec, identityOf } from '../../shared/flow-spec.ts';
import { call } from '../session.ts';

/**
 * The flow of the table that has this spec's tuple and zones, as it is now; null when there is none. (The kernel also
 * answers "exists" when only the reply tuple is taken, by a flow with another original tuple.) Throws an
 * InspectorError.
 */
export async function findExisting(targetId: string, spec: FlowSpec): Promise<Flow | null> {
  const wanted = identityOf(spec);
  const filter = filterFor(wanted);
  const { rows } = await call('flows.query', { targetId, filter, sort: [], offset: 0, limit: 1000 });
  const found = rows.find(
    ({ flow, goneSince }) => goneSince === null && refKey(refOf(flow)) === refKey(wanted),
  );
  return found?.flow ?? null;
}

/** Narrows the table to flows with these ends, protocol and zones. */
function filterFor({ protocol, original, zones }: FlowRef): string {
  const { source, destination, l4 } = original;
  const terms = [
    `proto == ${protocol}`,
    `src == ${source}`,
    `dst == ${destination}`,
    `zone.orig == ${zones.original}`,
    `zone.reply == ${zones.reply}`,
  ];
  if (l4.kind === 'ports') terms.push(`sport == ${l4.source}`, `dport == ${l4.destination}`);
  if (l4.kind === 'icmp') terms.push(`icmp.type == ${l4.type}`, `icmp.id == ${l4.id}`);
  return terms.join(' and ');
}
