import { type ErrorData, InspectorError } from '../../shared/errors.ts';
import type { ExportResult, ExportSource, FileFormat } from '../../shared/file.ts';
import type { TargetState } from '../../shared/target-state.ts';
import { FlowTable } from '../flows/flow-table.ts';
import { FlowQueries } from '../flows/query.ts';
import type { Conntrack, ConntrackListener } from '../targets/conntrack.ts';
import { CapacityWatch } from './capacity.ts';
import { Choices } from './choices.ts';
import { exportFlows } from './export.ts';
import { FlowEdits } from './flow-edits.ts';
import { Injections } from './injections.ts';
import { LiveSync } from './live-sync.ts';
import { Picks } from './picks.ts';
import { SessionZones } from './session-zones.ts';
import { inSlices } from './slices.ts';
import type { Work } from './work.ts';

/** How a session reaches its table; called again when the way to it broke. */
export type OpenConntrack = (listener: ConntrackListener, unlocked: boolean) => Promise<Conntrack>;

/** What a session is opened for: its names, and the way to its table. */
export interface SessionTarget {
  readonly targetId: string;
  readonly title: string;
  /** Words under the title, by whether changes are locked. */
  subtitle(locked: boolean): string;
  /** Changes need `unlock` first. */
  readonly startsLocked: boolean;
  readonly open: OpenConntrack;
}

/** Rows whose counters and timeouts are read afresh every second: at most this many, the ones asked for last. */
const REFRESHED_ROWS = 200;
/** State goes out at most this often, milliseconds. */
const STATE_INTERVAL_MS = 100;
const SECOND_MS = 1000;

/** One open target: its flow table, how it is kept true, and what can be asked of it. Pages share it. */
export class Session {
  readonly table = new FlowTable();
  readonly queries = new FlowQueries(this.table);
  readonly choices = new Choices(this.queries);
  readonly picks = new Picks(this.table, this.choices);
  readonly zones = new SessionZones(this.table);
  readonly capacity = new CapacityWatch({
    table: this.table,
    sysctls: () => this.#sync.sysctls,
    conntrack: () => this.#sync.conntrack(),
  });
  readonly edits: FlowEdits;
  readonly injections: Injections;
  readonly #target: SessionTarget;
  readonly #sync: LiveSync;
  readonly #watchers = new Set<(state: TargetState) => void>();
  readonly #timers: NodeJS.Timeout[] = [];
  #unlocked: boolean;
  #sent = '';
  #newPerSecond = 0;
  #gonePerSecond = 0;
  #lastTick = { at: 0, appeared: 0, vanished: 0 };

  constructor(target: SessionTarget, log: (line: string) => void) {
    this.#target = target;
    this.#unlocked = !target.startsLocked;
    this.#sync = new LiveSync(
      this.table,
      (listener) => target.open(listener, this.#unlocked),
      log,
      () => this.#publish(),
    );
    this.edits = new FlowEdits({
      table: this.table,
      picks: this.picks,
      sync: this.#sync,
      title: target.title,
      writable: (operation) => this.writable(operation),
      onUndoable: () => this.#publish(),
    });
    this.injections = new Injections({
      table: this.table,
      sync: this.#sync,
      edits: this.edits,
      writable: () => this.writable('inject'),
    });
  }

  /** Opens the table; resolves when the first listing is under way. Errors: whatever keeps it from opening. */
  async open(): Promise<void> {
    await this.#sync.open();
    this.#lastTick = { at: performance.now(), appeared: this.table.appeared, vanished: this.table.vanished };
    this.#timers.push(setInterval(() => this.#tick(), STATE_INTERVAL_MS));
    this.#timers.push(setInterval(() => this.#everySecond(), SECOND_MS));
  }

  async close(): Promise<void> {
    for (const timer of this.#timers.splice(0)) clearInterval(timer);
    this.zones.reserved.close();
    this.capacity.close();
    await this.#sync.close();
  }

  /** Starts an executor that can write (or one that can't) in place of the present one. */
  async setUnlocked(unlocked: boolean): Promise<void> {
    if (!this.#target.startsLocked || this.#unlocked === unlocked) return;
    this.#unlocked = unlocked;
    try {
      await this.#sync.open();
    } catch (thrown) {
      this.#unlocked = !unlocked;
      throw thrown;
    }
    this.#publish();
  }

  /** Stops the first listing, or lists again. */
  stopListing(): void {
    this.#sync.stopListing();
  }

  relist(): void {
    this.#sync.relist();
  }

  /** The target's way is gone for good. */
  lose(error: InspectorError): void {
    this.#sync.lose(error);
    this.#publish();
  }

  get isLost(): boolean {
    return this.#sync.phase === 'lost';
  }

  /** How many pages look at it. */
  get watchers(): number {
    return this.#watchers.size;
  }

  /** Follows the state; the present one comes at once. */
  watch(onState: (state: TargetState) => void): () => void {
    this.#watchers.add(onState);
    onState(this.state());
    return () => this.#watchers.delete(onState);
  }

  state(): TargetState {
    const { phase, error, listing, listedAt, losses, sysctls } = this.#sync;
    const maximum = sysctls.nf_conntrack_max;
    return {
      targetId: this.#target.targetId,
      title: this.#target.title,
      subtitle: this.#target.subtitle(!this.#unlocked),
      locked: !this.#unlocked,
      phase,
      error: error?.data ?? null,
      listing,
      version: this.table.version,
      flows: this.table.flows,
      maximum: maximum ?? null,
      newPerSecond: this.#newPerSecond,
      gonePerSecond: this.#gonePerSecond,
      appeared: this.table.appeared,
      vanished: this.table.vanished,
      listedAt,
      losses,
      eventCount: this.table.events.next,
      undo: this.edits.undoable,
      sysctls,
    };
  }

  conntrack(): Conntrack {
    return this.#sync.conntrack();
  }

  /** Writes flows to a file. Errors: `not-found` (pick), `invalid` (filter), `file-failed`. */
  async export(
    { source, format, path }: { source: ExportSource; format: FileFormat; path: string },
    work: Work,
  ): Promise<Omit<ExportResult, 'stopped' | 'tookMs'>> {
    const lives =
      source.kind === 'pick'
        ? this.picks.take(source.pickId).lives
        : await inSlices('export flows', this.queries.lives(source.filter, source.sort), work.signal);
    const target = this.#target.title;
    return exportFlows({ table: this.table, lives, format, target, path }, work);
  }

  /** The table, for changing it. Errors: `not-permitted` while changes are locked. */
  writable(operation: string): Conntrack {
    const conntrack = this.#sync.conntrack();
    if (conntrack.writable) return conntrack;
    const locked: ErrorData = {
      code: 'not-permitted',
      operation,
      message: `Changes to "${this.#target.title}" are locked.`,
      hint: 'Unlock changes in the target picker first.',
    };
    throw new InspectorError(locked);
  }

  #tick(): void {
    this.table.sweep();
    this.#publish();
  }

  #everySecond(): void {
    const now = performance.now();
    const seconds = (now - this.#lastTick.at) / SECOND_MS;
    this.#newPerSecond = (this.table.appeared - this.#lastTick.appeared) / seconds;
    this.#gonePerSecond = (this.table.vanished - this.#lastTick.vanished) / seconds;
    this.#lastTick = { at: now, appeared: this.table.appeared, vanished: this.table.vanished };
    this.table.zones.rates.closeInterval(seconds);
    this.capacity.everySecond();
    if (this.#watchers.size > 0) this.#refreshShown();
    // Pages ask again when the version moves.
    if (this.queries.isTimeShown()) this.table.version++;
  }

  #refreshShown(): void {
    const rows = this.queries.shownRows().slice(0, REFRESHED_ROWS);
    if (rows.length > 0) this.#sync.refresh(rows);
    const part = this.queries.shownPart();
    if (part) this.#sync.refreshPart(part);
  }

  #publish(): void {
    if (this.#watchers.size === 0) return;
    const state = this.state();
    const text = JSON.stringify(state);
    if (text === this.#sent) return;
    this.#sent = text;
    for (const onState of this.#watchers) onState(state);
  }
}
