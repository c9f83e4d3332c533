import { useMemo } from 'react';
import type { Capacity } from '../../shared/capacity.ts';
import { Chart, type ChartSeries } from '../ui/chart.tsx';
import { classes } from '../ui/classes.ts';
import { formatCount, formatShare, MISSING } from '../ui/format.ts';
import { KeyValue, KeyValues } from '../ui/panel.tsx';
import styles from './fill-section.module.css';
import { forecastWords } from './forecast-words.ts';
import { Section } from './section.tsx';

const two = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
/** From here on new connections may soon find no room. */
const NEARLY_FULL = 0.9;
/** A forecast is drawn as far ahead as this share of the history. */
const AHEAD = 0.25;

/** How full the table is, how that was, and where it is going. */
export function FillSection({ capacity }: { readonly capacity: Capacity }) {
  const { flows, maximum, buckets, history, forecast } = capacity;
  const words = forecastWords(forecast);
  const chart = useMemo(() => chartOf(capacity), [capacity]);
  return (
    <Section title="Fill" note="nf_conntrack_max is the limit of each network namespace" wide>
      <div className={styles.fill}>
        <div className={styles.numbers}>
          <p className={styles.share}>{maximum === null ? MISSING : formatShare(flows, maximum)}</p>
          <meter
            className={classes(
              styles.gauge,
              maximum !== null && flows >= maximum * NEARLY_FULL && styles.full,
            )}
            aria-label="Fill of the table"
            min={0}
            max={maximum ?? 1}
            value={maximum === null ? 0 : flows}
          />
          <p className={styles[words.tone]}>{words.text}</p>
          <KeyValues>
            <KeyValue name="Flows">{formatCount(flows)}</KeyValue>
            <KeyValue name="Maximum">
              {maximum === null ? 'nf_conntrack_max can’t be read here' : formatCount(maximum)}
            </KeyValue>
            <KeyValue name="Room left">
              {maximum === null ? MISSING : formatCount(Math.max(0, maximum - flows))}
            </KeyValue>
            <KeyValue name="Hash buckets">
              {buckets === null ? 'nf_conntrack_buckets can’t be read here' : formatCount(buckets)}
            </KeyValue>
            <KeyValue name="Mean chain">
              {buckets === null ? MISSING : two.format((2 * flows) / buckets)}
            </KeyValue>
          </KeyValues>
          <p className={styles.quiet}>
            A flow stands in the hash twice, once for each direction. All namespaces share the buckets; this
            chain is of this table’s flows alone.
          </p>
        </div>
        <div className={styles.chart}>
          <Chart
            size="large"
            label={`Flows over time. ${formatCount(history.flows.at(0) ?? flows)} at first, ${formatCount(flows)} now. ${words.text}`}
            times={chart.times}
            series={chart.series}
            leastTop={Math.min(maximum ?? 10, 10)}
            format={formatCount}
          />
        </div>
      </div>
    </Section>
  );
}

/** The history, and behind it the forecast where there is one. */
function chartOf({ history, forecast, maximum }: Capacity): {
  readonly times: readonly number[];
  readonly series: readonly ChartSeries[];
} {
  const { at, flows } = history;
  const last = at.at(-1);
  const count = flows.at(-1) ?? 0;
  if (last === undefined || maximum === null || forecast.kind !== 'filling') {
    return {
      times: at,
      series: seriesOf(
        flows,
        flows.map(() => null),
      ),
    };
  }
  const spanMs = Math.min((last - (at[0] ?? last)) * AHEAD, forecast.fullInSeconds * 1000);
  const ahead = [count, Math.min(maximum, count + (forecast.flowsPerSecond * spanMs) / 1000)];
  return {
    times: [...at, last + spanMs],
    series: seriesOf([...flows, null], [...flows.slice(0, -1).map(() => null), ...ahead]),
  };
}

function seriesOf(
  flows: readonly (number | null)[],
  forecast: readonly (number | null)[],
): readonly ChartSeries[] {
  return [
    { name: 'flows', tone: 'accent', look: 'area', values: flows },
    { name: 'forecast', tone: 'warn', look: 'dashed', values: forecast },
  ];
}
