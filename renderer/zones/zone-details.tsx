import { ArrowRight, Plus } from 'lucide-react';
import { Button } from '../ui/button.tsx';
import { formatCount, formatRate, formatShare } from '../ui/format.ts';
import { KeyValue, KeyValues, PanelSection } from '../ui/panel.tsx';
import { ProtocolName } from '../ui/protocol-name.tsx';
import styles from './zone-details.module.css';
import type { ZoneRow } from './zone-rows.ts';

interface ZoneDetailsProps {
  /** Null when the chosen zone holds no flows now. */
  readonly row: ZoneRow | null;
  readonly chosen: number | null;
  readonly onShowZone: (zone: number) => void;
  readonly onInjectIntoZone: (zone: number) => void;
}

/** The zone that was chosen in the table, in full. */
export function ZoneDetails({ row, chosen, onShowZone, onInjectIntoZone }: ZoneDetailsProps) {
  if (chosen === null) {
    return (
      <PanelSection title="No zone chosen">
        <p className={styles.quiet}>Choose one in the table to see its protocols and go to its flows.</p>
      </PanelSection>
    );
  }
  return (
    <PanelSection title={`Zone ${chosen}`}>
      {row ? <Facts row={row} /> : <p className={styles.quiet}>It holds no flows now.</p>}
      <div className={styles.actions}>
        <Button
          icon={ArrowRight}
          disabledReason={row ? null : 'There are none.'}
          onClick={() => onShowZone(chosen)}
        >
          Show flows
        </Button>
        <Button icon={Plus} onClick={() => onInjectIntoZone(chosen)}>
          Inject here
        </Button>
      </div>
    </PanelSection>
  );
}

function Facts({ row: { usage, share } }: { readonly row: ZoneRow }) {
  const { flows, assured, unreplied, originalOnly, replyOnly, protocols } = usage;
  return (
    <KeyValues>
      <KeyValue name="Flows">
        {formatCount(flows)} · {formatShare(share, 1)} of the table
      </KeyValue>
      <KeyValue name="Protocols">
        <ul className={styles.protocols}>
          {protocols.map((entry) => (
            <li key={entry.protocol}>
              <ProtocolName protocol={entry.protocol} /> {formatCount(entry.flows)} ·{' '}
              {formatShare(entry.flows, flows)}
            </li>
          ))}
        </ul>
      </KeyValue>
      <KeyValue name="Assured">{formatCount(assured)}</KeyValue>
      <KeyValue name="Unreplied">{formatCount(unreplied)}</KeyValue>
      {originalOnly > 0 && (
        <KeyValue name="Original only">{formatCount(originalOnly)}, with replies in another zone</KeyValue>
      )}
      {replyOnly > 0 && (
        <KeyValue name="Reply only">{formatCount(replyOnly)}, with originals in another zone</KeyValue>
      )}
      <KeyValue name="New, gone">
        {formatRate(usage.newPerSecond)}/s, {formatRate(usage.gonePerSecond)}/s
      </KeyValue>
    </KeyValues>
  );
}
