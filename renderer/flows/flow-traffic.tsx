import type { Flow } from '../../shared/flow.ts';
import { formatByteRate, formatBytes, formatCount, MISSING } from '../ui/format.ts';
import { KeyValue, KeyValues } from '../ui/panel.tsx';
import { Sparkline } from '../ui/sparkline.tsx';
import styles from './flow-traffic.module.css';

interface FlowTrafficProps {
  readonly counters: Flow['counters'];
  /** Bytes per second, oldest first. */
  readonly rates: readonly number[];
}

/** Packets and bytes each way, and how fast they come. */
export function FlowTraffic({ counters, rates }: FlowTrafficProps) {
  const rate = rates.at(-1);
  return (
    <KeyValues>
      <KeyValue name="Original">{countersText(counters?.original)}</KeyValue>
      <KeyValue name="Reply">{countersText(counters?.reply)}</KeyValue>
      <KeyValue name="Rate">
        <span className={styles.rate}>
          {rate === undefined ? MISSING : formatByteRate(rate)}
          {rates.some((value) => value > 0) && (
            <Sparkline values={rates} label="rate of the last half minute" />
          )}
        </span>
      </KeyValue>
    </KeyValues>
  );
}

function countersText(counters: { readonly packets: number; readonly bytes: number } | undefined): string {
  return counters ? `${formatCount(counters.packets)} pkt · ${formatBytes(counters.bytes)}` : MISSING;
}
