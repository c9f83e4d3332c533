import { useState } from 'react';
import type { Capacity, Survey, Talker } from '../../shared/capacity.ts';
import { formatBytes, formatCount, formatQuantity, formatShare } from '../ui/format.ts';
import { Segmented } from '../ui/segmented.tsx';
import { Section, Waiting } from './section.tsx';
import tables from './tables.module.css';
import styles from './talkers-section.module.css';

type End = 'sources' | 'destinations';
type Measure = 'byFlows' | 'byBytes';

const ends = [
  { value: 'sources', label: 'Source' },
  { value: 'destinations', label: 'Destination' },
] as const;
const measures = [
  { value: 'byFlows', label: 'Flows' },
  { value: 'byBytes', label: 'Bytes' },
] as const;

interface TalkersSectionProps extends Pick<Capacity, 'survey'> {
  readonly onFilter: (filter: string) => void;
}

/** The addresses that hold most of the table. */
export function TalkersSection({ survey, onFilter }: TalkersSectionProps) {
  const [end, setEnd] = useState<End>('sources');
  const [measure, setMeasure] = useState<Measure>('byFlows');
  return (
    <Section
      title="Top talkers"
      note={survey && `${formatQuantity(survey[end].distinct, 'address', 'addresses')}, all zones`}
      controls={
        <>
          <Segmented label="End of the flows" hideLabel value={end} choices={ends} onChange={setEnd} />
          <Segmented label="Rank by" hideLabel value={measure} choices={measures} onChange={setMeasure} />
        </>
      }
    >
      {survey === null ? (
        <Waiting rows={6} />
      ) : (
        <Ranking survey={survey} end={end} measure={measure} onFilter={onFilter} />
      )}
    </Section>
  );
}

interface RankingProps {
  readonly survey: Survey;
  readonly end: End;
  readonly measure: Measure;
  readonly onFilter: (filter: string) => void;
}

function Ranking({ survey, end, measure, onFilter }: RankingProps) {
  const talkers = survey[end][measure];
  if (measure === 'byBytes' && survey.counted === 0 && survey.flows > 0) {
    return (
      <p className={tables.none}>
        The kernel counts no bytes for these flows: net.netfilter.nf_conntrack_acct was 0 when they began.
      </p>
    );
  }
  if (talkers.length === 0) return <p className={tables.none}>Nobody yet.</p>;
  const amountOf = (talker: Talker) => (measure === 'byFlows' ? talker.flows : talker.bytes);
  const most = amountOf(talkers[0] ?? { address: '', flows: 1, bytes: 1 });
  const field = end === 'sources' ? 'src' : 'dst';
  return (
    <table className={tables.table}>
      <thead>
        <tr>
          <th scope="col">Address</th>
          <th scope="col">
            <span className={styles.share}>Share</span>
          </th>
          <th scope="col">Flows</th>
          <th scope="col">Bytes</th>
        </tr>
      </thead>
      <tbody>
        {talkers.map((talker) => (
          <tr key={talker.address}>
            <td>
              <button
                type="button"
                className={tables.link}
                title={`Show flows with ${field} == ${talker.address}`}
                onClick={() => onFilter(`${field} == ${talker.address}`)}
              >
                {talker.address}
              </button>
            </td>
            <td className={styles.bar}>
              <svg width="100%" height="4" aria-hidden>
                <rect width={`${(amountOf(talker) / most) * 100}%`} height="4" rx="2" />
              </svg>
            </td>
            <td>
              {formatCount(talker.flows)}{' '}
              <span className={styles.part}>{formatShare(talker.flows, survey.flows)}</span>
            </td>
            <td className={survey.counted === 0 ? tables.zero : undefined}>
              {survey.counted === 0 ? '—' : formatBytes(talker.bytes)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
