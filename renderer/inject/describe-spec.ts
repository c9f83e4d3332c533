import { describeFlow } from '../../shared/flow.ts';
import type { FlowSpec } from '../../shared/flow-spec.ts';

/** `tcp 192.0.2.1:40000 → 198.51.100.1:443 zone 5 (original only)`. */
export function describeSpec({ protocol, source, destination, l4, zone }: FlowSpec): string {
  const direction = zone.direction === 'both' || zone.zone === 0 ? '' : ` (${zone.direction} only)`;
  return `${describeFlow(protocol, { source, destination, l4 })} zone ${zone.zone}${direction}`;
}
