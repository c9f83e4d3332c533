import { homedir } from 'node:os';
import type {
  CallInput,
  CallOutput,
  EngineCallName,
  StreamInput,
  StreamItem,
  StreamName,
} from '../../shared/contract.ts';
import { InspectorError } from '../../shared/errors.ts';
import type { ExportResult, FileToken, ImportReport } from '../../shared/file.ts';
import { pageOfEvents } from '../flows/event-query.ts';
import { fieldValues } from '../flows/field-values.ts';
import { ScenarioRunner } from '../scenarios/scenario-runner.ts';
import { readSettings } from '../settings.ts';
import { nothingToUndo } from './export.ts';
import { checkImport } from './import.ts';
import { readPreferences, writePreferences } from './preferences.ts';
import { PresetFile } from './presets.ts';
import { saveEvents } from './save-events.ts';
import { inSlices } from './slices.ts';
import { TargetSessions, type TargetSessionsOptions } from './target-sessions.ts';
import type { Work } from './work.ts';
import { Works } from './works.ts';

/** What the engine needs of the thread that started it. */
export interface EngineOptions extends TargetSessionsOptions {
  /** The absolute path that a file token stands for. Errors: `not-found`. */
  readonly pathOfFile: (token: FileToken) => Promise<string>;
}

type Calls = {
  readonly [N in EngineCallName]: (input: CallInput<N>, signal: AbortSignal) => Promise<CallOutput<N>>;
};
type Streams = {
  readonly [N in StreamName]: (input: StreamInput<N>, onItem: (item: StreamItem<N>) => void) => () => void;
};

/** The contract's implementation: what answers each call and stream. */
export class Engine {
  readonly calls: Calls = {
    'target.list': () => this.#targets.offers(),
    'target.open': async ({ targetId }) => (await this.#targets.open(targetId)).state(),
    'target.close': ({ targetId }) => this.#targets.close(targetId),
    'target.unlock': ({ targetId }) => this.#targets.setUnlocked(targetId, true),
    'target.lock': ({ targetId }) => this.#targets.setUnlocked(targetId, false),
    'target.stopListing': async ({ targetId }) => {
      const session = this.#targets.session(targetId);
      session.stopListing();
      return session.state();
    },
    'target.relist': async ({ targetId }) => {
      const session = this.#targets.session(targetId);
      session.relist();
      return session.state();
    },
    'settings.read': async () => readSettings(process.env, homedir()),
    'presets.list': async () => presetFile().list(),
    'presets.save': async ({ preset }) => presetFile().save(preset),
    'presets.remove': async ({ name }) => presetFile().remove(name),
    'preferences.read': async () => readPreferences(process.env, homedir()),
    'preferences.write': async ({ changes }) => writePreferences(changes, process.env, homedir()),
    'flows.query': ({ targetId, ...query }, signal) =>
      inSlices('filter flows', this.#targets.session(targetId).queries.page(query), signal),
    'flows.values': async ({ targetId, field, prefix, limit }) =>
      fieldValues(this.#targets.session(targetId).table, field, prefix, limit),
    'flows.get': ({ targetId, ref }) => this.#targets.session(targetId).conntrack().get(ref),
    'flows.inject': ({ targetId, specs }, signal) =>
      this.#targets.session(targetId).injections.inject(specs, signal),
    'flows.injectRange': ({ targetId, range, workId }, signal) =>
      this.#works.run(workId, signal, (work) =>
        this.#targets.session(targetId).injections.injectRange(range, work),
      ),
    'expectations.list': ({ targetId, master }) =>
      this.#targets.session(targetId).conntrack().expectations.list(master),
    'expectations.create': async ({ targetId, spec }) => {
      await this.#targets.session(targetId).writable('expect a flow').expectations.create(spec);
      return {};
    },
    'expectations.delete': async ({ targetId, ref }) => {
      await this.#targets.session(targetId).writable('delete an expectation').expectations.remove(ref);
      return {};
    },
    'flows.choose': ({ targetId, base, sweep }, signal) =>
      this.#targets.session(targetId).choices.choose(base, sweep, signal),
    'flows.chosen': async ({ targetId, choiceId, offset, limit }) =>
      this.#targets.session(targetId).choices.page(choiceId, offset, limit),
    'flows.release': async ({ targetId, choiceId }) => {
      this.#targets.session(targetId).choices.release(choiceId);
      return {};
    },
    'flows.pick': ({ targetId, scope }, signal) => {
      const { picks, edits } = this.#targets.session(targetId);
      edits.foresee(scope);
      return picks.pick(scope, signal);
    },
    'flows.delete': ({ targetId, pickId, workId }, signal) =>
      this.#works.run(workId, signal, (work) => this.#targets.session(targetId).edits.delete(pickId, work)),
    'flows.change': ({ targetId, pickId, change, workId }, signal) =>
      this.#works.run(workId, signal, (work) =>
        this.#targets.session(targetId).edits.change(pickId, change, work),
      ),
    'flows.flush': ({ targetId, scope, confirmation, workId }, signal) =>
      this.#works.run(workId, signal, (work) =>
        this.#targets.session(targetId).edits.flush(scope, confirmation, work),
      ),
    'flows.undo': ({ targetId, workId }, signal) => this.#undo(targetId, workId, signal),
    'flows.export': (input, signal) => this.#export(input, signal),
    'flows.checkImport': (input, signal) => this.#checkImport(input, signal),
    'flows.import': async ({ targetId, file, format, workId }, signal) => {
      const path = await this.#options.pathOfFile(file);
      return this.#works.run(workId, signal, (work) =>
        this.#targets.session(targetId).injections.import({ path, format }, work),
      );
    },
    'work.stop': async ({ workId }) => {
      this.#works.stop(workId);
      return {};
    },
    'work.refusals': async ({ workId, offset, limit }) => this.#works.refusals(workId, offset, limit),
    'zones.usage': async ({ targetId, ...query }) => this.#targets.session(targetId).zones.usage(query),
    'zones.highlights': ({ targetId, zones }, signal) =>
      this.#targets.session(targetId).zones.highlights(zones, signal),
    'zones.map': async ({ targetId }) => this.#targets.session(targetId).zones.map(),
    'zones.compare': ({ targetId, a, b }, signal) =>
      this.#targets.session(targetId).zones.compare(a, b, signal),
    'zones.free': async ({ targetId, ...search }) =>
      this.#targets.session(targetId).zones.reserved.find(search),
    'zones.reserve': async ({ targetId, reserver, ...search }) => ({
      zones: this.#targets.session(targetId).zones.reserved.reserve(reserver, search),
    }),
    'zones.release': async ({ targetId, ranges }) => {
      this.#targets.session(targetId).zones.reserved.release(ranges);
      return {};
    },
    'events.page': ({ targetId, ...query }, signal) =>
      inSlices('filter events', pageOfEvents(this.#targets.session(targetId).table, query), signal),
    'events.save': async ({ targetId, file, ...choice }, signal) => {
      const path = await this.#options.pathOfFile(file);
      return saveEvents(this.#targets.session(targetId).table, choice, path, signal);
    },
    'events.rates': async ({ targetId }) =>
      this.#targets.session(targetId).table.events.counts.rates(Date.now()),
    'capacity.read': async ({ targetId }) => this.#targets.session(targetId).capacity.read(),
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
    'target.state': ({ targetId }, onItem) => this.#targets.session(targetId).watch(onItem),
    'zones.reservations': ({ targetId, reserver }, onItem) =>
      this.#targets.session(targetId).zones.reserved.follow(reserver, onItem),
    'work.progress': ({ workId }, onItem) => this.#works.watch(workId, onItem),
  };

  readonly #options: EngineOptions;
  readonly #targets: TargetSessions;
  readonly #works = new Works();
  readonly #scenarios: ScenarioRunner;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#scenarios = new ScenarioRunner(options);
    this.#targets = new TargetSessions(options);
  }

  /** Ends what it started: executors and the demonstration under way. */
  async stop(): Promise<void> {
    await Promise.all([this.#targets.closeAll(), this.#scenarios.stop()]);
  }

  /** The sandbox's namespaces are gone. */
  loseSandbox(error: InspectorError): void {
    this.#targets.loseSandbox(error);
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
      ...(await this.#targets.session(targetId).export({ source, format, path }, work)),
      stopped: work.stopped !== null,
      tookMs: work.tookMs,
    }));
  }

  async #checkImport(
    { targetId, file, format, workId }: CallInput<'flows.checkImport'>,
    signal: AbortSignal,
  ): Promise<ImportReport> {
    this.#targets.session(targetId);
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

  async #undo(targetId: string, workId: string, signal: AbortSignal): Promise<CallOutput<'flows.undo'>> {
    let lost: CallOutput<'flows.undo'>['lost'] = [];
    const result = await this.#works.run(workId, signal, async (work) => {
      lost = await this.#targets.session(targetId).edits.undo(work);
      return { possible: false, reason: 'Undo itself is not undone.' };
    });
    return { ...result, lost };
  }
}

function presetFile(): PresetFile {
  return new PresetFile(process.env, homedir());
}
