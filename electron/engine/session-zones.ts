import type { CallInput, CallOutput } from '../../shared/contract.ts';
import { InspectorError } from '../../shared/errors.ts';
import { parseZoneFilter } from '../../shared/zone-filter.ts';
import type { ZoneComparison, ZoneHighlights, ZoneMap, ZonePage } from '../../shared/zone-usage.ts';
import { compareZones } from '../flows/compare-zones.ts';
import type { FlowTable } from '../flows/flow-table.ts';
import { findHighlights } from '../flows/zone-highlights.ts';
import { zoneCells, zoneRows } from '../flows/zone-query.ts';
import { ReservedZones } from './reserved-zones.ts';
import { inSlices } from './slices.ts';

/** Highlights are answered from memory for so long, milliseconds: they cost a pass over the table. */
const FRESH_MS = 1000;

/** What can be asked of the zones of one session. */
export class SessionZones {
  readonly reserved: ReservedZones;
  readonly #table: FlowTable;
  #highlights: { readonly of: ReadonlyMap<number, ZoneHighlights>; readonly at: number } = {
    of: new Map(),
    at: Number.NEGATIVE_INFINITY,
  };

  constructor(table: FlowTable) {
    this.#table = table;
    this.reserved = new ReservedZones(table.zones);
  }

  /** One screen of zones. Errors: `invalid` for a filter that does not parse. */
  usage({ filter, ...query }: Omit<CallInput<'zones.usage'>, 'targetId'>): ZonePage {
    const parsed = parseZoneFilter(filter);
    if (!parsed.ok) {
      const { position, length, message } = parsed.error;
      const subject = filter.slice(position, position + Math.max(1, length));
      throw new InspectorError({ code: 'invalid', operation: 'filter zones', message, subject });
    }
    const { version, flows, zones } = this.#table;
    const rows = zoneRows(zones, flows, { ...query, filter: parsed.filter });
    return { version, total: flows, inUse: zones.free.usedCount, ...rows };
  }

  map(): ZoneMap {
    const { version, zones } = this.#table;
    const cells = Buffer.from(zoneCells(zones)).toString('base64');
    return { version, inUse: zones.free.usedCount, cells };
  }

  /** The highlights of these zones, up to {@link FRESH_MS} old. */
  async highlights(zones: readonly number[], signal: AbortSignal): Promise<CallOutput<'zones.highlights'>> {
    const { of, at } = this.#highlights;
    const known = zones.flatMap((zone) => of.get(zone) ?? []);
    if (known.length === zones.length && performance.now() - at < FRESH_MS) return known;
    const found = await inSlices('read zones', findHighlights(this.#table, zones), signal);
    this.#highlights = { of: new Map(found.map((entry) => [entry.zone, entry])), at: performance.now() };
    return found;
  }

  compare(a: number, b: number, signal: AbortSignal): Promise<ZoneComparison> {
    return inSlices('compare zones', compareZones(this.#table, a, b), signal);
  }
}
