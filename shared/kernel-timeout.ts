import { MAX_TIMEOUT_SECONDS } from './flow-spec.ts';
import { DCCP, GRE, ICMP, ICMPV6, SCTP, stateName, TCP, UDP, UDPLITE } from './protocol.ts';

/** `nf_conntrack_*` values by name, as far as they could be read. */
export type Sysctls = Readonly<Record<string, number>>;

/** What each sysctl holds on a kernel that nobody tuned, in seconds (net/netfilter/nf_conntrack_proto_*.c). */
const untuned: ReadonlyMap<string, number> = new Map([
  ['nf_conntrack_tcp_timeout_syn_sent', 120],
  ['nf_conntrack_tcp_timeout_syn_recv', 60],
  ['nf_conntrack_tcp_timeout_established', 432_000],
  ['nf_conntrack_tcp_timeout_fin_wait', 120],
  ['nf_conntrack_tcp_timeout_close_wait', 60],
  ['nf_conntrack_tcp_timeout_last_ack', 30],
  ['nf_conntrack_tcp_timeout_time_wait', 120],
  ['nf_conntrack_tcp_timeout_close', 10],
  ['nf_conntrack_udp_timeout', 30],
  ['nf_conntrack_udp_timeout_stream', 120],
  ['nf_conntrack_icmp_timeout', 30],
  ['nf_conntrack_icmpv6_timeout', 30],
  ['nf_conntrack_gre_timeout', 30],
  ['nf_conntrack_gre_timeout_stream', 180],
  ['nf_conntrack_sctp_timeout_closed', 10],
  ['nf_conntrack_sctp_timeout_cookie_wait', 3],
  ['nf_conntrack_sctp_timeout_cookie_echoed', 3],
  ['nf_conntrack_sctp_timeout_established', 210],
  ['nf_conntrack_sctp_timeout_shutdown_sent', 3],
  ['nf_conntrack_sctp_timeout_shutdown_recd', 3],
  ['nf_conntrack_sctp_timeout_shutdown_ack_sent', 3],
  ['nf_conntrack_sctp_timeout_heartbeat_sent', 30],
  ['nf_conntrack_dccp_timeout_request', 240],
  ['nf_conntrack_dccp_timeout_respond', 480],
  ['nf_conntrack_dccp_timeout_partopen', 480],
  ['nf_conntrack_dccp_timeout_open', 43_200],
  ['nf_conntrack_dccp_timeout_closereq', 64],
  ['nf_conntrack_dccp_timeout_closing', 64],
  ['nf_conntrack_dccp_timeout_timewait', 240],
  ['nf_conntrack_generic_timeout', 600],
]);

/** What the kernel gives TCP's SYN_SENT2, a state without a sysctl; taken for the other such states (NONE) too. */
const WITHOUT_SYSCTL_SECONDS = 120;
const UNTUNED_UNACKNOWLEDGED_SECONDS = 300;

/**
 * The sysctl (below net.netfilter) that a flow's timeout comes from when a packet renews it; null for states that
 * have none: NONE, and TCP's SYN_SENT2. A kernel that does not track the protocol (recent ones no longer know DCCP)
 * uses `nf_conntrack_generic_timeout` instead.
 */
export function timeoutSysctl(protocol: number, state: number | null, assured: boolean): string | null {
  switch (protocol) {
    case UDP:
    case UDPLITE:
      return assured ? 'nf_conntrack_udp_timeout_stream' : 'nf_conntrack_udp_timeout';
    case GRE:
      return assured ? 'nf_conntrack_gre_timeout_stream' : 'nf_conntrack_gre_timeout';
    case ICMP:
      return 'nf_conntrack_icmp_timeout';
    case ICMPV6:
      return 'nf_conntrack_icmpv6_timeout';
    case TCP:
      return ofState('tcp', TCP, state);
    case SCTP:
      return ofState('sctp', SCTP, state);
    case DCCP:
      return ofState('dccp', DCCP, state);
    default:
      return 'nf_conntrack_generic_timeout';
  }
}

/** Seconds that the kernel would give such a flow: its sysctl, or an untuned kernel's value when that is unknown. */
export function kernelTimeout(
  protocol: number,
  state: number | null,
  assured: boolean,
  sysctls: Sysctls,
): number {
  const name = timeoutSysctl(protocol, state, assured);
  const seconds = name === null ? undefined : (sysctls[name] ?? untuned.get(name));
  return Math.min(Math.max(seconds ?? WITHOUT_SYSCTL_SECONDS, 1), MAX_TIMEOUT_SECONDS);
}

/**
 * Seconds that one packet gives a flow without a reply. A TCP connection that was picked up in the middle, seen one way only, is
 * ESTABLISHED but gets no more than `nf_conntrack_tcp_timeout_unacknowledged` (nf_conntrack_tcp_packet).
 */
export function oneWayTimeout(protocol: number, state: number | null, sysctls: Sysctls): number {
  const seconds = kernelTimeout(protocol, state, false, sysctls);
  if (protocol !== TCP || state === null || stateName(protocol, state) !== 'ESTABLISHED') return seconds;
  return Math.min(seconds, sysctls.nf_conntrack_tcp_timeout_unacknowledged ?? UNTUNED_UNACKNOWLEDGED_SECONDS);
}

function ofState(prefix: string, protocol: number, state: number | null): string | null {
  if (state === null) return null;
  const name = `nf_conntrack_${prefix}_timeout_${stateName(protocol, state).toLowerCase()}`;
  return untuned.has(name) ? name : null;
}
