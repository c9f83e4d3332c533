import { ArrowRight, GitCompareArrows, Plus, Trash2 } from 'lucide-react';
import type { ZoneUsage } from '../../shared/zone-usage.ts';
import { askToFlush } from '../flow-actions.ts';
import { useSession, whyUnchangeable } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { formatCount, formatRate, formatShare, MISSING } from '../ui/format.ts';
import { KeyValue, KeyValues, PanelSection } from '../ui/panel.tsx';
import { ProtocolName } from '../ui/protocol-name.tsx';
import { startComparison } from './comparison-store.ts';
import { ageWords } from './zone-columns.tsx';
import styles from './zone-details.module.css';
import { useZoneHighlights } from './zone-highlights.ts';
import type { ZoneLinks } from './zone-links.ts';
import { useZones } from './zones-store.ts';

/** The zone that was chosen, in full. */
export function ZoneDetails({ onShowZones, onInjectIntoZone }: ZoneLinks) {
  const changeProblem = useSession(whyUnchangeable);
  const chosen = useZones((state) => state.chosen);
  const usage = useZones((state) => state.chosenUsage);
  if (chosen === null) {
    return (
      <PanelSection title="No zone chosen">
        <p className={styles.quiet}>Choose one in the table or the map to see what it holds.</p>
      </PanelSection>
    );
  }
  const isUsed = usage !== null && usage.flows > 0;
  return (
    <PanelSection title={`Zone ${chosen}`}>
      {isUsed ? <Facts usage={usage} /> : <p className={styles.quiet}>It holds no flows now.</p>}
      <div className={styles.actions}>
        <Button
          icon={ArrowRight}
          disabledReason={isUsed ? null : 'There are none.'}
          onClick={() => onShowZones({ from: chosen, to: chosen })}
        >
          Show flows
        </Button>
        <Button icon={Plus} onClick={() => onInjectIntoZone(chosen)}>
          Inject here
        </Button>
        <Button icon={GitCompareArrows} onClick={() => startComparison(chosen)}>
          Compare
        </Button>
        <Button
          icon={Trash2}
          tone="danger"
          disabledReason={changeProblem ?? (isUsed ? null : 'There are none.')}
          onClick={() => askToFlush({ kind: 'zone', zone: chosen })}
        >
          Flush…
        </Button>
      </div>
    </PanelSection>
  );
}

function Facts({ usage }: { readonly usage: ZoneUsage }) {
  const { zone, flows, assured, unreplied, originalOnly, replyOnly, protocols } = usage;
  const total = useZones(({ page }) => page?.total ?? 0);
  const highlights = useZoneHighlights().get(zone) ?? null;
  const source = highlights?.topSource;
  return (
    <KeyValues>
      <KeyValue name="Flows">
        {formatCount(flows)} · {formatShare(flows, total)} of the table
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
      <KeyValue name="Oldest flow">{ageWords(highlights)}</KeyValue>
      <KeyValue name="Top source">
        {source ? `${source.address} (${formatCount(source.flows)} of ${formatCount(flows)})` : MISSING}
      </KeyValue>
      {usage.reserved && <KeyValue name="Reserved">kept from searches for free zones</KeyValue>}
    </KeyValues>
  );
}
