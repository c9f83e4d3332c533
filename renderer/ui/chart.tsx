import { memo, type RefObject, useLayoutEffect, useMemo, useRef, useState } from 'react';
import styles from './chart.module.css';
import { areaPath, dotPath, linePath, nearestTo, type Point, timeTicks, valueTicks } from './chart-scale.ts';
import { clockOffset, formatTime } from './format.ts';

export type ChartTone = 'ok' | 'accent' | 'cool' | 'warn' | 'bad';

export interface ChartSeries {
  readonly name: string;
  readonly tone: ChartTone;
  /** One for each of the chart's times; null where there is none. */
  readonly values: readonly (number | null)[];
  /** `line` unless said otherwise; `area` is a line with what is below it tinted. */
  readonly look?: 'line' | 'area' | 'dashed' | 'dots';
}

interface ChartData {
  /** Milliseconds since the epoch, ascending. */
  readonly times: readonly number[];
  readonly series: readonly ChartSeries[];
  /** What the top of the scale is at least. */
  readonly leastTop: number;
  readonly format: (value: number) => string;
  readonly size?: 'small' | 'large';
  /** How much time the chart shows, up to the last; all of it when absent. */
  readonly spanSeconds?: number;
}

interface ChartProps extends ChartData {
  /** What it shows and the gist of it, for those who cannot see it. */
  readonly label: string;
}

/** What is shown while there are no values yet, seconds up to the present. */
const EMPTY_SECONDS = 60;

/** CSS pixels. */
const HEIGHTS = { small: 104, large: 240 } as const;
/** Room around the lines, for the words of the scales. */
const EDGE = { left: 62, top: 8, right: 12, bottom: 22 } as const;
/** Half of what the word of a time takes: the last one is not cut off at the edge. */
const HALF_A_TIME = { second: 26, minute: 18 } as const;
/** How close two lines of a scale may come. */
const CLOSEST = { across: 70, up: 28 } as const;

/** Values over time. The values at the pointer are written above it. */
export function Chart({ label, ...data }: ChartProps) {
  const { times, series, format, size = 'small', spanSeconds } = data;
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const [pointerX, setPointerX] = useState<number | null>(null);
  const span = spanOf(times, spanSeconds);
  const index = pointerX === null ? -1 : nearestTo(timeAt(pointerX, span, width), times);
  const moment = times[index];
  return (
    <div className={styles.chart}>
      <div className={styles.readout} aria-hidden>
        {moment !== undefined && (
          <>
            <span>{formatTime(moment, 'second')}</span>
            {series.map(({ name, values }) => {
              const value = values[index] ?? null;
              return value === null ? null : (
                <span key={name}>
                  {name} <b>{format(value)}</b>
                </span>
              );
            })}
          </>
        )}
      </div>
      <div
        ref={frame}
        role="img"
        aria-label={label}
        className={styles[size]}
        onPointerMove={(event) =>
          setPointerX(event.clientX - event.currentTarget.getBoundingClientRect().left)
        }
        onPointerLeave={() => setPointerX(null)}
      >
        {width > 0 && (
          <svg width={width} height={HEIGHTS[size]} aria-hidden>
            <Plot {...data} width={width} />
            {moment !== undefined && (
              <path
                className={styles.pointer}
                d={`M${xOf(moment, span, width)} ${EDGE.top}V${HEIGHTS[size] - EDGE.bottom}`}
              />
            )}
          </svg>
        )}
      </div>
    </div>
  );
}

/** Scales and lines: drawn anew for other values or another width, not as the pointer moves. */
const Plot = memo((props: ChartData & { readonly width: number }) => {
  const { times, series, leastTop, format, size = 'small', spanSeconds, width } = props;
  const span = spanOf(times, spanSeconds);
  const base = HEIGHTS[size] - EDGE.bottom;
  const room = base - EDGE.top;
  const right = width - EDGE.right;
  const top = useMemo(() => topOf(series, leastTop), [series, leastTop]);
  const moments = timeTicks(...span, (right - EDGE.left) / CLOSEST.across, clockOffset(span[1]));
  const fineness = moments.step < 60_000 ? 'second' : 'minute';
  const yOf = (value: number) => rounded(base - (room * value) / top);
  const pointAt = (time: number, value: number | null | undefined): Point | null =>
    value === null || value === undefined || time < span[0]
      ? null
      : { x: rounded(xOf(time, span, width)), y: yOf(value) };
  return (
    <>
      {valueTicks(top, room / CLOSEST.up).map((value) => {
        const y = yOf(value);
        return (
          <g key={value} className={styles.scale}>
            <path d={`M${EDGE.left} ${y}H${right}`} />
            <text x={EDGE.left - 8} y={y} textAnchor="end" dominantBaseline="central">
              {format(value)}
            </text>
          </g>
        );
      })}
      {moments.at.map((moment) => {
        const x = rounded(xOf(moment, span, width));
        return (
          <g key={moment} className={styles.scale}>
            <path d={`M${x} ${EDGE.top}V${base}`} />
            <text x={Math.min(x, width - HALF_A_TIME[fineness])} y={base + 15} textAnchor="middle">
              {formatTime(moment, fineness)}
            </text>
          </g>
        );
      })}
      {series.map(({ name, tone, look = 'line', values }) => {
        const points = times.map((time, at) => pointAt(time, values[at]));
        return (
          <g key={name} className={styles[tone]}>
            {look === 'area' && <path className={styles.under} d={areaPath(points, base)} />}
            <path className={styles[look]} d={look === 'dots' ? dotPath(points) : linePath(points)} />
          </g>
        );
      })}
    </>
  );
});

type Span = readonly [first: number, last: number];

/** The times that are shown, milliseconds since the epoch. */
function spanOf(times: readonly number[], spanSeconds?: number): Span {
  const last = times.at(-1) ?? Date.now();
  const seconds = spanSeconds ?? (times.length > 0 ? undefined : EMPTY_SECONDS);
  return [seconds === undefined ? (times[0] ?? last) : last - seconds * 1000, last];
}

function topOf(series: readonly ChartSeries[], leastTop: number): number {
  const most = series.reduce(
    (top, { values }) => values.reduce<number>((high, value) => Math.max(high, value ?? 0), top),
    0,
  );
  return Math.max(leastTop, most * 1.08);
}

function xOf(time: number, [first, last]: Span, width: number): number {
  const part = last > first ? (time - first) / (last - first) : 1;
  return EDGE.left + part * (width - EDGE.left - EDGE.right);
}

function timeAt(x: number, [first, last]: Span, width: number): number {
  return first + ((x - EDGE.left) / (width - EDGE.left - EDGE.right)) * (last - first);
}

/** To a tenth of a pixel: what is finer only makes the paths longer. */
function rounded(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}

/** The element's width in CSS pixels, as it changes; 0 before it is known. */
function useWidth(frame: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return;
    const measure = () => setWidth(element.clientWidth);
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, [frame]);
  return width;
}
