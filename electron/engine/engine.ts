import { homedir } from 'node:os';
import type {
  CallInput,
  CallOutput,
  EngineCallName,
  StreamInput,
  StreamItem,
  StreamName,
} from '../../shared/contract.ts';
import { InspectorError, toInspectorError } from '../../shared/errors.ts';
import type { ExportResult, FileToken, ImportReport } from '../../shared/file.ts';
import type { TargetOffer } from '../../shared/target-state.ts';
import { pageOfEvents } from '../flows/event-query.ts';
import { fieldValues } from '../flows/field-values.ts';
import { PresetFile } from '../presets.ts';
import { ScenarioRunner } from '../scenarios/scenario-runner.ts';
import { readSettings } from '../settings.ts';
import { findHostAccess, openHost } from '../targets/host.ts';
import { openSandbox, type SandboxPlace } from '../targets/sandbox.ts';
import { nothingToUndo } from './export.ts';
import { checkImport } from './import.ts';
import { readPreferences, writePreferences } from './preferences.ts';
import { saveEvents } from './save-events.ts';
import { Session, type SessionTarget } from './session.ts';
import type { Work } from './work.ts';
import { Works } from './works.ts';

/** What the engine needs of the thread that started it. */
export interface EngineOptions {
  /** Folder of executor.cjs and koffi.node. */
  readonly executorFolder: string;
  /** Receive buffer to ask for on event sockets, bytes. */
  readonly eventBufferBytes: number;
  /** The process that keeps the sandbox's namespaces; a new one when there is none or the last one ended. */
  readonly holder: () => Promise<SandboxPlace>;
  /** The absolute path that a file token stands for. Errors: `not-found`. */
  readonly pathOfFile: (token: FileToken) => Promise<string>;
  readonly log: (line: string) => void;
}

type Calls = {
  readonly [N in EngineCallName]: (input: CallInput<N>, signal: AbortSignal) => Promise<CallOutput<N>>;
};
type Streams = {
  readonly [N in StreamName]: (input: StreamInput<N>, onItem: (item: StreamItem<N>) => void) => () => void;
};

/** The contract's implementation: one session for each open target. */
export class Engine {
  readonly calls: Calls = {
    'target.list': () => this.#offers(),
    'target.open': async ({ targetId }) => (await this.#open(targetId)).state(),
    'target.close': ({ targetId }) => this.#close(targetId),
    'target.unlock': ({ targetId }) => this.#setUnlocked(targetId, true),
    'target.lock': ({ targetId }) => this.#setUnlocked(targetId, false),
    'target.stopListing': async ({ targetId }) => {
      const session = this.#session(targetId);
      session.stopListing();
      return session.state();
    },
    'target.relist': async ({ targetId }) => {
      const session = this.#session(targetId);
      session.relist();
      return session.state();
    },
    'settings.read': async () => readSettings(process.env, homedir()),
    'presets.list': async () => presetFile().list(),
    'presets.save': async ({ preset }) => presetFile().save(preset),
    'presets.remove': async ({ name }) => presetFile().remove(name),
    'preferences.read': async () => readPreferences(process.env, homedir()),
    'preferences.write': async ({ changes }) => writePreferences(changes, process.env, homedir()),
    'flows.query': async ({ targetId, ...query }) => this.#session(targetId).queries.page(query),
    'flows.values': async ({ targetId, field, prefix, limit }) =>
      fieldValues(this.#session(targetId).table, field, prefix, limit),
    'flows.get': ({ targetId, ref }) => this.#session(targetId).conntrack().get(ref),
    'flows.inject': ({ targetId, specs }, signal) => this.#session(targetId).injections.inject(specs, signal),
    'flows.injectRange': ({ targetId, range, workId }, signal) =>
      this.#works.run(workId, signal, (work) => this.#session(targetId).injections.injectRange(range, work)),
    'expectations.list': ({ targetId, master }) =>
      this.#session(targetId).conntrack().expectations.list(master),
    'expectations.create': async ({ targetId, spec }) => {
      await this.#session(targetId).writable('expect a flow').expectations.create(spec);
      return {};
    },
    'expectations.delete': async ({ targetId, ref }) => {
      await this.#session(targetId).writable('delete an expectation').expectations.remove(ref);
      return {};
    },
    'flows.pick': ({ targetId, scope, addTo }) => {
      const { picks, edits } = this.#session(targetId);
      edits.foresee(scope);
      return picks.pick(scope, addTo);
    },
    'flows.delete': ({ targetId, pickId, workId }, signal) =>
      this.#works.run(workId, signal, (work) => this.#session(targetId).edits.delete(pickId, work)),
    'flows.change': ({ targetId, pickId, change, workId }, signal) =>
      this.#works.run(workId, signal, (work) => this.#session(targetId).edits.change(pickId, change, work)),
    'flows.flush': ({ targetId, scope, confirmation, workId }, signal) =>
      this.#works.run(workId, signal, (work) =>
        this.#session(targetId).edits.flush(scope, confirmation, work),
      ),
    'flows.undo': ({ targetId, workId }, signal) => this.#undo(targetId, workId, signal),
    'flows.export': (input, signal) => this.#export(input, signal),
    'flows.checkImport': (input, signal) => this.#checkImport(input, signal),
    'flows.import': async ({ targetId, file, format, workId }, signal) => {
      const path = await this.#options.pathOfFile(file);
      return this.#works.run(workId, signal, (work) =>
        this.#session(targetId).injections.import({ path, format }, work),
      );
    },
    'work.stop': async ({ workId }) => {
      this.#works.stop(workId);
      return {};
    },
    'work.refusals': async ({ workId, offset, limit }) => this.#works.refusals(workId, offset, limit),
    'zones.usage': async ({ targetId, ...query }) => this.#session(targetId).zones.usage(query),
    'zones.highlights': ({ targetId, zones }, signal) =>
      this.#session(targetId).zones.highlights(zones, signal),
    'zones.map': async ({ targetId }) => this.#session(targetId).zones.map(),
    'zones.compare': ({ targetId, a, b }, signal) => this.#session(targetId).zones.compare(a, b, signal),
    'zones.free': async ({ targetId, ...search }) => this.#session(targetId).zones.reserved.find(search),
    'zones.reserve': async ({ targetId, reserver, ...search }) => ({
      zones: this.#session(targetId).zones.reserved.reserve(reserver, search),
    }),
    'zones.release': async ({ targetId, ranges }) => {
      this.#session(targetId).zones.reserved.release(ranges);
      return {};
    },
    'events.page': async ({ targetId, ...query }) => pageOfEvents(this.#session(targetId).table, query),
    'events.save': async ({ targetId, file, ...choice }) => {
      const path = await this.#options.pathOfFile(file);
      return saveEvents(this.#session(targetId).table, choice, path);
    },
    'events.rates': async ({ targetId }) => this.#session(targetId).table.events.counts.rates(Date.now()),
    'capacity.read': async ({ targetId }) => this.#session(targetId).capacity.read(),
    'scenarios.list': async ({ targetId }) => this.#scenariosOf(targetId).offers(),
    'scenarios.run': async ({ targetId, scenarioId }) => {
      this.#scenariosOf(targetId).start(scenarioId);
      return {};
    },
    'scenarios.stop': async ({ targetId }) => {
      await this.#scenariosOf(targetId).stop();
      return {};
    },
  };

  readonly streams: Streams = {
    'scenarios.state': ({ targetId }, onItem) => this.#scenariosOf(targetId).watch(onItem),
    'target.state': ({ targetId }, onItem) => this.#session(targetId).watch(onItem),
    'zones.reservations': ({ targetId, reserver }, onItem) =>
      this.#session(targetId).zones.reserved.follow(reserver, onItem),
    'work.progress': ({ workId }, onItem) => this.#works.watch(workId, onItem),
  };

  readonly #options: EngineOptions;
  readonly #targets: ReadonlyMap<string, SessionTarget>;
  readonly #sessions = new Map<string, Session>();
  readonly #opening = new Map<string, Promise<Session>>();
  readonly #works = new Works();
  readonly #scenarios: ScenarioRunner;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#scenarios = new ScenarioRunner(options);
    this.#targets = new Map(
      [sandboxTarget(options), hostTarget(options)].map((target) => [target.targetId, target]),
    );
  }

  /** The sandbox's namespaces are gone. */
  loseSandbox(error: InspectorError): void {
    this.#sessions.get('sandbox')?.lose(error);
    void this.#scenarios.stop();
  }

  #scenariosOf(targetId: string): ScenarioRunner {
    if (targetId === 'sandbox') return this.#scenarios;
    throw new InspectorError({
      code: 'unsupported',
      operation: 'run a demonstration',
      message: 'Demonstrations run in the sandbox only.',
    });
  }

  async #export(
    { targetId, source, format, file, workId }: CallInput<'flows.export'>,
    signal: AbortSignal,
  ): Promise<ExportResult> {
    const path = await this.#options.pathOfFile(file);
    return this.#answerOf(workId, signal, async (work) => ({
      ...(await this.#session(targetId).export({ source, format, path }, work)),
      stopped: work.stopped !== null,
      tookMs: work.tookMs,
    }));
  }

  async #checkImport(
    { targetId, file, format, workId }: CallInput<'flows.checkImport'>,
    signal: AbortSignal,
  ): Promise<ImportReport> {
    this.#session(targetId);
    const path = await this.#options.pathOfFile(file);
    return this.#answerOf(workId, signal, (work) => checkImport({ path, format }, work));
  }

  /** Does a long work that changes nothing, for an answer of its own. */
  async #answerOf<T>(workId: string, signal: AbortSignal, perform: (work: Work) => Promise<T>): Promise<T> {
    const answers: T[] = [];
    await this.#works.run(workId, signal, async (work) => {
      answers.push(await perform(work));
      return nothingToUndo;
    });
    const [answer] = answers;
    if (answer === undefined) throw new TypeError('a work ended without an answer');
    return answer;
  }

  async #offers(): Promise<TargetOffer[]> {
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

  async #open(targetId: string): Promise<Session> {
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

  async #close(targetId: string): Promise<{ closed: boolean }> {
    const session = this.#sessions.get(targetId);
    if (!session || session.watchers > 1) return { closed: false };
    this.#sessions.delete(targetId);
    await session.close();
    return { closed: true };
  }

  async #setUnlocked(targetId: string, unlocked: boolean): Promise<CallOutput<'target.unlock'>> {
    const session = this.#session(targetId);
    await session.setUnlocked(unlocked);
    return session.state();
  }

  async #undo(targetId: string, workId: string, signal: AbortSignal): Promise<CallOutput<'flows.undo'>> {
    let lost: CallOutput<'flows.undo'>['lost'] = [];
    const result = await this.#works.run(workId, signal, async (work) => {
      lost = await this.#session(targetId).edits.undo(work);
      return { possible: false, reason: 'Undo itself is not undone.' };
    });
    return { ...result, lost };
  }

  #session(targetId: string): Session {
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

function presetFile(): PresetFile {
  return new PresetFile(process.env, homedir());
}

function unknownTarget(targetId: string): InspectorError {
  return new InspectorError({
    code: 'not-found',
    operation: 'open a target',
    subject: targetId,
    message: `There is no target "${targetId}".`,
  });
}

function sandboxTarget({ executorFolder, eventBufferBytes, holder }: EngineOptions): SessionTarget {
  return {
    targetId: 'sandbox',
    title: 'Sandbox',
    subtitle: () => 'private table',
    startsLocked: false,
    open: async (listener) => openSandbox(executorFolder, await holder(), listener, eventBufferBytes),
  };
}

function hostTarget({ executorFolder, eventBufferBytes }: EngineOptions): SessionTarget {
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
