import type { Capacity, Survey, Unanswered } from '../../shared/capacity.ts';
import { describeFlow } from '../../shared/flow.ts';
import { Button } from '../ui/button.tsx';
import { formatCount, formatDuration, formatQuantity, MISSING } from '../ui/format.ts';
import { Section, Waiting } from './section.tsx';
import tables from './tables.module.css';

interface UnansweredSectionProps extends Pick<Capacity, 'survey'> {
  readonly onFilter: (filter: string) => void;
}

/** Flows that packets keep alive though nothing ever came back. */
export function UnansweredSection({ survey, onFilter }: UnansweredSectionProps) {
  return (
    <Section
      title="Never answered"
      note={survey && formatQuantity(survey.unansweredCount, 'flow')}
      controls={<Button onClick={() => onFilter('unreplied')}>Show all unreplied</Button>}
    >
      {survey === null ? <Waiting rows={6} /> : <List survey={survey} onFilter={onFilter} />}
    </Section>
  );
}

function List({
  survey,
  onFilter,
}: {
  readonly survey: Survey;
  readonly onFilter: (filter: string) => void;
}) {
  const { unanswered, unansweredCount, dated, flows } = survey;
  if (flows > 0 && dated === 0) {
    return (
      <p className={tables.none}>
        It is not known how old these flows are: net.netfilter.nf_conntrack_timestamp was 0 when they began.
      </p>
    );
  }
  if (unanswered.length === 0) {
    return <p className={tables.none}>None: whatever goes on was answered, or is too young to tell.</p>;
  }
  return (
    <>
      <p className={tables.explanation}>
        No reply since they began, and at least twice as old as the timeout that one packet gives them: so
        packets go on renewing them.
      </p>
      <table className={tables.table}>
        <thead>
          <tr>
            <th scope="col">Flow</th>
            <th scope="col">Age</th>
            <th scope="col">Timeout</th>
            <th scope="col">Renewed</th>
            <th scope="col">Packets</th>
          </tr>
        </thead>
        <tbody>
          {unanswered.map((one) => (
            <Row key={`${describe(one)} ${one.flow.id}`} unanswered={one} onFilter={onFilter} />
          ))}
        </tbody>
      </table>
      {unansweredCount > unanswered.length && (
        <p className={tables.none}>and {formatCount(unansweredCount - unanswered.length)} more</p>
      )}
    </>
  );
}

interface RowProps {
  readonly unanswered: Unanswered;
  readonly onFilter: (filter: string) => void;
}

function Row({ unanswered, onFilter }: RowProps) {
  const { flow, ageSeconds, timeoutSeconds, renewals } = unanswered;
  const { source, destination } = flow.original;
  return (
    <tr>
      <td>
        <button
          type="button"
          className={tables.link}
          title="Show unreplied flows between these two"
          onClick={() => onFilter(`unreplied and src == ${source} and dst == ${destination}`)}
        >
          {describe(unanswered)}
        </button>
      </td>
      <td>{formatDuration(ageSeconds)}</td>
      <td>{formatDuration(timeoutSeconds)}</td>
      <td>≥ {formatCount(renewals)}×</td>
      <td>{flow.counters === null ? MISSING : formatCount(flow.counters.original.packets)}</td>
    </tr>
  );
}

function describe({ flow }: Unanswered): string {
  return describeFlow(flow.protocol, flow.original);
}
