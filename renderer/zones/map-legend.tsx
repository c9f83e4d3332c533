import { zoneLevels } from '../../shared/zone-usage.ts';
import { classes } from '../ui/classes.ts';
import type { MapColours } from './draw-map.ts';
import styles from './map-legend.module.css';
import { levelWords } from './map-squares.ts';

const labels = ['0', '1', '10', '100', '1k', '10k', '100k'] as const;
const LEVEL = 'data-map-level';
const RESERVED = 'data-map-reserved';

/** What the colours of the map mean. */
export function MapLegend() {
  return (
    <ul className={styles.legend} aria-label="Colours of the map, by flows in a zone">
      {zoneLevels.map((least, level) => (
        <li key={least} className={styles.entry} title={levelWords(level)}>
          <span className={classes(styles.swatch, styles[`level${level}`])} {...{ [LEVEL]: level }} />
          {labels[level]}
        </li>
      ))}
      <li className={styles.entry}>
        <span className={classes(styles.swatch, styles.reserved)} {...{ [RESERVED]: '' }} />
        reserved
      </li>
    </ul>
  );
}

/** The colours as the legend beside a map has them just now, whatever the theme. */
export function readColours(map: HTMLElement): MapColours {
  const legend = map.parentElement;
  const styleOf = (attribute: string) =>
    [...(legend?.querySelectorAll(`[${attribute}]`) ?? [])].map((swatch) => getComputedStyle(swatch));
  return {
    levels: styleOf(LEVEL).map(({ backgroundColor }) => backgroundColor),
    reserved: styleOf(RESERVED)[0]?.borderTopColor ?? '',
    focus: getComputedStyle(map).color,
  };
}
