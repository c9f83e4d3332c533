import type { Tuple } from '../../shared/flow.ts';
import { icmpTypeName } from '../../shared/protocol.ts';
import styles from './endpoint.module.css';

interface EndpointProps {
  readonly protocol: number;
  readonly tuple: Tuple;
  readonly end: 'source' | 'destination';
}

/** One end of a tuple: the address, and in a quieter colour what the protocol adds to it. */
export function Endpoint({ protocol, tuple, end }: EndpointProps) {
  const address = tuple[end];
  const addition = additionOf(protocol, tuple, end);
  // A port behind an IPv6 address would read as its last group.
  const hasPort = tuple.l4.kind === 'ports';
  const isBracketed = hasPort && address.includes(':');
  return (
    <span className={hasPort ? styles.endpoint : styles.sentence} title={endpointText(protocol, tuple, end)}>
      {isBracketed && <span className={styles.addition}>[</span>}
      <span className={styles.address}>{address}</span>
      {isBracketed && <span className={styles.addition}>]</span>}
      {addition !== '' && (
        <>
          {hasPort && <wbr />}
          <span className={styles.addition}>{addition}</span>
        </>
      )}
    </span>
  );
}

/** `192.0.2.1:80`, `[2001:db8::1]:80`, `192.0.2.1 echo-request`. */
export function endpointText(protocol: number, tuple: Tuple, end: 'source' | 'destination'): string {
  const address = tuple[end];
  const isBracketed = tuple.l4.kind === 'ports' && address.includes(':');
  return `${isBracketed ? `[${address}]` : address}${additionOf(protocol, tuple, end)}`;
}

function additionOf(protocol: number, { l4 }: Tuple, end: 'source' | 'destination'): string {
  switch (l4.kind) {
    case 'ports':
      return `:${l4[end]}`;
    case 'icmp':
      return end === 'source' ? ` id ${l4.id}` : ` ${icmpWords(protocol, l4)}`;
    case 'gre':
      return ` key ${end === 'source' ? l4.sourceKey : l4.destinationKey}`;
    case 'none':
      return '';
  }
}

function icmpWords(
  protocol: number,
  { type, code }: { readonly type: number; readonly code: number },
): string {
  const name = icmpTypeName(protocol, type);
  const words = name === String(type) ? `type ${type}` : name;
  return code === 0 ? words : `${words} code ${code}`;
}
