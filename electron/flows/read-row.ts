import { type AddressWords, formatAddress } from '../../shared/address.ts';
import type { Flow, Tuple } from '../../shared/flow.ts';
import { l4OfWord } from '../../shared/flow-life.ts';
import { FLASHING, type FlowRow } from '../../shared/flow-page.ts';
import * as Row from '../../shared/flow-record.ts';
import { Present } from '../../shared/flow-record.ts';
import { labelBitsOf } from '../../shared/label.ts';
import { CHANGED, CHANGED_AT, GONE_AT, NEW_AT, RATE, READ_AT } from './columns.ts';
import { rateOf } from './flow-rate.ts';
import { type FlowTable, GHOST_MS } from './flow-table.ts';

/** Reads one column of a row. */
export type ReadWord = (column: number) => number;

/** One row of the table as the page shows it. The time left is reckoned to now. */
export function rowOf(table: FlowTable, row: number): FlowRow {
  const newAt = table.word(row, NEW_AT);
  const goneAt = table.word(row, GONE_AT);
  const recently = (at: number) => (at !== 0 && table.now() - at < GHOST_MS ? table.clock.dateOf(at) : null);
  const changedSince = recently(table.word(row, CHANGED_AT));
  const changed = table.word(row, CHANGED);
  return {
    flow: flowOf(table, row),
    bytesPerSecond: rateOf(table.word(row, RATE)),
    newSince: recently(newAt),
    changedSince,
    changed: changedSince === null ? [] : FLASHING.filter((_, bit) => (changed & (1 << bit)) !== 0),
    goneSince: goneAt === 0 ? null : table.clock.dateOf(goneAt),
  };
}

/** The flow of one row. */
export function flowOf(table: FlowTable, row: number): Flow {
  return flowOfWords((column) => table.word(row, column), table.texts, table.now());
}

/** A flow from the words of its row. `now`: the moment of the table's clock that the time left is reckoned to. */
export function flowOfWords(word: ReadWord, texts: readonly string[], now: number): Flow {
  const kind = word(Row.KIND);
  const family = (kind & 0xff) === 6 ? 6 : 4;
  const protocol = (kind >>> 8) & 0xff;
  const present = word(Row.PRESENT);
  const has = (bit: number) => (present & bit) !== 0;
  const tuple = (source: number, destination: number, l4: number): Tuple => ({
    source: formatAddress(family, wordsAt(word, source)),
    destination: formatAddress(family, wordsAt(word, destination)),
    l4: l4OfWord(protocol, has(Present.l4), word(l4)),
  });
  const counters = (packets: number, bytes: number) => ({
    packets: word(packets) * 0x1_0000_0000 + word(packets + 1),
    bytes: word(bytes) * 0x1_0000_0000 + word(bytes + 1),
  });
  const zones = word(Row.ZONES);
  const elapsedSeconds = Math.floor((now - word(READ_AT)) / 1000);
  return {
    family,
    protocol,
    original: tuple(Row.ORIG_SRC, Row.ORIG_DST, Row.ORIG_L4),
    reply: tuple(Row.REPLY_SRC, Row.REPLY_DST, Row.REPLY_L4),
    zones: { original: zones >>> 16, reply: zones & 0xffff },
    id: word(Row.ID),
    status: word(Row.STATUS),
    state: has(Present.state) ? word(Row.STATE) : null,
    timeoutSeconds: has(Present.timeout) ? Math.max(0, word(Row.TIMEOUT) - elapsedSeconds) : null,
    mark: has(Present.mark) ? word(Row.MARK) : null,
    use: has(Present.use) ? word(Row.USE) : null,
    helper: has(Present.helper) ? (texts[word(Row.HELPER)] ?? null) : null,
    labels: has(Present.labels) ? labelBitsOf(wordsAt(word, Row.LABELS)) : null,
    counters: has(Present.counters)
      ? {
          original: counters(Row.ORIG_PACKETS, Row.ORIG_BYTES),
          reply: counters(Row.REPLY_PACKETS, Row.REPLY_BYTES),
        }
      : null,
    startedAt: has(Present.started)
      ? Math.floor((word(Row.STARTED) * 0x1_0000_0000 + word(Row.STARTED + 1)) / 1_000_000)
      : null,
  };
}

/** An address, or label bits. */
function wordsAt(word: ReadWord, first: number): AddressWords {
  return [word(first), word(first + 1), word(first + 2), word(first + 3)];
}
