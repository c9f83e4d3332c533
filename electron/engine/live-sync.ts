import { InspectorError, toInspectorError } from '../../shared/errors.ts';
import type { TablePart } from '../../shared/table-part.ts';
import type { TargetState } from '../../shared/target-state.ts';
import type { FlowTable } from '../flows/flow-table.ts';
import type { Listing } from '../flows/reading.ts';
import type { Conntrack, ConntrackListener } from '../targets/conntrack.ts';
import { EventLosses } from './event-losses.ts';
import { pauseAfter } from './listing-pause.ts';
import { refreshRows } from './refresh-rows.ts';
import { inSlices } from './slices.ts';
import { TableLink } from './table-link.ts';
import { UnheardEvents, type UnheardKind } from './unheard-events.ts';

/** A part of the table is listed by itself only where a whole listing takes longer than this, milliseconds. */
const LONG_LISTING_MS = 500;
/** And then pauses for so many times what it took: with the whole listings, all takes less than a tenth of the time. */
const PART_PAUSE = 12;
/** A listing that did not make the picture true is repeated after at most this long, milliseconds. */
const LONGEST_WAIT_MS = 3_000;
/** What so many flows at least are made or ended by may go unheard; below, events cost nothing that anybody feels, and fit. */
const MANY_FLOWS = 10_000;

/**
 * Keeps a flow table true to the kernel's: listens, lists, applies events as they come, and takes stock again from time
 * to time, because counters and timeouts have no events and events alone are not to be trusted. A lost event is counted
 * and repaired by a listing that began after it. When the executor ends another one is started and the table re-read.
 */
export class LiveSync {
  phase: TargetState['phase'] = 'opening';
  error: InspectorError | null = null;
  listedAt: number | null = null;
  sysctls: Record<string, number> = {};

  readonly #table: FlowTable;
  readonly #log: (line: string) => void;
  readonly #onUrgent: () => void;
  readonly #link: TableLink;
  #nextListing: NodeJS.Timeout | undefined;
  /** The listing under way. */
  #listing: Listing | null = null;
  #listAgain = false;
  #isRefreshing = false;
  #listingTookMs = 0;
  #nextPartAt = 0;
  #stop = new AbortController();
  readonly #losses = new EventLosses();
  readonly #unheard: UnheardEvents;

  /** `onUrgent`: something happened that must show at once. */
  constructor(
    table: FlowTable,
    open: (listener: ConntrackListener) => Promise<Conntrack>,
    log: (line: string) => void,
    onUrgent: () => void,
  ) {
    this.#table = table;
    this.#log = log;
    this.#unheard = new UnheardEvents(log);
    this.#onUrgent = onUrgent;
    this.#link = new TableLink({
      open: () => this.#openTable(open),
      onOpened: () => this.#onOpened(),
      onBroken: (error) => this.#onBroken(error),
      onLost: (error) => this.lose(error),
    });
  }

  get losses(): TargetState['losses'] {
    return this.#losses.told;
  }

  /** Whether every flow that comes or goes sends an event: nf_conntrack_events=1. */
  get eventsTellAll(): boolean {
    return this.sysctls.nf_conntrack_events === 1;
  }

  /** What reaches the table now. Errors: `target-lost` while nothing does. */
  conntrack(): Conntrack {
    if (this.#link.current) return this.#link.current;
    throw (
      this.error ??
      new InspectorError({
        code: 'target-lost',
        operation: 'reach the table',
        message: 'The table is not open.',
      })
    );
  }

  /**
   * Opens the table and begins the first listing; where it is open already, opens it anew and lets go of the old way to it. Errors:
   * whatever keeps it from opening.
   */
  open(): Promise<void> {
    return this.#link.open();
  }

  async close(): Promise<void> {
    clearTimeout(this.#nextListing);
    await this.#link.close();
  }

  /** Gives the table up. */
  lose(error: InspectorError): void {
    this.phase = 'lost';
    this.error = error;
    void this.close();
  }

  /** Stops the first listing: what has come stays, and nothing is listed again until `relist`. */
  stopListing(): void {
    if (this.phase !== 'listing') return;
    this.phase = 'partial';
    this.#stop.abort();
  }

  /** Lists the table again, also after the listing was stopped. */
  relist(): void {
    if (this.phase === 'partial') this.phase = 'listing';
    this.listSoon();
  }

  /** How far the listing is that the picture waits for. */
  get listing(): TargetState['listing'] {
    if ((this.phase !== 'listing' && this.phase !== 'resyncing') || this.#unheard.isAny) return null;
    return { listed: this.#listing?.count ?? 0, expected: this.sysctls.nf_conntrack_count ?? null };
  }

  /** Takes stock as soon as possible: now, or again when the listing under way ends. */
  listSoon(): void {
    if (this.#listing) this.#listAgain = true;
    else void this.#list();
  }

  /** Does something that brings `flows` new flows: unheard, where a listing costs less than an event for each. */
  async whileManyCome(flows: number, bring: () => Promise<void>): Promise<void> {
    if (flows >= this.#table.flows && (await this.#unheardOf('new', 'injection', flows, bring))) return;
    try {
      await bring();
    } finally {
      // Where the kernel sends no events the new flows would show only with the next listing.
      if (!this.eventsTellAll) this.listSoon();
    }
  }

  /**
   * Does something that ends `flows` flows at once: unheard, where their events would not all fit into the buffer. Then
   * `takeStock` looks at what was meant, before the whole table is listed. Answers whether it did.
   */
  async whileManyGo(
    flows: number,
    end: () => Promise<void>,
    takeStock: () => Promise<void>,
  ): Promise<boolean> {
    if (await this.#unheardOf('destroyed', 'deletion', flows, end, takeStock)) return true;
    await end();
    return false;
  }

  /**
   * Does something without listening to one kind of event. The picture is `resyncing` until a listing that begins
   * afterwards is through, and the log of events has a gap. False, and nothing done, when it is not worth it or not
   * possible now.
   */
  async #unheardOf(
    kind: UnheardKind,
    cause: 'injection' | 'deletion',
    flows: number,
    act: () => Promise<void>,
    takeStock = async () => {},
  ): Promise<boolean> {
    const conntrack = this.#link.current;
    if (!conntrack || this.phase !== 'live' || flows < MANY_FLOWS) return false;
    try {
      await this.#unheard.during(conntrack, kind, () => {
        this.#table.events.noteGap(cause);
        this.phase = 'resyncing';
        return act();
      });
      await takeStock();
    } finally {
      this.listSoon();
    }
    return true;
  }

  /** Reads rows afresh, unless the last refresh is still under way. */
  refresh(rows: readonly number[]): void {
    const conntrack = this.#link.current;
    if (!conntrack || this.#isRefreshing) return;
    this.#isRefreshing = true;
    refreshRows(conntrack, this.#table, rows)
      // The same cause ends the executor or loses a listing, and is shown there.
      .catch((thrown: unknown) => this.#log(toInspectorError(thrown, 'refresh rows').message))
      .finally(() => {
        this.#isRefreshing = false;
      });
  }

  /**
   * Reads the part of a large table that a filter looks at, which the kernel picks out in a fraction of the time that the
   * whole takes. Only a whole listing tells what is gone.
   */
  refreshPart(part: TablePart): void {
    const conntrack = this.#link.current;
    const startedAt = performance.now();
    const isWorthIt = this.#listingTookMs > LONG_LISTING_MS && startedAt >= this.#nextPartAt;
    if (!conntrack || this.phase !== 'live' || this.#listing || !isWorthIt) return;
    this.#nextPartAt = Number.POSITIVE_INFINITY;
    const reading = this.#table.read();
    conntrack
      .listPart(reading, part)
      .catch((thrown: unknown) => this.#log(toInspectorError(thrown, 'list a part of the table').message))
      .finally(() => {
        reading.end();
        const now = performance.now();
        this.#nextPartAt = now + (now - startedAt) * PART_PAUSE;
      });
  }

  async #openTable(open: (listener: ConntrackListener) => Promise<Conntrack>): Promise<Conntrack> {
    const conntrack = await open({
      sink: this.#table,
      onLoss: () => this.#onLoss(),
      onLog: this.#log,
    });
    try {
      this.sysctls = await conntrack.readSysctls();
    } catch (thrown) {
      await conntrack.close();
      throw thrown;
    }
    return conntrack;
  }

  #onOpened(): void {
    if (this.phase === 'opening' || this.phase === 'reconnecting') this.phase = 'listing';
    this.error = null;
    this.listSoon();
  }

  #onBroken(error: InspectorError): void {
    if (this.phase !== 'reconnecting') this.#table.events.noteGap('disconnected');
    this.phase = 'reconnecting';
    this.error = error;
    this.#log(error.message);
  }

  #onLoss(): void {
    this.#losses.note(performance.now());
    this.#table.events.noteGap('overrun');
    if (this.phase === 'live') this.phase = 'resyncing';
    this.#onUrgent();
    if (!this.#listing) this.#planListing(0);
  }

  async #list(): Promise<void> {
    const conntrack = this.#link.current;
    // What nothing listens to can't be made good for yet; a listing follows when it is over.
    if (!conntrack || this.#listing || this.phase === 'partial' || this.#unheard.isAny) return;
    this.#stop = new AbortController();
    this.#listAgain = false;
    this.#losses.beginListing();
    clearTimeout(this.#nextListing);
    const lossesBefore = this.losses.count;
    const unheardBefore = this.#unheard.begun;
    const startedAt = performance.now();
    const listing = this.#table.list();
    this.#listing = listing;
    const result = await this.#read(conntrack, listing);
    listing.end();
    this.#listing = null;
    if (this.#link.isClosed) return;
    if (this.#link.current !== conntrack || this.#stop.signal.aborted) {
      // Another one may have been asked for while the rest of this one still came in.
      if (this.#listAgain) void this.#list();
      return;
    }
    const isTrue =
      result === 'complete' && this.losses.count === lossesBefore && this.#unheard.begun === unheardBefore;
    if (isTrue) this.#settle();
    else if (result !== 'failed') this.#listAgain = true;
    this.#listingTookMs = performance.now() - startedAt;
    const isQuiet = isTrue && this.eventsTellAll && listing.news === 0;
    if (!this.#listAgain) this.#planListing(pauseAfter(this.#listingTookMs, isQuiet));
    else this.#planListing(isTrue ? 0 : Math.min(LONGEST_WAIT_MS, this.#listingTookMs));
  }

  async #read(conntrack: Conntrack, listing: Listing): Promise<'complete' | 'interrupted' | 'failed'> {
    try {
      const { interrupted } = await conntrack.list(listing, this.#stop.signal);
      // Only a whole listing can tell that a flow is gone.
      if (!interrupted) await inSlices('list the table', listing.endUnseen(), this.#stop.signal);
      this.sysctls = await conntrack.readSysctls();
      return interrupted ? 'interrupted' : 'complete';
    } catch (thrown) {
      // A listing that ended with its executor is begun anew by the next one; any other failure is shown.
      if (this.#link.current === conntrack && !this.#stop.signal.aborted) {
        this.error = toInspectorError(thrown, 'list the table');
        if (this.phase === 'live') this.phase = 'resyncing';
        this.#log(this.error.message);
      }
      return 'failed';
    }
  }

  /** Lists in so many milliseconds, or when that makes good what was lost. */
  #planListing(milliseconds: number): void {
    const delay = this.#losses.repairDelay(performance.now()) ?? milliseconds;
    clearTimeout(this.#nextListing);
    this.#nextListing = setTimeout(() => void this.#list(), delay);
  }

  #settle(): void {
    this.phase = 'live';
    this.error = null;
    this.listedAt = Date.now();
    this.#table.events.repairGaps();
    this.#losses.noteRepair();
  }
}
