import { Check, Lock } from 'lucide-react';
import type { TargetOffer } from '../../shared/target-state.ts';
import { CommandBlock } from '../ui/command-block.tsx';
import { commandIn } from '../ui/command-in.ts';
import styles from './target-picker.module.css';

interface TargetItemProps {
  readonly offer: TargetOffer;
  readonly current: boolean;
  readonly onChoose: (targetId: string) => void;
}

/** One table to look at; where it cannot be opened, why, and what to do about it. */
export function TargetItem({ offer, current, onChoose }: TargetItemProps) {
  const { targetId, title, subtitle, unavailable, locked } = offer;
  const command = unavailable?.hint === undefined ? null : commandIn(unavailable.hint);
  return (
    <li className={styles.item}>
      <button
        type="button"
        className={styles.choice}
        disabled={unavailable !== null}
        aria-current={current ? 'true' : undefined}
        onClick={() => onChoose(targetId)}
      >
        <span className={styles.mark}>{current && <Check size={14} aria-label="Open" />}</span>
        <strong>{title}</strong>
        <span className={styles.subtitle}>{subtitle}</span>
        {locked && unavailable === null && <Lock size={12} aria-label="Changes locked" />}
      </button>
      {unavailable && (
        <div className={styles.reason}>
          <p>{unavailable.message}</p>
          {unavailable.hint && <p>{unavailable.hint}</p>}
          {unavailable.detail && <p className={styles.detail}>{unavailable.detail}</p>}
          {command !== null && <CommandBlock command={command} />}
        </div>
      )}
    </li>
  );
}
