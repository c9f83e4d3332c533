import { readFileSync } from 'node:fs';

const NETLINK_NETFILTER = '12';

/**
 * How many events the kernel dropped for the listeners of a network namespace, since they listen: the kernel's own
 * count, whatever the listeners themselves noticed. `pid` is a process inside. Null when nobody listens.
 */
export function droppedEvents(pid: number): number | null {
  const [, ...lines] = readFileSync(`/proc/${pid}/net/netlink`, 'latin1').trimEnd().split('\n');
  const listeners = lines
    .map((line) => line.trim().split(/\s+/))
    .filter(
      ([, protocol, , groups]) => protocol === NETLINK_NETFILTER && Number.parseInt(groups ?? '0', 16) !== 0,
    );
  if (listeners.length === 0) return null;
  return listeners.reduce((total, columns) => total + Number(columns[8] ?? 0), 0);
}
