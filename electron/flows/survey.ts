import type { Survey, Unanswered } from '../../shared/capacity.ts';
import * as Row from '../../shared/flow-record.ts';
import { Present } from '../../shared/flow-record.ts';
import { oneWayTimeout, type Sysctls, timeoutSysctl } from '../../shared/kernel-timeout.ts';
import { StatusBit } from '../../shared/status.ts';
import { AddressTally } from './address-tally.ts';
import { COLUMN_STRIDE, GONE_AT, ROW_MASK, SEGMENT_SHIFT } from './columns.ts';
import type { FlowTable } from './flow-table.ts';
import { flowOf } from './read-row.ts';

/** Addresses and flows that a survey names. */
const TALKERS = 10;
const UNANSWERED = 20;
/** A flow this many times as old as its timeout has been renewed for certain. */
const TIMEOUTS_LIVED = 2;
/** So many rows are looked at between two pauses. */
const PAUSE_ROWS = 2048;

const NEVER_UNANSWERED =
  StatusBit.seenReply | StatusBit.fixedTimeout | StatusBit.offload | StatusBit.hwOffload | StatusBit.dying;

/** A flow that never got a reply: its row, which another flow may have by the end, and its life. */
interface Candidate {
  readonly row: number;
  readonly id: number;
  readonly ageSeconds: number;
  readonly timeoutSeconds: number;
}

/** Goes over the whole table once, in pauses. What changes meanwhile is seen as it is when its row comes up. */
export function* surveyTable(table: FlowTable, sysctls: Sysctls): Generator<undefined, Survey> {
  const startedAt = performance.now();
  const pass = new Pass(table, sysctls);
  for (let row = 0; row < table.rowsUsed; row += PAUSE_ROWS) {
    pass.look(row, Math.min(row + PAUSE_ROWS, table.rowsUsed));
    yield;
  }
  return pass.result(performance.now() - startedAt);
}

class Pass {
  readonly #table: FlowTable;
  readonly #sysctls: Sysctls;
  readonly #sources = new AddressTally(Row.ORIG_SRC);
  readonly #destinations = new AddressTally(Row.ORIG_DST);
  /** Flows by protocol, state and whether they are assured: all that a timeout depends on. */
  readonly #byTimeout = new Uint32Array(256 * 16 * 2);
  /** Those that go on longest, the longest first. */
  readonly #unanswered: Candidate[] = [];
  #unansweredCount = 0;
  #flows = 0;
  #counted = 0;
  #dated = 0;
  readonly #timeouts = new Map<number, number>();

  constructor(table: FlowTable, sysctls: Sysctls) {
    this.#table = table;
    this.#sysctls = sysctls;
  }

  /** Looks at rows of one segment, from `first` up to but not including `end`. */
  look(first: number, end: number): void {
    const segment = this.#table.segments[first >>> SEGMENT_SHIFT];
    if (!segment) return;
    const word = (column: number, at: number) => segment[column * COLUMN_STRIDE + at] ?? 0;
    const now = this.#table.clock.date();
    for (let row = first; row < end; row++) {
      const at = row & ROW_MASK;
      const kind = word(Row.KIND, at);
      if (kind === 0 || word(GONE_AT, at) !== 0) continue;
      const present = word(Row.PRESENT, at);
      const status = word(Row.STATUS, at);
      const protocol = (kind >>> 8) & 0xff;
      const state = (present & Present.state) === 0 ? null : word(Row.STATE, at) & 0xf;
      let bytes = 0;
      if ((present & Present.counters) !== 0) {
        this.#counted++;
        bytes =
          (word(Row.ORIG_BYTES, at) + word(Row.REPLY_BYTES, at)) * 0x1_0000_0000 +
          word(Row.ORIG_BYTES + 1, at) +
          word(Row.REPLY_BYTES + 1, at);
      }
      this.#flows++;
      this.#sources.add(segment, at, bytes);
      this.#destinations.add(segment, at, bytes);
      const life = timeoutKey(protocol, state, (status & StatusBit.assured) !== 0);
      this.#byTimeout[life] = (this.#byTimeout[life] ?? 0) + 1;
      if ((present & Present.started) === 0) continue;
      this.#dated++;
      if ((status & NEVER_UNANSWERED) !== 0) continue;
      const nanoseconds = word(Row.STARTED, at) * 0x1_0000_0000 + word(Row.STARTED + 1, at);
      const ageSeconds = now / 1000 - nanoseconds / 1e9;
      this.#weigh(row, word(Row.ID, at), ageSeconds, protocol, state);
    }
  }

  result(tookMs: number): Survey {
    return {
      takenAt: Date.now(),
      tookMs,
      flows: this.#flows,
      counted: this.#counted,
      dated: this.#dated,
      sources: rankingOf(this.#sources),
      destinations: rankingOf(this.#destinations),
      unansweredCount: this.#unansweredCount,
      unanswered: this.#unanswered.flatMap((candidate) => this.#describe(candidate)),
      flowsByTimeout: this.#flowsByTimeout(),
    };
  }

  #weigh(row: number, id: number, ageSeconds: number, protocol: number, state: number | null): void {
    const key = timeoutKey(protocol, state, false);
    let timeoutSeconds = this.#timeouts.get(key);
    if (timeoutSeconds === undefined) {
      timeoutSeconds = oneWayTimeout(protocol, state, this.#sysctls);
      this.#timeouts.set(key, timeoutSeconds);
    }
    if (ageSeconds < timeoutSeconds * TIMEOUTS_LIVED) return;
    this.#unansweredCount++;
    const last = this.#unanswered[UNANSWERED - 1];
    if (last && last.ageSeconds >= ageSeconds) return;
    const place = this.#unanswered.findIndex((other) => other.ageSeconds < ageSeconds);
    const candidate = { row, id, ageSeconds, timeoutSeconds };
    this.#unanswered.splice(place === -1 ? this.#unanswered.length : place, 0, candidate);
    this.#unanswered.length = Math.min(this.#unanswered.length, UNANSWERED);
  }

  #describe({ row, id, ageSeconds, timeoutSeconds }: Candidate): Unanswered[] {
    const table = this.#table;
    if (table.word(row, GONE_AT) !== 0 || table.word(row, Row.ID) !== id) return [];
    const flow = flowOf(table, row);
    return [{ flow, ageSeconds, timeoutSeconds, renewals: Math.ceil(ageSeconds / timeoutSeconds) - 1 }];
  }

  #flowsByTimeout(): Record<string, number> {
    const flows: Record<string, number> = {};
    this.#byTimeout.forEach((count, key) => {
      if (count === 0) return;
      const state = (key >>> 1) & 0xf;
      const name = timeoutSysctl(key >>> 5, state === NO_STATE ? null : state, (key & 1) === 1);
      if (name !== null) flows[name] = (flows[name] ?? 0) + count;
    });
    return flows;
  }
}

/** No protocol has as many states. */
const NO_STATE = 15;

function timeoutKey(protocol: number, state: number | null, assured: boolean): number {
  return (protocol << 5) | ((state ?? NO_STATE) << 1) | (assured ? 1 : 0);
}

function rankingOf(tally: AddressTally): Survey['sources'] {
  return {
    byFlows: tally.top(TALKERS, 'flows'),
    byBytes: tally.top(TALKERS, 'bytes'),
    distinct: tally.distinct,
  };
}
