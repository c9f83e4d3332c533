import { useEffect, useMemo } from 'react';
import { useStore } from 'zustand';
import type { EventRates, FlowEventKind } from '../../shared/flow-event.ts';
import { Chart, type ChartSeries } from '../ui/chart.tsx';
import { formatCount, formatQuantity } from '../ui/format.ts';
import styles from './event-chart.module.css';
import { eventRatesStore, followEventRates } from './event-rates.ts';
import { KindChips } from './kind-chips.tsx';

/** How many events of each kind there were in each second of the last ten minutes. */
export function EventChart() {
  const rates = useStore(eventRatesStore, (state) => state?.rates ?? null);
  useEffect(followEventRates, []);
  const times = useMemo(
    () => (rates === null ? [] : rates.new.map((_, second) => rates.from + second * 1000)),
    [rates],
  );
  const series = useMemo(() => (rates === null ? noSeries : seriesOf(rates)), [rates]);
  return (
    <section className={styles.strip} aria-label="Event rates">
      <div className={styles.legend}>
        <KindChips lastSecond={rates && lastSecondOf(rates)} />
        <span className={styles.note}>events per second, last ten minutes</span>
      </div>
      <Chart
        label={rates === null ? 'Events per second' : summaryOf(rates)}
        times={times}
        series={series}
        leastTop={5}
        spanSeconds={600}
        format={formatCount}
      />
    </section>
  );
}

function seriesOf({ new: came, updated, destroyed, lost }: EventRates): readonly ChartSeries[] {
  return [
    { name: 'new', tone: 'ok', values: came },
    { name: 'updated', tone: 'cool', values: updated },
    { name: 'destroyed', tone: 'bad', values: destroyed },
    // On the line of zero: what matters is when it was.
    { name: 'lost', tone: 'warn', look: 'dots', values: lost.map((count) => (count > 0 ? 0 : null)) },
  ];
}

const noSeries = seriesOf({ from: 0, new: [], updated: [], destroyed: [], lost: [] });

function lastSecondOf(rates: EventRates): Readonly<Record<FlowEventKind, number>> {
  return {
    new: rates.new.at(-1) ?? 0,
    updated: rates.updated.at(-1) ?? 0,
    destroyed: rates.destroyed.at(-1) ?? 0,
  };
}

/** The gist of the chart in words. */
function summaryOf(rates: EventRates): string {
  const kind = (name: FlowEventKind) =>
    `${formatQuantity(sum(rates[name]), `${name} event`)}, at most ${formatCount(Math.max(0, ...rates[name]))} in a second`;
  const lost = sum(rates.lost);
  const losses = lost === 0 ? 'None were lost.' : `Events were lost ${formatQuantity(lost, 'time')}.`;
  return `Events in the last ten minutes: ${kind('new')}; ${kind('updated')}; ${kind('destroyed')}. ${losses}`;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
