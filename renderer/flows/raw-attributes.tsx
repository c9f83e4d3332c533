import type { RawAttribute } from '../../shared/flow-details.ts';
import styles from './raw-attributes.module.css';

/** Top-level attributes of the kernel's message, by the numbers of `enum ctattr_type`. */
const names: readonly (string | undefined)[] = [
  undefined,
  'TUPLE_ORIG',
  'TUPLE_REPLY',
  'STATUS',
  'PROTOINFO',
  'HELP',
  'NAT_SRC',
  'TIMEOUT',
  'MARK',
  'COUNTERS_ORIG',
  'COUNTERS_REPLY',
  'USE',
  'ID',
  'NAT_DST',
  'TUPLE_MASTER',
  'SEQ_ADJ_ORIG',
  'SEQ_ADJ_REPLY',
  'SECMARK',
  'ZONE',
  'SECCTX',
  'TIMESTAMP',
  'MARK_MASK',
  'LABELS',
  'LABELS_MASK',
  'SYNPROXY',
  'FILTER',
  'STATUS_MASK',
  'TIMESTAMP_EVENT',
];

/** Attributes with their number, name and bytes. */
export function RawAttributes({ attributes }: { readonly attributes: readonly RawAttribute[] }) {
  return (
    <dl className={styles.attributes}>
      {attributes.map(({ type, hex }) => (
        <div key={type}>
          <dt>
            {type} <span className={styles.name}>{names[type] ?? 'unknown'}</span>
          </dt>
          <dd>{hex.replace(/(.{2})(?=.)/g, '$1 ')}</dd>
        </div>
      ))}
    </dl>
  );
}
