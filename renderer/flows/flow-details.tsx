import { Pencil, Trash2 } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { type Flow, type FlowRef, refKey, refOf } from '../../shared/flow.ts';
import type { FlowDetails as Details } from '../../shared/flow-details.ts';
import type { FlowRow } from '../../shared/flow-page.ts';
import { stateName } from '../../shared/protocol.ts';
import { engineNow } from '../engine-clock.ts';
import { askToChange, askToDelete, chosenFlow } from '../flow-actions.ts';
import { useSession, whyUnchangeable } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { classes } from '../ui/classes.ts';
import { Failure } from '../ui/failure.tsx';
import { formatMoment } from '../ui/format.ts';
import { Fold, Panel, PanelSection } from '../ui/panel.tsx';
import { ProtocolName, protocolLabel } from '../ui/protocol-name.tsx';
import { useNow } from '../ui/use-now.ts';
import { LoadingState } from '../ui/view-state.tsx';
import { CopyFlow } from './copy-flow.tsx';
import { secondsSinceReading, useDetailsFeed } from './details-feed.ts';
import { endpointText } from './endpoint.tsx';
import { closeDetails } from './flow-choice.ts';
import { FlowCommand } from './flow-command.tsx';
import styles from './flow-details.module.css';
import { FlowExpectations } from './flow-expectations.tsx';
import { FlowIdentity } from './flow-identity.tsx';
import { useFlowRows } from './flow-rows.ts';
import { FlowTraffic } from './flow-traffic.tsx';
import { ProtocolFacts } from './protocol-facts.tsx';
import { RawAttributes } from './raw-attributes.tsx';
import { stateMeaning, statePath } from './state-path.ts';
import { StatusBits } from './status-bits.tsx';
import { timeoutSentence } from './timeout-words.ts';
import { TranslationPicture } from './translation-picture.tsx';

/** Everything about one flow, live. */
export function FlowDetails({ flowRef }: { readonly flowRef: FlowRef }) {
  const isPaused = useFlowRows((rows) => rows.pausedAt !== null);
  const feed = useDetailsFeed(flowRef, !isPaused);
  const row = useLastRow(flowRef);
  const changeProblem = useSession(whyUnchangeable);
  // The table often knows before the next reading does.
  const endedAt = feed.endedAt ?? row?.goneSince ?? null;
  useNow(1000, !isPaused && endedAt === null);
  const now = engineNow();
  const flow = feed.details?.flow ?? row?.flow ?? null;
  const { protocol, original } = flowRef;
  return (
    <Panel
      title={
        <>
          <ProtocolName protocol={protocol} />
          <span className={styles.ends}>
            {endpointText(protocol, original, 'source')} → {endpointText(protocol, original, 'destination')}
          </span>
        </>
      }
      onClose={closeDetails}
    >
      {endedAt !== null && (
        <p role="status" className={styles.ended}>
          Ended at {formatMoment(endedAt, now)}. These are its last known values.
        </p>
      )}
      {feed.error && (
        <div className={styles.failed}>
          <Failure error={feed.error} />
        </div>
      )}
      {flow === null && feed.error === null && endedAt === null && <LoadingState title="Reading the flow…" />}
      {flow !== null && (
        <div className={classes(endedAt !== null && styles.over)}>
          <PanelSection title="Address translation">
            <TranslationPicture flow={flow} />
          </PanelSection>
          <PanelSection title={flow.state === null ? 'Timeout' : `${protocolLabel(protocol)} state`}>
            <StateStrip flow={flow} />
            {endedAt === null && (
              <Timeout flow={flow} tcp={feed.details?.tcp ?? null} secondsSince={secondsSinceReading(feed)} />
            )}
          </PanelSection>
          <PanelSection title="Traffic">
            <FlowTraffic counters={flow.counters} rates={feed.rates} />
          </PanelSection>
          <PanelSection title="Identity">
            <FlowIdentity flow={flow} master={feed.details?.master ?? null} now={now} />
          </PanelSection>
          {flow.helper !== null && (
            <FlowExpectations
              flowRef={flowRef}
              helper={flow.helper}
              running={!isPaused && endedAt === null}
            />
          )}
          <PanelSection title="Status">
            <StatusBits status={flow.status} />
          </PanelSection>
          {feed.details && <ProtocolFacts details={feed.details} />}
        </div>
      )}
      <PanelSection title="Equivalent command">
        <FlowCommand flowRef={flowRef} />
      </PanelSection>
      {feed.details && (
        <Fold title="Kernel attributes as they came">
          <RawAttributes attributes={feed.details.attributes} />
        </Fold>
      )}
      <div className={styles.actions}>
        <Button
          icon={Pencil}
          disabledReason={endedAt === null ? changeProblem : 'This flow has ended.'}
          onClick={() => askToChange(chosenFlow(flowRef))}
        >
          Change flow…
        </Button>
        <Button
          tone="danger"
          icon={Trash2}
          disabledReason={endedAt === null ? changeProblem : 'This flow has ended.'}
          onClick={() => askToDelete(chosenFlow(flowRef))}
        >
          Delete flow…
        </Button>
        <CopyFlow flow={flow} />
      </div>
    </Panel>
  );
}

/** The flow's row as the table last showed it; it stays when the row is gone. */
function useLastRow(ref: FlowRef): FlowRow | null {
  const shown = useFlowRows((rows) => rows.page?.rows.find((row) => isSame(row.flow, ref)) ?? null);
  const last = useRef(shown);
  useEffect(() => {
    if (shown !== null) last.current = shown;
  }, [shown]);
  return shown ?? last.current;
}

function isSame(flow: Flow, ref: FlowRef): boolean {
  return flow.id === ref.id && refKey(refOf(flow)) === refKey(ref);
}

function StateStrip({ flow: { protocol, state } }: { readonly flow: Flow }) {
  const steps = statePath(protocol, state);
  if (steps.length === 0) return state === null ? null : <p>{stateName(protocol, state)}</p>;
  return (
    <>
      <ol className={styles.states}>
        {steps.map(({ name, place }) => (
          <li key={name} className={styles[place]} aria-current={place === 'now' ? 'step' : undefined}>
            {name}
          </li>
        ))}
      </ol>
      <p className={styles.note}>{stateMeaning(protocol, state)}</p>
    </>
  );
}

interface TimeoutProps {
  readonly flow: Flow;
  readonly tcp: Details['tcp'];
  readonly secondsSince: number;
}

function Timeout({ flow, tcp, secondsSince: seconds }: TimeoutProps) {
  const sysctls = useSession((session) => session.target?.sysctls);
  return <p className={styles.note}>{timeoutSentence(flow, seconds, sysctls ?? {}, tcp)}</p>;
}
