import { setTimeout as pause } from 'node:timers/promises';
import { type ErrorData, InspectorError, toInspectorError } from '../../shared/errors.ts';
import type { Scenario, ScenarioRun } from '../../shared/scenario.ts';
import { launchParts } from '../executor/launch-parts.ts';
import { findTool } from '../executor/tools.ts';
import type { SandboxPlace } from '../targets/sandbox.ts';
import { SandboxNetwork } from './sandbox-network.ts';
import { type ScenarioPlan, scenarioPlans } from './scenarios.ts';
import { TrafficProcess } from './traffic-process.ts';

export interface ScenarioRunnerOptions {
  /** Folder of traffic.cjs and koffi.node. */
  readonly executorFolder: string;
  readonly holder: () => Promise<SandboxPlace>;
}

const idle = async () => undefined;

/** Runs demonstrations in the sandbox, one at a time, and takes away all they put there. */
export class ScenarioRunner {
  readonly #options: ScenarioRunnerOptions;
  readonly #watchers = new Set<(run: ScenarioRun | null) => void>();
  #run: ScenarioRun | null = null;
  #abort = new AbortController();
  #ended: Promise<void> = idle();

  constructor(options: ScenarioRunnerOptions) {
    this.#options = options;
  }

  /** Every demonstration, with why it can't be run here. */
  offers(): Scenario[] {
    const unavailable = obstacle();
    return scenarioPlans.map(({ steps: _, ...scenario }) => ({ ...scenario, unavailable }));
  }

  /** Begins one; `watch` tells how it goes. Errors: `not-found`, `no-sandbox` (a program is missing), `exists` (one runs). */
  start(scenarioId: string): void {
    const plan = scenarioPlans.find(({ id }) => id === scenarioId);
    if (!plan) throw refusal('not-found', `There is no demonstration “${scenarioId}”.`);
    if (this.#isRunning()) throw refusal('exists', `“${this.#run?.title}” is running: stop it first.`);
    const missing = obstacle();
    if (missing !== null) throw new InspectorError(missing);
    const { id, title, filter } = plan;
    this.#tell({ scenarioId: id, title, filter, steps: [], phase: 'starting', error: null });
    this.#abort = new AbortController();
    this.#ended = this.#perform(plan, this.#abort.signal);
  }

  /** Ends what runs; resolves when nothing of it is left. */
  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#ended;
  }

  /** Tells how the demonstration goes, the present one or the last; null before the first. */
  watch(onItem: (run: ScenarioRun | null) => void): () => void {
    this.#watchers.add(onItem);
    onItem(this.#run);
    return () => this.#watchers.delete(onItem);
  }

  async #perform(plan: ScenarioPlan, signal: AbortSignal): Promise<void> {
    const failures: unknown[] = [];
    const noting = async (part: () => Promise<void>) => {
      try {
        await part();
      } catch (thrown) {
        failures.push(thrown);
      }
    };
    // What was begun is cleared away whatever failed before, and a failure to do so does not hide the first one.
    await noting(async () => {
      const parts = launchParts(this.#options.executorFolder);
      const place = await this.#options.holder();
      const network = new SandboxNetwork(parts, place);
      await noting(async () => {
        await network.addAddresses();
        await network.setRules('');
        const traffic = new TrafficProcess(parts, place);
        await noting(async () => {
          try {
            await this.#goThrough(plan, network, traffic, signal);
          } catch (thrown) {
            if (!signal.aborted) throw thrown;
          }
        });
        this.#change({ phase: 'ending' });
        await traffic.end();
      });
      await network.clear();
    });
    const error = inOne(failures);
    this.#change({ phase: error ? 'failed' : signal.aborted ? 'stopped' : 'finished', error });
  }

  async #goThrough(
    { steps }: ScenarioPlan,
    network: SandboxNetwork,
    traffic: TrafficProcess,
    signal: AbortSignal,
  ): Promise<void> {
    for (const step of steps) {
      signal.throwIfAborted();
      if (step.rules !== undefined) await network.setRules(step.rules);
      const done = this.#run?.steps ?? [];
      this.#change({ phase: 'running', steps: [...done, { at: Date.now(), text: step.text }] });
      for (const command of step.traffic) await traffic.obey(command, signal);
      await pause(step.seconds * 1000, undefined, { signal });
    }
  }

  #isRunning(): boolean {
    return this.#run !== null && ['starting', 'running', 'ending'].includes(this.#run.phase);
  }

  #change(changes: Partial<ScenarioRun>): void {
    if (this.#run) this.#tell({ ...this.#run, ...changes });
  }

  #tell(run: ScenarioRun): void {
    this.#run = run;
    for (const onItem of this.#watchers) onItem(run);
  }
}

/** The first failure with all that failed after it in its detail; null for none. */
export function inOne(failures: readonly unknown[]): ErrorData | null {
  const [first, ...others] = failures.map((thrown) => toInspectorError(thrown, 'run a demonstration').data);
  if (!first || others.length === 0) return first ?? null;
  const later = others.map(({ message, detail }) =>
    ['Clearing up then failed too:', message, detail].filter(Boolean).join(' '),
  );
  return { ...first, detail: [first.detail, ...later].filter(Boolean).join('\n') };
}

/** What is missing on this machine for every demonstration; null for nothing. */
function obstacle(): ErrorData | null {
  try {
    for (const program of ['nsenter', 'nft', 'ip']) findTool(program);
    return null;
  } catch (thrown) {
    return toInspectorError(thrown, 'run a demonstration').data;
  }
}

function refusal(code: 'not-found' | 'exists', message: string): InspectorError {
  return new InspectorError({ code, operation: 'run a demonstration', message });
}
