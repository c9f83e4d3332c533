import type { Flow } from '../../shared/flow.ts';
import type { FlowDetails } from '../../shared/flow-details.ts';
import { type Sysctls, timeoutSysctl } from '../../shared/kernel-timeout.ts';
import { StatusBit } from '../../shared/status.ts';
import { formatCount, formatDuration } from '../ui/format.ts';

/** Data was sent that the other side has not acknowledged (IP_CT_TCP_FLAG_DATA_UNACKNOWLEDGED). */
const DATA_UNACKNOWLEDGED = 0x10;
const UNACKNOWLEDGED = 'nf_conntrack_tcp_timeout_unacknowledged';

/**
 * How long a flow has left, and what gives it a new lease. `secondsSince`: how long ago it was read. `sysctls`:
 * `nf_conntrack_*` values by name, as far as they are known. `tcp`: what only a fresh reading tells.
 */
export function timeoutSentence(
  flow: Flow,
  secondsSince: number,
  sysctls: Sysctls,
  tcp: FlowDetails['tcp'] = null,
): string {
  const has = (bit: number) => (flow.status & bit) !== 0;
  if (has(StatusBit.offload) || has(StatusBit.hwOffload)) {
    return 'Does not expire while its packets bypass conntrack.';
  }
  if (flow.timeoutSeconds === null) return 'The kernel does not say when it expires.';
  const left = formatDuration(flow.timeoutSeconds - secondsSince);
  if (has(StatusBit.fixedTimeout)) return `Expires in ${left}; packets do not renew it.`;
  const name = timeoutSysctl(flow.protocol, flow.state, has(StatusBit.assured));
  if (name === null) return `Expires in ${left} unless traffic renews it.`;
  const seconds = sysctls[name];
  const shorter = sysctls[UNACKNOWLEDGED];
  const waitsForAck = tcp !== null && ((tcp.flagsOriginal | tcp.flagsReply) & DATA_UNACKNOWLEDGED) !== 0;
  if (waitsForAck && seconds !== undefined && shorter !== undefined && shorter < seconds) {
    return `Expires in ${left} unless traffic renews it (${UNACKNOWLEDGED} = ${formatCount(shorter)} s, because data waits for its ACK).`;
  }
  const value = seconds === undefined ? name : `${name} = ${formatCount(seconds)} s`;
  return `Expires in ${left} unless traffic renews it (${value}).`;
}
