import { InspectorError, toInspectorError } from '../../shared/errors.ts';
import type { TargetOffer, TargetState } from '../../shared/target-state.ts';
import { findHostAccess, openHost } from '../targets/host.ts';
import { openSandbox, type SandboxPlace } from '../targets/sandbox.ts';
import { Session, type SessionTarget } from './session.ts';

/** What reaching the targets takes. */
export interface TargetSessionsOptions {
  /** Folder of executor.cjs and koffi.node. */
  readonly executorFolder: string;
  /** Receive buffer to ask for on event sockets, bytes. */
  readonly eventBufferBytes: number;
  /** The process that keeps the sandbox's namespaces; a new one when there is none or the last one ended. */
  readonly holder: () => Promise<SandboxPlace>;
  readonly log: (line: string) => void;
}

/** The tables that can be opened, and a session for each that is. */
export class TargetSessions {
  readonly #options: TargetSessionsOptions;
  readonly #targets: ReadonlyMap<string, SessionTarget>;
  readonly #sessions = new Map<string, Session>();
  readonly #opening = new Map<string, Promise<Session>>();

  constructor(options: TargetSessionsOptions) {
    this.#options = options;
    this.#targets = new Map(
      [sandboxTarget(options), hostTarget(options)].map((target) => [target.targetId, target]),
    );
  }

  /** Every target, and what keeps it from being opened. */
  async offers(): Promise<TargetOffer[]> {
    return Promise.all(
      [...this.#targets.values()].map(async (target) => {
        const state = this.#sessions.get(target.targetId)?.state();
        return {
          targetId: target.targetId,
          title: target.title,
          subtitle: state?.subtitle ?? target.subtitle(target.startsLocked),
          unavailable: target.targetId === 'host' ? await this.#hostObstacle() : null,
          locked: state?.locked ?? target.startsLocked,
        };
      }),
    );
  }

  async #hostObstacle(): Promise<TargetOffer['unavailable']> {
    try {
      await findHostAccess(this.#options.executorFolder);
      return null;
    } catch (thrown) {
      return toInspectorError(thrown, "open this machine's table").data;
    }
  }

  /** The session of a target; it is opened when it is not. Errors: `not-found`, and whatever keeps it from opening. */
  async open(targetId: string): Promise<Session> {
    const known = this.#sessions.get(targetId);
    if (known && !known.isLost) return known;
    const opening = this.#opening.get(targetId);
    if (opening) return opening;
    const target = this.#targets.get(targetId);
    if (!target) throw unknownTarget(targetId);
    const session = new Session(target, this.#options.log);
    const opened = session.open().then(async () => {
      this.#sessions.set(targetId, session);
      await known?.close();
      return session;
    });
    this.#opening.set(targetId, opened);
    try {
      return await opened;
    } finally {
      this.#opening.delete(targetId);
    }
  }

  /** Ends a session unless another page still looks at it. */
  async close(targetId: string): Promise<{ closed: boolean }> {
    const session = this.#sessions.get(targetId);
    if (!session || session.watchers > 1) return { closed: false };
    this.#sessions.delete(targetId);
    await session.close();
    return { closed: true };
  }

  /** Ends every session. */
  async closeAll(): Promise<void> {
    const sessions = [...this.#sessions.values()];
    this.#sessions.clear();
    await Promise.all(sessions.map((session) => session.close()));
  }

  /** Allows changes to a target, or takes that back. Errors: `target-lost`, `not-found`, `not-permitted`. */
  async setUnlocked(targetId: string, unlocked: boolean): Promise<TargetState> {
    const session = this.session(targetId);
    await session.setUnlocked(unlocked);
    return session.state();
  }

  /** The sandbox's namespaces are gone. */
  loseSandbox(error: InspectorError): void {
    this.#sessions.get('sandbox')?.lose(error);
  }

  /** The session of an open target. Errors: `target-lost` when it is not open, `not-found`. */
  session(targetId: string): Session {
    const session = this.#sessions.get(targetId);
    if (session) return session;
    if (!this.#targets.has(targetId)) throw unknownTarget(targetId);
    throw new InspectorError({
      code: 'target-lost',
      operation: `use the target "${targetId}"`,
      subject: targetId,
      message: 'This target is not open.',
      hint: 'Open it first; it may have been closed, or the engine started anew.',
    });
  }
}

function unknownTarget(targetId: string): InspectorError {
  return new InspectorError({
    code: 'not-found',
    operation: 'open a target',
    subject: targetId,
    message: `There is no target "${targetId}".`,
  });
}

function sandboxTarget({ executorFolder, eventBufferBytes, holder }: TargetSessionsOptions): SessionTarget {
  return {
    targetId: 'sandbox',
    title: 'Sandbox',
    subtitle: () => 'private table',
    startsLocked: false,
    open: async (listener) => openSandbox(executorFolder, await holder(), listener, eventBufferBytes),
  };
}

function hostTarget({ executorFolder, eventBufferBytes }: TargetSessionsOptions): SessionTarget {
  return {
    targetId: 'host',
    title: 'This machine',
    subtitle: (locked) => (locked ? 'read-only' : 'changes unlocked'),
    startsLocked: true,
    open: async (listener, unlocked) => {
      const access = await findHostAccess(executorFolder);
      return openHost(executorFolder, access, unlocked ? 'change' : 'read', listener, eventBufferBytes);
    },
  };
}
