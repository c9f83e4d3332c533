import { Eye, Play, Square } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { type ErrorData, toInspectorError } from '../../shared/errors.ts';
import type { Scenario, ScenarioRun } from '../../shared/scenario.ts';
import { AwaitedState } from '../awaited-state.tsx';
import { call, openTarget, useSession, whyUnreadable } from '../session.ts';
import { TargetGate } from '../target-gate.tsx';
import { Button } from '../ui/button.tsx';
import { ErrorFacts } from '../ui/failure.tsx';
import { EmptyState } from '../ui/view-state.tsx';
import { DEMO_TARGET, isGoingOn, runDemo, stopDemo, useDemo } from './demo-store.ts';
import styles from './demos-view.module.css';

interface DemosViewProps {
  /** Shows the flows that a filter lets through. */
  readonly onFilter: (filter: string) => void;
}

/** Demonstrations with real packets, to see in the table what conntrack makes of them. */
export function DemosView({ onFilter }: DemosViewProps) {
  const isSandbox = useSession((session) => session.targetId === DEMO_TARGET);
  if (isSandbox) {
    return (
      <TargetGate>
        <Offers onFilter={onFilter} />
      </TargetGate>
    );
  }
  return (
    <EmptyState
      icon={Play}
      title="Demonstrations run in the sandbox only"
      actions={
        <Button tone="primary" onClick={() => void openTarget(DEMO_TARGET)}>
          Open the sandbox
        </Button>
      }
    >
      <p>They send real packets and set rules, which has no place in a table that others rely on.</p>
    </EmptyState>
  );
}

function Offers({ onFilter }: DemosViewProps) {
  const isConnected = useSession(({ connection }) => connection.status === 'connected');
  const [scenarios, setScenarios] = useState<readonly Scenario[] | null>(null);
  const [error, setError] = useState<ErrorData | null>(null);
  const load = useCallback(() => {
    setError(null);
    call('scenarios.list', { targetId: DEMO_TARGET }).then(setScenarios, (thrown: unknown) =>
      setError(toInspectorError(thrown, 'list the demonstrations').data),
    );
  }, []);
  useEffect(() => {
    if (isConnected) load();
  }, [isConnected, load]);
  if (scenarios === null) {
    const retry = <Button onClick={load}>Try again</Button>;
    return <AwaitedState title="Looking what can be shown here…" error={error} actions={retry} />;
  }
  const obstacle = scenarios.find(({ unavailable }) => unavailable !== null)?.unavailable ?? null;
  return (
    <div className={styles.view}>
      <p className={styles.note}>
        Each sends real packets between documentation addresses inside the sandbox, and takes its rules and
        addresses away when it ends. Nothing leaves this machine.
      </p>
      {obstacle && (
        <section className={styles.obstacle} aria-label="Why no demonstration can run here">
          <h2>{obstacle.message}</h2>
          <ErrorFacts error={obstacle} />
        </section>
      )}
      <ul className={styles.cards}>
        {scenarios.map((scenario) => (
          <Card key={scenario.id} scenario={scenario} onFilter={onFilter} />
        ))}
      </ul>
    </div>
  );
}

interface CardProps extends DemosViewProps {
  readonly scenario: Scenario;
}

function Card({ scenario, onFilter }: CardProps) {
  const { id, title, shows, watch, seconds, filter, unavailable } = scenario;
  const run = useDemo((state) => state.run);
  const problem = useSession(whyUnreadable);
  const isMine = run?.scenarioId === id && isGoingOn(run);
  const start = async () => {
    if (await runDemo(id)) onFilter(filter);
  };
  return (
    <li className={styles.card} aria-current={isMine || undefined}>
      <h2>{title}</h2>
      <p>{shows}</p>
      <p className={styles.watch}>
        <Eye size={14} aria-hidden /> <span>{watch}</span>
      </p>
      <div className={styles.foot}>
        {isMine ? (
          <>
            <Button icon={Square} disabledReason={problem} onClick={() => void stopDemo()}>
              Stop
            </Button>
            <Button onClick={() => onFilter(filter)}>Show its flows</Button>
          </>
        ) : (
          <Button
            icon={Play}
            aria-label={`Run: ${title}`}
            disabledReason={problem ?? unavailable?.message ?? whyNotNow(run)}
            onClick={() => void start()}
          >
            Run
          </Button>
        )}
        <span className={styles.takes}>about {seconds} s</span>
      </div>
    </li>
  );
}

function whyNotNow(run: ScenarioRun | null): string | null {
  return run !== null && isGoingOn(run) ? `“${run.title}” is running: stop it first.` : null;
}
