import { Trash2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { describeExpectation, type Expectation, ExpectationFlag } from '../../shared/expectation.ts';
import type { FlowRef } from '../../shared/flow.ts';
import { call, sessionStore, useSession, whyUnchangeable } from '../session.ts';
import { IconButton } from '../ui/button.tsx';
import { formatDuration } from '../ui/format.ts';
import { attempt } from '../ui/notifications.ts';
import { PanelSection } from '../ui/panel.tsx';
import styles from './flow-expectations.module.css';

const EVERY_MS = 1000;

interface FlowExpectationsProps {
  readonly flowRef: FlowRef;
  readonly helper: string;
  /** Whether to go on asking. */
  readonly running: boolean;
}

/** The flows that this one's helper foretells, each of which can be taken back. */
export function FlowExpectations({ flowRef, helper, running }: FlowExpectationsProps) {
  const [expectations, setExpectations] = useState<readonly Expectation[]>([]);
  const changeProblem = useSession(whyUnchangeable);
  useEffect(() => {
    if (!running) return;
    const abort = new AbortController();
    const read = async () => {
      const { targetId } = sessionStore.getState();
      try {
        const found = await call('expectations.list', { targetId, master: flowRef }, abort.signal);
        if (!abort.signal.aborted) setExpectations(found);
      } catch {
        // What keeps the flow from being read is said at the top of the details already.
      }
    };
    void read();
    const timer = setInterval(() => void read(), EVERY_MS);
    return () => {
      abort.abort();
      clearInterval(timer);
    };
  }, [flowRef, running]);

  const remove = async ({ protocol, tuple, id }: Expectation) => {
    const { targetId } = sessionStore.getState();
    const ref = { protocol, tuple, zone: flowRef.zones.original, id };
    await call('expectations.delete', { targetId, ref });
    setExpectations((shown) => shown.filter((one) => one.id !== id));
  };
  return (
    <PanelSection title="Expects">
      {expectations.length === 0 ? (
        <p className={styles.none}>The helper {helper} foretells no flow now.</p>
      ) : (
        <ul className={styles.list}>
          {expectations.map((expectation) => (
            <li key={`${expectation.id} ${describeExpectation(expectation)}`}>
              <code className={styles.flow}>{describeExpectation(expectation)}</code>
              <span className={styles.more}>{moreOf(expectation)}</span>
              <IconButton
                icon={Trash2}
                label="Delete this expectation"
                disabledReason={changeProblem}
                onClick={() => void attempt(remove(expectation))}
              />
            </li>
          ))}
        </ul>
      )}
    </PanelSection>
  );
}

function moreOf({ flags, class: kind, timeoutSeconds, nat }: Expectation): string {
  const words = [
    timeoutSeconds === null ? null : `for ${formatDuration(timeoutSeconds)}`,
    (flags & ExpectationFlag.permanent) === 0 ? null : 'permanent',
    (flags & ExpectationFlag.inactive) === 0 ? null : 'inactive',
    (flags & ExpectationFlag.userspace) === 0 ? null : 'made by a program',
    kind === 0 ? null : `class ${kind}`,
    nat === null ? null : `its ${nat.direction} direction will be translated`,
  ];
  return words.filter((word) => word !== null).join(' · ');
}
