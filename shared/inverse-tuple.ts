import type { L4, Tuple } from './flow.ts';
import { icmpTypesOf } from './protocol.ts';

/** The tuple of the answer: ends exchanged, ICMP with the type that answers (nf_ct_invert_tuple). */
export function inverseTuple(protocol: number, tuple: Tuple): Tuple {
  return { source: tuple.destination, destination: tuple.source, l4: inverseL4(protocol, tuple.l4) };
}

function inverseL4(protocol: number, l4: L4): L4 {
  switch (l4.kind) {
    case 'ports':
      return { kind: 'ports', source: l4.destination, destination: l4.source };
    case 'gre':
      return { kind: 'gre', sourceKey: l4.destinationKey, destinationKey: l4.sourceKey };
    case 'icmp': {
      const known = icmpTypesOf(protocol).find((candidate) => candidate.type === l4.type);
      return { ...l4, type: known?.answer ?? l4.type };
    }
    case 'none':
      return l4;
  }
}
