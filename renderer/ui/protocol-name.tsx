import { ICMP, ICMPV6, protocolName, SCTP, TCP, UDP, UDPLITE } from '../../shared/protocol.ts';
import { classes } from './classes.ts';
import styles from './protocol-name.module.css';

const tones: ReadonlyMap<number, string | undefined> = new Map([
  [TCP, styles.tcp],
  [UDP, styles.udp],
  [UDPLITE, styles.udp],
  [ICMP, styles.icmp],
  [ICMPV6, styles.icmp],
  [SCTP, styles.sctp],
]);

/** `TCP`, `ICMPv6`, …: a protocol as people write it. One without a name is its number. */
export function protocolLabel(protocol: number): string {
  if (protocol === ICMPV6) return 'ICMPv6';
  if (protocol === UDPLITE) return 'UDP-Lite';
  return protocolName(protocol).toUpperCase();
}

/** A protocol's name in the colour that it has everywhere. */
export function ProtocolName({ protocol }: { readonly protocol: number }) {
  return (
    <span className={classes(styles.name, tones.get(protocol) ?? styles.other)}>
      {protocolLabel(protocol)}
    </span>
  );
}
