import { setTimeout as delay } from 'node:timers/promises';
import { type InspectorError, toInspectorError } from '../../shared/errors.ts';
import type { Conntrack } from '../targets/conntrack.ts';

/** Waits between attempts to reach the table again, milliseconds; after the last one it is lost. */
const RETRY_MS = [100, 1_000, 3_000, 5_000];

/** How a table is reached, and who is told how that goes. */
interface TableLinkOptions {
  open(): Promise<Conntrack>;
  /** It is reached, for the first time or again. */
  onOpened(): void;
  /** It is not reached any more, or still not; another attempt follows. */
  onBroken(error: InspectorError): void;
  /** Nothing is tried any more. */
  onLost(error: InspectorError): void;
}

/**
 * The way to a table, opened anew when it breaks or is to be another one. Whoever asks for it, one is opened at a time, and
 * what was there before is closed.
 */
export class TableLink {
  readonly #options: TableLinkOptions;
  #current: Conntrack | null = null;
  #isClosed = false;
  #lastTurn: Promise<unknown> = Promise.resolve();

  constructor(options: TableLinkOptions) {
    this.#options = options;
  }

  /** What reaches the table now. */
  get current(): Conntrack | null {
    return this.#current;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Opens it, or another one in its place. Errors: whatever keeps it from opening; what was there stays then. */
  open(): Promise<void> {
    return this.#inTurn(() => this.#open());
  }

  /** Resolves when nothing reaches the table any more, nor will. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const current = this.#current;
    this.#current = null;
    await Promise.all([current?.close(), this.#lastTurn]);
  }

  #inTurn(open: () => Promise<void>): Promise<void> {
    const turn = this.#lastTurn.then(open);
    this.#lastTurn = turn.catch(() => undefined);
    return turn;
  }

  async #open(): Promise<void> {
    if (this.#isClosed) return;
    const opened = await this.#options.open();
    if (this.#isClosed) {
      await opened.close();
      return;
    }
    const before = this.#current;
    this.#current = opened;
    void opened.ended.then((error) => this.#onEnded(opened, error));
    this.#options.onOpened();
    await before?.close();
  }

  #onEnded(ended: Conntrack, error: InspectorError): void {
    if (this.#isClosed || this.#current !== ended) return;
    this.#current = null;
    this.#options.onBroken(error);
    void this.#retry(error);
  }

  async #retry(broken: InspectorError): Promise<void> {
    let error = broken;
    for (const wait of RETRY_MS) {
      await delay(wait);
      try {
        // Somebody may have opened it meanwhile, or be about to.
        await this.#inTurn(async () => {
          if (!this.#current) await this.#open();
        });
        return;
      } catch (thrown) {
        error = toInspectorError(thrown, 'reach the table again');
        if (!this.#isClosed) this.#options.onBroken(error);
      }
    }
    if (!this.#isClosed && !this.#current) this.#options.onLost(error);
  }
}
