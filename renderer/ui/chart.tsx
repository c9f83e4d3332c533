import { useEffect, useRef, useState } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import styles from './chart.module.css';
import { formatTime } from './format.ts';

export type ChartTone = 'ok' | 'accent' | 'cool' | 'warn' | 'bad';

export interface ChartSeries {
  readonly name: string;
  readonly tone: ChartTone;
  /** One for each of the chart's times; null where there is none. */
  readonly values: readonly (number | null)[];
  /** `line` unless said otherwise; `area` is a line with what is below it tinted. */
  readonly look?: 'line' | 'area' | 'dashed' | 'dots';
}

interface ChartProps {
  /** What it shows and the gist of it, for those who cannot see it. */
  readonly label: string;
  /** Milliseconds since the epoch, ascending. */
  readonly times: readonly number[];
  /** The same names in the same order all the time. */
  readonly series: readonly ChartSeries[];
  /** What the top of the scale is at least. */
  readonly leastTop: number;
  readonly format: (value: number) => string;
  readonly size?: 'small' | 'large';
  /** How much time the chart shows, up to the last; all of it when absent. */
  readonly spanSeconds?: number;
}

/** What is shown while there are no values yet, seconds up to the present. */
const EMPTY_SECONDS = 60;

/** Where the lines of the scale may be: at whole numbers. */
const STEPS = Array.from({ length: 10 }, (_, power) => [1, 2, 5].map((step) => step * 10 ** power)).flat();

const HEIGHTS = { small: 104, large: 240 } as const;

/** Values over time. The values at the pointer are written above it. */
export function Chart(props: ChartProps) {
  const { label, times, series, leastTop, format, size = 'small', spanSeconds } = props;
  const frame = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const [pointedAt, setPointedAt] = useState<number | null>(null);
  const latest = useRef({ leastTop, format });
  latest.current = { leastTop, format };
  const shape = series.map(({ name, tone, look }) => `${name} ${tone} ${look}`).join();

  // biome-ignore lint/correctness/useExhaustiveDependencies: drawn anew only when it has other series
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const colorOf = (tone: string) => {
      const probe = element.querySelector(`[data-tone="${tone}"]`);
      return probe ? getComputedStyle(probe).color : 'gray';
    };
    const drawn = new uPlot(
      {
        width: element.clientWidth,
        height: HEIGHTS[size],
        legend: { show: false },
        cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
        scales: {
          x: {
            range: (_, first, last) => spanOf(first, last, spanSeconds),
          },
          y: { range: (_, __, most) => [0, Math.max(latest.current.leastTop, most * 1.08)] },
        },
        axes: [
          axis(colorOf, {
            size: 22,
            space: 70,
            values: (_, ticks, __, ___, step) =>
              ticks.map((tick) => formatTime(tick * 1000, step < 60 ? 'second' : 'minute')),
          }),
          axis(colorOf, {
            size: 62,
            space: 28,
            incrs: STEPS,
            values: (_, ticks) => ticks.map((tick) => latest.current.format(tick)),
          }),
        ],
        series: [{}, ...series.map((one) => lineOf(one, colorOf))],
        hooks: { setCursor: [({ cursor }) => setPointedAt(cursor.idx ?? null)] },
      },
      dataOf(times, series),
      element,
    );
    plot.current = drawn;
    const observer = new ResizeObserver(() =>
      drawn.setSize({ width: element.clientWidth, height: HEIGHTS[size] }),
    );
    observer.observe(element);
    const redraw = () => drawn.redraw(false);
    const theme = matchMedia('(prefers-color-scheme: dark)');
    theme.addEventListener('change', redraw);
    const root = new MutationObserver(redraw);
    root.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    return () => {
      observer.disconnect();
      root.disconnect();
      theme.removeEventListener('change', redraw);
      drawn.destroy();
    };
  }, [shape, size, spanSeconds]);

  useEffect(() => {
    plot.current?.setData(dataOf(times, series));
  }, [times, series]);

  const moment = pointedAt === null ? undefined : times[pointedAt];
  return (
    <div className={styles.chart}>
      <div className={styles.readout} aria-hidden>
        {moment !== undefined && pointedAt !== null && (
          <>
            <span>{formatTime(moment, 'second')}</span>
            {series.map(({ name, values }) => {
              const value = values[pointedAt] ?? null;
              return value === null ? null : (
                <span key={name}>
                  {name} <b>{format(value)}</b>
                </span>
              );
            })}
          </>
        )}
      </div>
      <div ref={frame} role="img" aria-label={label} className={styles[size]}>
        {PROBES.map((tone) => (
          <span key={tone} hidden data-tone={tone} className={styles[tone]} />
        ))}
      </div>
    </div>
  );
}

/** A canvas knows no custom properties: these hidden elements tell it what the colours of the theme are. */
const PROBES = ['ok', 'accent', 'cool', 'warn', 'bad', 'tint', 'axis', 'grid'] as const;

/** The times that are shown, seconds since the epoch. Without values uPlot gives null for both. */
function spanOf(first: number | null, last: number | null, spanSeconds?: number): [number, number] {
  if (first === null || last === null) {
    const now = Date.now() / 1000;
    return [now - (spanSeconds ?? EMPTY_SECONDS), now];
  }
  return [spanSeconds === undefined ? first : last - spanSeconds, last];
}

type ColorOf = (tone: string) => string;

function axis(colorOf: ColorOf, options: uPlot.Axis): uPlot.Axis {
  return {
    stroke: () => colorOf('axis'),
    font: '11px system-ui, sans-serif',
    grid: { stroke: () => colorOf('grid'), width: 1 },
    ticks: { show: false },
    ...options,
  };
}

function lineOf({ tone, look }: ChartSeries, colorOf: ColorOf): uPlot.Series {
  const stroke = () => colorOf(tone);
  if (look === 'dots') {
    return { paths: () => null, points: { show: true, size: 6, fill: stroke, stroke } };
  }
  return {
    stroke,
    width: 1.5,
    points: { show: false },
    ...(look === 'area' ? { fill: () => colorOf('tint') } : {}),
    ...(look === 'dashed' ? { dash: [4, 4] } : {}),
  };
}

function dataOf(times: readonly number[], series: readonly ChartSeries[]): uPlot.AlignedData {
  return [times.map((time) => time / 1000), ...series.map(({ values }) => [...values])];
}
