import { vi } from 'vitest';
import type { ErrorData } from '../shared/errors.ts';
import type { TargetState } from '../shared/target-state.ts';
import type { Port, Request, Response } from '../shared/wire.ts';

/** Lets everything happen that waits for no time to pass. Timers are faked. */
export const settle = async () => void (await vi.advanceTimersByTimeAsync(0));

/** One connection of a page as the other side sees it. */
export class Wire implements Port<Request, Response> {
  readonly requests: Request[] = [];
  #onMessage: (message: Response) => void = () => undefined;
  readonly #onClose: ((reason: string) => void)[] = [];

  send(message: Request): void {
    this.requests.push(message);
  }
  onMessage(listener: (message: Response) => void): void {
    this.#onMessage = listener;
  }
  onClose(listener: (reason: string) => void): void {
    this.#onClose.push(listener);
  }

  /** The latest request of this name. */
  request(name: string): { readonly id: number; readonly input: unknown } {
    const found = this.requests.findLast((request) => 'name' in request && request.name === name);
    if (!found || !('input' in found)) throw new Error(`${name} was not asked`);
    return found;
  }
  /** How often a request of this name was made. */
  count(name: string): number {
    return this.requests.filter((request) => 'name' in request && request.name === name).length;
  }
  async answer(name: string, value: unknown): Promise<void> {
    this.#onMessage({ kind: 'result', id: this.request(name).id, value });
    await settle();
  }
  async refuse(name: string, error: ErrorData): Promise<void> {
    this.#onMessage({ kind: 'error', id: this.request(name).id, error });
    await settle();
  }
  async tell(value: TargetState): Promise<void> {
    this.#onMessage({ kind: 'item', id: this.request('target.state').id, value });
    await settle();
  }
  async close(): Promise<void> {
    for (const listener of this.#onClose) listener('gone');
    await settle();
  }
}
