import type { Capacity, Statistics } from '../../shared/capacity.ts';
import { classes } from '../ui/classes.ts';
import { ErrorFacts } from '../ui/failure.tsx';
import { formatCount, formatRate, MISSING } from '../ui/format.ts';
import { Tooltip } from '../ui/tooltip.tsx';
import { Section, Waiting } from './section.tsx';
import { type StatisticWords, statisticWords } from './statistic-words.ts';
import styles from './statistics-section.module.css';
import tables from './tables.module.css';

type Counted = Extract<Statistics, { ok: true }>;

/** What each CPU counted since the network namespace was made. */
export function StatisticsSection({ statistics }: Pick<Capacity, 'statistics'>) {
  return (
    <Section title="Kernel statistics" note="since the network namespace was made; as conntrack -S">
      {statistics === null && <Waiting rows={8} />}
      {statistics?.ok === false && (
        <div className={tables.degraded}>
          <p>{statistics.error.message}</p>
          <ErrorFacts error={statistics.error} />
        </div>
      )}
      {statistics?.ok && <Counts statistics={statistics} />}
    </Section>
  );
}

function Counts({ statistics }: { readonly statistics: Counted }) {
  const { cpus, expectations } = statistics;
  const rows = statisticWords.filter(({ name }) => cpus.some((cpu) => cpu[name] !== null));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: with many CPUs it scrolls sideways, also by keyboard
    <section className={tables.scroll} tabIndex={0} aria-label="Statistics of each CPU">
      <table className={tables.table}>
        <thead>
          <tr>
            <th scope="col">Count</th>
            <th scope="col">All</th>
            <th scope="col">Per s</th>
            {cpus.map(({ cpu }) => (
              <th key={cpu} scope="col">
                CPU {cpu}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((words) => (
            <CountRow key={words.name} words={words} statistics={statistics} />
          ))}
          {(['new', 'create', 'delete'] as const).map((name) => (
            <tr key={name}>
              <th scope="row">
                <Name label={`expect_${name}`} meaning={expectationMeanings[name]} />
              </th>
              <td>{formatCount(expectations.reduce((sum, cpu) => sum + cpu[name], 0))}</td>
              <td />
              {expectations.map((cpu) => (
                <td key={cpu.cpu}>{formatCount(cpu[name])}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const expectationMeanings = {
  new: 'Flows that came as a helper had foretold.',
  create: 'Expectations that helpers made.',
  delete: 'Expectations that went, used or not.',
} as const;

interface CountRowProps {
  readonly words: StatisticWords;
  readonly statistics: Counted;
}

function CountRow({ words: { name, label, meaning, weight }, statistics }: CountRowProps) {
  const { cpus, perSecond } = statistics;
  const total = cpus.reduce((sum, cpu) => sum + (cpu[name] ?? 0), 0);
  const rate = perSecond?.[name];
  const hurts = weight !== 'work' && total > 0;
  const tone = !hurts ? undefined : weight === 'loss' ? styles.loss : styles.strain;
  return (
    <tr className={tone}>
      <th scope="row">
        <Name label={label} meaning={meaning} />
        {hurts && weight === 'loss' && <span className={styles.mark}>lost</span>}
      </th>
      <td className={classes(total === 0 && tables.zero)}>{formatCount(total)}</td>
      <td className={classes(!rate && tables.zero)}>{rate === undefined ? MISSING : formatRate(rate)}</td>
      {cpus.map((cpu) => (
        <td key={cpu.cpu} className={classes(!cpu[name] && tables.zero)}>
          {formatCount(cpu[name] ?? 0)}
        </td>
      ))}
    </tr>
  );
}

/** The name of a count, with what it means when it is rested on. */
function Name({ label, meaning }: { readonly label: string; readonly meaning: string }) {
  return (
    <Tooltip text={meaning}>
      <button type="button" className={styles.name}>
        {label}
      </button>
    </Tooltip>
  );
}
