import { useState } from 'react';
import type { ErrorData } from '../../shared/errors.ts';
import { toInspectorError } from '../../shared/errors.ts';
import { describeFlow, type FlowRef } from '../../shared/flow.ts';
import type { FlowSpec } from '../../shared/flow-spec.ts';
import type { InjectOutcome } from '../../shared/work.ts';
import { Button } from '../ui/button.tsx';
import { notify, notifyFailure } from '../ui/notifications.ts';
import { Tag } from '../ui/tag.tsx';
import { findExisting } from './existing-flow.ts';
import type { Recent } from './inject-store.ts';
import styles from './recent-list.module.css';

interface RecentListProps {
  readonly entries: readonly Recent[];
  readonly onOpenFlow: (ref: FlowRef) => void;
}

/** What became of the flows injected last, newest first. */
export function RecentList({ entries, onOpenFlow }: RecentListProps) {
  return (
    <ul className={styles.list} aria-live="polite">
      {entries.map((entry) => (
        <li key={entry.id}>
          <Entry entry={entry} onOpenFlow={onOpenFlow} />
        </li>
      ))}
    </ul>
  );
}

interface EntryProps {
  readonly entry: Recent;
  readonly onOpenFlow: (ref: FlowRef) => void;
}

function Entry({ entry, onOpenFlow }: EntryProps) {
  const { outcome, spec } = entry;
  return (
    <>
      <div className={styles.line}>
        <OutcomeTag outcome={outcome} />
        <code className={styles.flow}>{describeSpec(spec)}</code>
        {outcome?.outcome === 'created' && (
          <Button tone="ghost" className={styles.open} onClick={() => onOpenFlow(outcome.ref)}>
            Open
          </Button>
        )}
        {outcome?.outcome === 'exists' && <OpenExisting entry={entry} onOpenFlow={onOpenFlow} />}
      </div>
      {outcome && outcome.outcome !== 'created' && <Reason error={outcome.error} />}
    </>
  );
}

/** One word for what became of a flow. */
export function OutcomeTag({ outcome }: { readonly outcome: InjectOutcome | null }) {
  switch (outcome?.outcome) {
    case undefined:
      return <Tag>sending</Tag>;
    case 'created':
      return <Tag tone="ok">created</Tag>;
    case 'exists':
      return <Tag tone="warn">exists</Tag>;
    case 'refused':
      return <Tag tone="bad">refused</Tag>;
  }
}

function Reason({ error }: { readonly error: ErrorData }) {
  return (
    <p className={styles.reason}>
      {error.errno && `${error.errno}: `}
      {error.message} {error.detail} {error.hint}
    </p>
  );
}

function OpenExisting({ entry, onOpenFlow }: EntryProps) {
  const [looking, setLooking] = useState(false);
  const open = async () => {
    setLooking(true);
    try {
      const ref = await findExisting(entry.targetId, entry.spec);
      if (ref !== null) return onOpenFlow(ref);
      notify({
        tone: 'info',
        title: 'That flow is not in the table',
        detail: 'It has ended meanwhile, or another flow whose replies look the same is in its way.',
      });
    } catch (thrown) {
      notifyFailure(toInspectorError(thrown, 'find the flow').data);
    } finally {
      setLooking(false);
    }
  };
  return (
    <Button
      tone="ghost"
      className={styles.open}
      disabledReason={looking ? 'Looking for it.' : null}
      onClick={() => void open()}
    >
      Open it
    </Button>
  );
}

function describeSpec({ protocol, source, destination, l4, zone }: FlowSpec): string {
  const direction = zone.direction === 'both' || zone.zone === 0 ? '' : ` (${zone.direction} only)`;
  return `${describeFlow(protocol, { source, destination, l4 })} zone ${zone.zone}${direction}`;
}
