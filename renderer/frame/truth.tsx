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
  const lost = useSession((session) => session.target?.losses.count ?? null);
  return (
    <span className={styles.truth}>
      <ToneDot tone={tone} />
      <span role="status">{word}</span>
      {listedAt !== null && <InSync listedAt={listedAt} />}
      {lost !== null && (
        <>
          <span aria-hidden>·</span>
          <Popover
            label="Events lost"
            align="end"
            buttonClass={classes(styles.losses, lost > 0 && styles.some)}
            button={
              lost === 0 ? (
                <>
                  <b>0</b> events lost
                </>
              ) : (
                <>
                  events lost <b>{formatQuantity(lost, 'time')}</b>
                </>
              )
            }
          >
            <Losses />
          </Popover>
        </>
      )}
    </span>
  );
}

function InSync({ listedAt }: { readonly listedAt: number }) {
  const now = useNow(1000);
  return (
    <>
      <span aria-hidden>·</span>
      <span>
        in sync <b>{formatAge(now - listedAt)}</b> ago
      </span>
    </>
  );
}

/** What was lost, when, how it was repaired, where to see it, and a way to make sure. */
function Losses() {
  const targetId = useSession((session) => session.targetId);
  const isAny = useSession((session) => (session.target?.losses.count ?? 0) > 0);
  return (
    <div className={styles.words}>
      <LossesInWords />
      <div className={styles.actions}>
        <Button onClick={() => void attempt(relistTarget(targetId))}>Read the whole table again</Button>
        {isAny && <Button onClick={() => showView('events')}>Show where, in Events</Button>}
      </div>
    </div>
  );
}

function LossesInWords() {
  const losses = useSession((session) => session.target?.losses);
  if (!losses) return null;
  const { count, lastAt, repairedAt } = losses;
  const now = Date.now();
  if (count === 0 || lastAt === null) {
    return (
      <p>No event was lost since this table was opened: every flow that came, changed or went was seen.</p>
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
