import {
  type Capacity,
  type CpuStatistics,
  type StatisticName,
  type Statistics,
  type Survey,
  statisticNames,
} from '../../shared/capacity.ts';
import { toInspectorError } from '../../shared/errors.ts';
import type { FlowTable } from '../flows/flow-table.ts';
import { surveyTable } from '../flows/survey.ts';
import type { Conntrack } from '../targets/conntrack.ts';
import { FlowHistory } from './fill-history.ts';
import { inSlices } from './slices.ts';

/** Nobody asked for this long: the kernel is not asked either, milliseconds. */
const ASKED_MS = 3_000;
/** A pass over the table takes at most a tenth of the time, and comes at most every three seconds. */
const SURVEY_SHARE = 10;
const SURVEY_PAUSE_MS = 3_000;

interface CapacitySource {
  readonly table: FlowTable;
  readonly sysctls: () => Readonly<Record<string, number>>;
  /** Throws an InspectorError while nothing reaches the table. */
  readonly conntrack: () => Conntrack;
}

/**
 * How full one table is and what it is full of. The fill is sampled all the time; statistics are read, and the table is gone
 * over, only while somebody asks.
 */
export class CapacityWatch {
  readonly #source: CapacitySource;
  readonly #history = new FlowHistory();
  readonly #closed = new AbortController();
  #askedAt = Number.NEGATIVE_INFINITY;
  #isReading = false;
  #statistics: Statistics | null = null;
  #last: { readonly at: number; readonly cpus: readonly CpuStatistics[] } | null = null;
  #survey: Survey | null = null;
  #isSurveying = false;
  #nextSurveyAt = 0;

  constructor(source: CapacitySource) {
    this.#source = source;
  }

  /** To be called every second. */
  everySecond(): void {
    this.#history.sample(Date.now(), this.#source.table.flows);
    if (performance.now() - this.#askedAt > ASKED_MS) return;
    this.#look();
  }

  /** The latest of everything. */
  read(): Capacity {
    const isFirst = performance.now() - this.#askedAt > ASKED_MS;
    this.#askedAt = performance.now();
    if (isFirst) this.#look();
    const { table } = this.#source;
    const sysctls = this.#source.sysctls();
    const maximum = sysctls.nf_conntrack_max ?? null;
    return {
      flows: table.flows,
      maximum,
      buckets: sysctls.nf_conntrack_buckets ?? null,
      history: this.#history.history(),
      forecast: this.#history.forecast(maximum),
      statistics: this.#statistics,
      survey: this.#survey,
    };
  }

  close(): void {
    this.#closed.abort();
  }

  #look(): void {
    void this.#readStatistics();
    void this.#goOver();
  }

  async #readStatistics(): Promise<void> {
    if (this.#isReading) return;
    this.#isReading = true;
    try {
      const { cpus, expectations } = await this.#source.conntrack().readStatistics();
      const now = performance.now();
      const last = this.#last;
      this.#last = { at: now, cpus };
      this.#statistics = {
        ok: true,
        cpus: [...cpus],
        perSecond: last && ratesBetween(last.cpus, cpus, (now - last.at) / 1000),
        expectations: [...expectations],
      };
    } catch (thrown) {
      this.#last = null;
      this.#statistics = {
        ok: false,
        error: toInspectorError(thrown, 'read the statistics of each CPU').data,
      };
    }
    this.#isReading = false;
  }

  async #goOver(): Promise<void> {
    if (this.#isSurveying || performance.now() < this.#nextSurveyAt) return;
    this.#isSurveying = true;
    const { table, sysctls } = this.#source;
    const { signal } = this.#closed;
    const survey = await inSlices('survey the table', surveyTable(table, sysctls()), signal).catch(
      (thrown: unknown) => {
        if (!signal.aborted) throw thrown;
        return null;
      },
    );
    this.#isSurveying = false;
    if (survey === null) return;
    this.#survey = survey;
    this.#nextSurveyAt = performance.now() + Math.max(SURVEY_PAUSE_MS, survey.tookMs * SURVEY_SHARE);
  }
}

/** What all CPUs counted together, per second; null when there are more or fewer CPUs than before. */
function ratesBetween(
  before: readonly CpuStatistics[],
  after: readonly CpuStatistics[],
  seconds: number,
): CountsPerSecond | null {
  if (before.length !== after.length || seconds <= 0) return null;
  const rates: CountsPerSecond = {};
  for (const name of statisticNames) {
    if (after.every((cpu) => cpu[name] === null)) continue;
    let added = 0;
    // 32-bit counters wrap.
    for (const [index, cpu] of after.entries())
      added += ((cpu[name] ?? 0) - (before[index]?.[name] ?? 0)) >>> 0;
    rates[name] = added / seconds;
  }
  return rates;
}

type CountsPerSecond = Partial<Record<StatisticName, number>>;
