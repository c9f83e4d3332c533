import { CircleAlert, CircleCheck, CirclePlay, X } from 'lucide-react';
import { useEffect } from 'react';
import type { ScenarioRun } from '../../shared/scenario.ts';
import { useSession } from '../session.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { classes } from '../ui/classes.ts';
import styles from './demo-banner.module.css';
import { DEMO_TARGET, followDemo, isGoingOn, putDemoAway, stopDemo, useDemo } from './demo-store.ts';

interface DemoBannerProps {
  /** Shows the flows of the demonstration, or all again when the filter is empty. */
  readonly onFilter: (filter: string) => void;
}

/** Tells what a demonstration is doing, above whatever view shows it. */
export function DemoBanner({ onFilter }: DemoBannerProps) {
  const run = useDemo((state) => state.run);
  const isPutAway = useDemo((state) => state.isPutAway);
  const isSandbox = useSession((session) => session.targetId === DEMO_TARGET);
  useEffect(followDemo, []);
  if (run === null || !isSandbox || (isPutAway && !isGoingOn(run))) return null;
  const tone = run.phase === 'failed' ? 'bad' : isGoingOn(run) ? 'going' : 'over';
  const Icon = { bad: CircleAlert, going: CirclePlay, over: CircleCheck }[tone];
  return (
    <section aria-label="Demonstration" className={classes(styles.banner, styles[tone])}>
      <Icon size={16} aria-hidden />
      <p role="status" className={styles.words}>
        <strong>{run.title}</strong> {words(run)}
      </p>
      <Button onClick={() => onFilter(run.filter)}>Show its flows</Button>
      {isGoingOn(run) ? (
        <Button disabled={run.phase === 'ending'} onClick={() => void stopDemo()}>
          Stop
        </Button>
      ) : (
        <>
          <Button onClick={() => onFilter('')}>Show all flows</Button>
          <IconButton icon={X} label="Put away" onClick={putDemoAway} />
        </>
      )}
    </section>
  );
}

function words({ phase, steps, error }: ScenarioRun): string {
  const step = steps.at(-1)?.text ?? '';
  switch (phase) {
    case 'starting':
      return 'Setting up addresses and rules in the sandbox…';
    case 'running':
      return step;
    case 'ending':
      return 'Clearing up…';
    case 'finished':
      return `${step} That is all; the flows stay until they time out.`;
    case 'stopped':
      return 'Stopped. The flows stay until they time out.';
    case 'failed':
      return [error?.message, error?.detail, error?.hint].filter(Boolean).join(' ');
  }
}
