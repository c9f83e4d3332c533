import styles from './sparkline.module.css';

interface SparklineProps {
  /** Oldest first; none below 0. */
  readonly values: readonly number[];
  /** What they are, for screen readers. */
  readonly label: string;
  /** How many values fill the width. */
  readonly room?: number;
}

const WIDTH = 96;
const HEIGHT = 16;

/** A few values as bars in the height of a line of text; the newest at the right. */
export function Sparkline({ values, label, room = 30 }: SparklineProps) {
  const shown = values.slice(-room);
  const most = Math.max(...shown, Number.MIN_VALUE);
  const step = WIDTH / room;
  return (
    <svg
      className={styles.sparkline}
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={label}
    >
      <path
        d={shown
          .map((value, index) => {
            const x = WIDTH - (shown.length - index) * step;
            const height = Math.max(1, (value / most) * HEIGHT);
            return `M${x} ${HEIGHT}v${-height}h${step * 0.8}v${height}z`;
          })
          .join('')}
      />
    </svg>
  );
}
