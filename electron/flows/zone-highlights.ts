import { type AddressWords, formatAddress } from '../../shared/address.ts';
import * as Row from '../../shared/flow-record.ts';
import { Present } from '../../shared/flow-record.ts';
import { ZONE_COUNT, zonesOfFlow } from '../../shared/zone.ts';
import type { ZoneHighlights } from '../../shared/zone-usage.ts';
import { COLUMN_STRIDE, GONE_AT, NEW_AT, ROW_MASK, SEGMENT_SHIFT } from './columns.ts';
import type { FlowTable } from './flow-table.ts';

/** So many rows are read between two pauses. */
const PAUSE_ROWS = 1 << 14;
/** So many different pairs of zone and source are counted at most: one that comes first beyond them is not. */
const MOST_SOURCES = 1 << 16;
/** Room for what comes while the pass pauses. */
const SPARE_SOURCES = 1024;
/** Words of one pair: place of the zone, family, four words of the address. */
const WIDTH = 6;

/**
 * Finds the oldest flow and the most frequent source of some zones in one pass over the table, in memory that does not
 * grow with it. Pauses every now and then, and may be resumed after the table changed.
 */
export function* findHighlights(
  table: FlowTable,
  zones: readonly number[],
): Generator<undefined, ZoneHighlights[]> {
  /** Place of a zone in `zones`, plus one. */
  const places = new Uint8Array(ZONE_COUNT);
  zones.forEach((zone, index) => {
    places[zone] = index + 1;
  });
  const oldest = new Float64Array(zones.length).fill(Number.POSITIVE_INFINITY);
  const sources = new SourceCounts(Math.min(MOST_SOURCES, table.flows * 2 + SPARE_SOURCES));

  for (let row = 0; row < table.rowsUsed; row++) {
    if (row % PAUSE_ROWS === PAUSE_ROWS - 1) yield undefined;
    const segment = table.segments[row >>> SEGMENT_SHIFT];
    if (segment === undefined) break;
    const at = row & ROW_MASK;
    const word = (column: number) => segment[column * COLUMN_STRIDE + at] ?? 0;
    const packed = zonesOfFlow(word(Row.ZONES));
    const original = places[packed >>> 16] ?? 0;
    const reply = packed >>> 16 === (packed & 0xffff) ? 0 : (places[packed & 0xffff] ?? 0);
    if (original === 0 && reply === 0) continue;
    if (word(Row.KIND) === 0 || word(GONE_AT) !== 0) continue;
    const startedAt = startOf(table, word);
    for (const place of [original, reply]) {
      if (place === 0) continue;
      oldest[place - 1] = Math.min(oldest[place - 1] ?? 0, startedAt);
      sources.count(place, segment, at);
    }
  }
  const top = sources.most(zones.length);
  const now = table.clock.date();
  return zones.map((zone, index) => {
    const startedAt = oldest[index] ?? Number.POSITIVE_INFINITY;
    return {
      zone,
      oldestSeconds: Number.isFinite(startedAt) ? Math.max(0, (now - startedAt) / 1000) : null,
      topSource: top[index] ?? null,
    };
  });
}

/** When a flow started, ms since the epoch: as the kernel says, or else as the live view saw it; Infinity where neither knows. */
function startOf({ clock }: FlowTable, word: (column: number) => number): number {
  if ((word(Row.PRESENT) & Present.started) !== 0)
    return (word(Row.STARTED) * 0x1_0000_0000 + word(Row.STARTED + 1)) / 1_000_000;
  const newAt = word(NEW_AT);
  return newAt === 0 ? Number.POSITIVE_INFINITY : clock.dateOf(newAt);
}

/** Counts flows by zone and original source. Open addressing; an entry without flows is empty. */
class SourceCounts {
  readonly #room: number;
  readonly #mask: number;
  readonly #keys: Uint32Array;
  readonly #flows: Uint32Array;
  readonly #key = new Uint32Array(WIDTH);
  #used = 0;

  /** `room`: how many pairs are counted. */
  constructor(room: number) {
    const entries = 2 ** Math.ceil(Math.log2(Math.max(1, room) * 2));
    this.#room = room;
    this.#mask = entries - 1;
    this.#keys = new Uint32Array(entries * WIDTH);
    this.#flows = new Uint32Array(entries);
  }

  /** Counts a row of a segment for the zone at `place`. */
  count(place: number, segment: Uint32Array, at: number): void {
    const key = this.#key;
    key[0] = place;
    key[1] = (segment[at] ?? 0) & 0xff;
    let hash = Math.imul(place, 0x9e3779b1);
    for (let word = 0; word < 4; word++) {
      const value = segment[(Row.ORIG_SRC + word) * COLUMN_STRIDE + at] ?? 0;
      key[2 + word] = value;
      hash = Math.imul(hash ^ value ^ (hash >>> 15), 0x85ebca6b);
    }
    for (let entry = (hash ^ (hash >>> 13)) & this.#mask; ; entry = (entry + 1) & this.#mask) {
      const flows = this.#flows[entry] ?? 0;
      if (flows === 0) {
        if (this.#used >= this.#room) return;
        this.#used++;
        this.#keys.set(key, entry * WIDTH);
      } else if (!this.#holds(entry)) continue;
      this.#flows[entry] = flows + 1;
      return;
    }
  }

  /** The most frequent source of each place; the lowest address of several that are. */
  most(places: number): ZoneHighlights['topSource'][] {
    const entries = new Int32Array(places).fill(-1);
    for (let entry = 0; entry < this.#flows.length; entry++) {
      const flows = this.#flows[entry] ?? 0;
      if (flows === 0) continue;
      const place = (this.#keys[entry * WIDTH] ?? 0) - 1;
      const best = entries[place] ?? -1;
      const lead = best === -1 ? flows : flows - (this.#flows[best] ?? 0);
      if (lead > 0 || (lead === 0 && this.#isBefore(entry, best))) entries[place] = entry;
    }
    return Array.from(entries, (entry) => {
      if (entry === -1) return null;
      const [, kind = 4, ...address] = this.#keys.subarray(entry * WIDTH, (entry + 1) * WIDTH);
      const [w0 = 0, w1 = 0, w2 = 0, w3 = 0] = address;
      const words: AddressWords = [w0, w1, w2, w3];
      return { address: formatAddress(kind === 6 ? 6 : 4, words), flows: this.#flows[entry] ?? 0 };
    });
  }

  #holds(entry: number): boolean {
    for (let word = 0; word < WIDTH; word++) {
      if (this.#keys[entry * WIDTH + word] !== this.#key[word]) return false;
    }
    return true;
  }

  #isBefore(entry: number, other: number): boolean {
    for (let word = 1; word < WIDTH; word++) {
      const difference = (this.#keys[entry * WIDTH + word] ?? 0) - (this.#keys[other * WIDTH + word] ?? 0);
      if (difference !== 0) return difference < 0;
    }
    return false;
  }
}
