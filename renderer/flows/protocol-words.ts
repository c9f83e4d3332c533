/** Bits that the kernel keeps of each side of a TCP connection (IP_CT_TCP_FLAG_* in nf_conntrack_tcp.h). */
const tcpFlags: readonly (readonly [bit: number, words: string])[] = [
  [0x01, 'scales its window'],
  [0x02, 'permits SACK'],
  [0x04, 'closed first'],
  [0x08, 'windows are not checked'],
  [0x10, 'data waits for its ACK'],
  [0x20, 'has acknowledged'],
  [0x40, 'a challenge ACK is expected'],
  [0x80, 'opened at the same time'],
];

/** What is known of one side of a TCP connection, in words. */
export function tcpFlagWords(flags: number): string {
  const words = tcpFlags.filter(([bit]) => (flags & bit) !== 0).map(([, text]) => text);
  return words.length === 0 ? 'nothing known' : words.join(', ');
}

/** Which part the side that sent the first packet plays in a DCCP connection. */
export function dccpRole(role: number): string {
  return role === 0 ? 'client' : role === 1 ? 'server' : `role ${role}`;
}
