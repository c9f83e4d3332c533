import { Pause, Play } from 'lucide-react';
import { Button } from './button.tsx';
import styles from './hold-button.module.css';

interface HoldButtonProps {
  readonly held: boolean;
  readonly onToggle: () => void;
  /** Why nothing can be held now; null when it can. What is held can always be let go. */
  readonly pauseProblem: string | null;
  /** What each of its two faces does, in a sentence. */
  readonly pauseTip: string;
  readonly resumeTip: string;
  /** What came meanwhile, in a few words; null when nothing did. */
  readonly missed: string | null;
}

/** Lets what is shown stand still, says what comes meanwhile, and catches up. */
export function HoldButton({ held, onToggle, pauseProblem, pauseTip, resumeTip, missed }: HoldButtonProps) {
  if (!held) {
    return (
      <Button icon={Pause} collapses disabledReason={pauseProblem} onClick={onToggle} tip={pauseTip}>
        Pause
      </Button>
    );
  }
  return (
    <Button icon={Play} collapses className={styles.held} onClick={onToggle} tip={resumeTip}>
      Resume
      {missed !== null && <span className={styles.badge}>{missed}</span>}
    </Button>
  );
}
