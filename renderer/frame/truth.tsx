import { engineNow } from '../engine-clock.ts';
import { pictureState } from '../picture-state.ts';
import { relistTarget, useSession } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { classes } from '../ui/classes.ts';
import { formatAge, formatMoment, formatQuantity } from '../ui/format.ts';
import { attempt } from '../ui/notifications.ts';
import { Popover } from '../ui/popover.tsx';
import { ToneDot } from '../ui/tone-dot.tsx';
import { useNow } from '../ui/use-now.ts';
import { showView } from '../workspace.ts';
import styles from './truth.module.css';

/** How true the picture is: what it follows, when it was last checked as a whole, and what was missed. */
export function Truth({ paused }: { readonly paused: boolean }) {
  const word = useSession((session) => pictureState(session, paused).word);
  const tone = useSession((session) => pictureState(session, paused).tone);
  const listedAt = useSession((session) => session.target?.listedAt ?? null);
  const isInSync = useSession((session) => pictureState(session, paused).isInSync);
  const lost = useSession((session) => session.target?.losses.count ?? null);
  const isSilent = useSession((session) => session.target?.sysctls.nf_conntrack_events === 0);
  return (
    <span className={styles.truth}>
      <ToneDot tone={tone} />
      <span role="status">{word}</span>
      {listedAt !== null && <InSync listedAt={listedAt} isInSync={isInSync} />}
      {lost !== null && (
        <>
          <span aria-hidden>·</span>
          <Popover
            label="Events lost"
            align="end"
            buttonClass={classes(styles.losses, (lost > 0 || isSilent) && styles.some)}
            button={<LossesInShort count={lost} isSilent={isSilent} />}
          >
            <Losses />
          </Popover>
        </>
      )}
    </span>
  );
}

function InSync({ listedAt, isInSync }: { readonly listedAt: number; readonly isInSync: boolean }) {
  useNow(1000);
  return (
    <>
      <span aria-hidden>·</span>
      <span>
        {isInSync ? 'in sync' : 'last in sync'} <b>{formatAge(Math.max(0, engineNow() - listedAt))}</b> ago
      </span>
    </>
  );
}

function LossesInShort({ count, isSilent }: { readonly count: number; readonly isSilent: boolean }) {
  if (count > 0) {
    return (
      <>
        events lost <b>{formatQuantity(count, 'time')}</b>
      </>
    );
  }
  if (isSilent) return 'no events';
  return (
    <>
      <b>0</b> events lost
    </>
  );
}

/** What was lost, when, how it was repaired, where to see it, and a way to make sure. */
function Losses() {
  const targetId = useSession((session) => session.targetId);
  const isAny = useSession((session) => (session.target?.losses.count ?? 0) > 0);
  return (
    <div className={styles.words}>
      <SourcesInWords />
      <LossesInWords />
      <div className={styles.actions}>
        <Button onClick={() => void attempt(relistTarget(targetId))}>Read the whole table again</Button>
        {isAny && <Button onClick={() => showView('events')}>Show where, in Events</Button>}
      </div>
    </div>
  );
}

/** What the kernel sends no events of, where that is so. */
function SourcesInWords() {
  const setting = useSession((session) => session.target?.sysctls.nf_conntrack_events);
  if (setting === 0) {
    return (
      <p>
        New flows send no events: net.netfilter.nf_conntrack_events is 0. What came, changed and went is known
        from listings alone; what came and went between two of them was never seen.
      </p>
    );
  }
  if (setting === 2) {
    return (
      <p>
        Flows from before this table was opened may send no events, since net.netfilter.nf_conntrack_events is
        2: that they changed or ended is then known from listings.
      </p>
    );
  }
  return null;
}

function LossesInWords() {
  const setting = useSession((session) => session.target?.sysctls.nf_conntrack_events);
  const losses = useSession((session) => session.target?.losses);
  if (!losses) return null;
  const { count, lastAt, repairedAt } = losses;
  const now = engineNow();
  if (count === 0 || lastAt === null) {
    if (setting === 0) return null;
    return (
      <p>
        No event was lost since this table was opened
        {setting === 2 ? '.' : ': every flow that came, changed or went was seen.'}
      </p>
    );
  }
  return (
    <>
      <p>
        Events came faster than they could be read {formatQuantity(count, 'time')}, last at{' '}
        {formatMoment(lastAt, now)}. The kernel then drops some, and says neither how many nor which.
      </p>
      <p>
        {repairedAt === null || repairedAt < lastAt
          ? 'So the whole table is being read again: what is shown may be out of date until that is done.'
          : `So the whole table was read again. That repaired the picture at ${formatMoment(repairedAt, now)}, ${formatAge(repairedAt - lastAt)} after the last loss. What came and went in between was never seen.`}
      </p>
    </>
  );
}
