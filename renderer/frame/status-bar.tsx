import { useSession } from '../session.ts';
import { classes } from '../ui/classes.ts';
import { formatCount, formatRate, formatShare } from '../ui/format.ts';
import styles from './status-bar.module.css';
import { Truth } from './truth.tsx';

interface StatusBarProps {
  /** How many flows the filter lets through; null when nobody counts. */
  readonly shown: number | null;
  readonly paused: boolean;
}

/** Numbers about the whole table, and how true they are. */
export function StatusBar({ shown, paused }: StatusBarProps) {
  const target = useSession((session) => session.target);
  const isFollowed = useSession((session) => session.isFollowed);
  return (
    <footer className={styles.bar}>
      {target && (
        <div className={styles.numbers}>
          <span>
            <b>{formatCount(target.flows)}</b> {target.flows === 1 ? 'flow' : 'flows'}
          </span>
          {shown !== null && (
            <span>
              <b>{formatCount(shown)}</b> shown
            </span>
          )}
          <span>
            new <b>{isFollowed ? formatRate(target.newPerSecond) : '–'}</b>/s
          </span>
          <span>
            gone <b>{isFollowed ? formatRate(target.gonePerSecond) : '–'}</b>/s
          </span>
          {target.maximum !== null && <Fill flows={target.flows} maximum={target.maximum} />}
        </div>
      )}
      <Truth paused={paused} />
    </footer>
  );
}

/** From here on new connections may soon find no room. */
const NEARLY_FULL = 0.9;

function Fill({ flows, maximum }: { readonly flows: number; readonly maximum: number }) {
  return (
    <span className={classes(flows >= maximum * NEARLY_FULL && styles.full)}>
      table <b>{formatShare(flows, maximum)}</b> of {formatCount(maximum)}
    </span>
  );
}
