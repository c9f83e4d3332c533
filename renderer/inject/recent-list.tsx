import { useState } from 'react';
import { describeExpectedFlow } from '../../shared/expectation.ts';
import { type FlowRef, refOf } from '../../shared/flow.ts';
import type { InjectOutcome } from '../../shared/work.ts';
import { Button } from '../ui/button.tsx';
import { attempt, notify } from '../ui/notifications.ts';
import { Tag } from '../ui/tag.tsx';
import { describeSpec } from './describe-spec.ts';
import { findExisting } from './existing-flow.ts';
import { RangeEntry, RangeTag } from './range-entry.tsx';
import { Reason } from './reason.tsx';
import styles from './recent-list.module.css';
import { type Recent, type RecentFlow, updateInstead } from './recent-store.ts';
import type { UpdateOutcome } from './update-existing.ts';

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
          {entry.kind === 'flow' ? (
            <FlowEntry entry={entry} onOpenFlow={onOpenFlow} />
          ) : (
            <RangeEntry entry={entry} />
          )}
        </li>
      ))}
    </ul>
  );
}

interface EntryProps {
  readonly entry: RecentFlow;
  readonly onOpenFlow: (ref: FlowRef) => void;
}

function FlowEntry({ entry, onOpenFlow }: EntryProps) {
  const { outcome, spec, expected, expectationError } = entry;
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
      </div>
      {outcome?.outcome === 'created' && outcome.note && <p className={styles.reason}>{outcome.note}</p>}
      {outcome && outcome.outcome !== 'created' && <Reason error={outcome.error} />}
      {outcome?.outcome === 'exists' && <Existing entry={entry} onOpenFlow={onOpenFlow} />}
      {outcome?.outcome === 'created' && expected && (
        <div className={styles.line}>
          {expectationError ? <Tag tone="bad">refused</Tag> : <Tag tone="ok">expects</Tag>}
          <code className={styles.flow}>{describeExpectedFlow(expected)}</code>
        </div>
      )}
      {expectationError && <Reason error={expectationError} />}
    </>
  );
}

/** What became of the newest entry, in a word. */
export function LatestTag({ entry }: { readonly entry: Recent }) {
  return entry.kind === 'flow' ? <OutcomeTag outcome={entry.outcome} /> : <RangeTag entry={entry} />;
}

/** One word for what became of a flow. */
function OutcomeTag({ outcome }: { readonly outcome: InjectOutcome | null }) {
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

function Existing({ entry, onOpenFlow }: EntryProps) {
  const [busy, setBusy] = useState(false);
  const doing = async (work: () => Promise<void>) => {
    setBusy(true);
    await attempt(work());
    setBusy(false);
  };
  const open = async () => {
    const flow = await findExisting(entry.targetId, entry.spec);
    if (flow) onOpenFlow(refOf(flow));
    else notify(notThere);
  };
  const reason = busy ? 'Asking the kernel.' : null;
  return (
    <>
      <div className={styles.actions}>
        <Button tone="ghost" className={styles.open} disabledReason={reason} onClick={() => void doing(open)}>
          Open it
        </Button>
        <Button
          tone="ghost"
          className={styles.open}
          disabledReason={reason}
          tip="Gives the existing flow this timeout, state, mark, labels and status"
          onClick={() => void doing(() => updateInstead(entry))}
        >
          Update it instead
        </Button>
      </div>
      {entry.update && <UpdateLine update={entry.update} />}
    </>
  );
}

const notThere = {
  tone: 'info',
  title: 'That flow is not in the table',
  detail: 'It has ended meanwhile, or another flow whose replies look the same is in its way.',
} as const;

function UpdateLine({ update: { result, left } }: { readonly update: UpdateOutcome }) {
  if (result === null) return <p className={styles.reason}>{notThere.detail}</p>;
  const [refusal] = result.refusals;
  const [count] = result.counts;
  return (
    <>
      <div className={styles.line}>
        <Tag tone={refusal ? 'bad' : 'ok'}>{count?.outcome ?? 'unchanged'}</Tag>
        {left.length > 0 && (
          <span className={styles.flow}>Fixed when a flow is made: {left.join(', ')}.</span>
        )}
      </div>
      {refusal && <Reason error={refusal.error} />}
    </>
  );
}
