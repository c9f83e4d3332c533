import type { CpuStatistics, ExpectationStatistics } from '../../shared/capacity.ts';
import type { InspectorError } from '../../shared/errors.ts';
import type { Flow, FlowRef } from '../../shared/flow.ts';
import type { FlowDetails } from '../../shared/flow-details.ts';
import type { FlowRange } from '../../shared/flow-range.ts';
import type { EventSink, FlowSink } from '../../shared/flow-record.ts';
import type { FlowSpec } from '../../shared/flow-spec.ts';
import type { TablePart } from '../../shared/table-part.ts';
import type { FlowUpdate } from '../netlink/encode-life.ts';
import type { KeptFlows } from '../netlink/kept-flows.ts';
import type { Expectations } from './expectations.ts';

/** How a listing went. Entries may be missing or twice when the table changed too much under it. */
export interface Listing {
  readonly interrupted: boolean;
}

/** What the kernel said of a part of the table. */
export interface KeptPart extends Listing {
  readonly flows: number;
  /** Null: they were more than were to be kept. */
  readonly kept: KeptFlows | null;
}

/** What the kernel counts by CPU. */
export interface TableStatistics {
  readonly cpus: readonly CpuStatistics[];
  readonly expectations: readonly ExpectationStatistics[];
}

/** What a table tells of its own accord. */
export interface ConntrackListener {
  /** Takes every event, from before `open` resolves on. */
  readonly sink: EventSink;
  /** Events were lost: only a listing can make the picture true again. */
  onLoss(): void;
  onLog(line: string): void;
}

/** Takes a refusal: the flow's place in its batch, the errno as a positive number, and the kernel's own words if it had some. */
export type OnRefused = (place: number, errno: number, text: string | null) => void;

/** Takes what the kernel says of the flow in one place of a batch: its message between two offsets, for now only. */
export type OnFlow = (place: number, view: DataView, start: number, end: number) => void;

/** How a batch went. `lost`: why the answers to some of it never came; those that were not refused by then may be done or not. */
export interface BatchAnswer {
  readonly lost: InspectorError | null;
}

/** Lives to do something to, a few hundred at most (see shared/flow-life.ts). */
export interface LifeBatch {
  readonly count: number;
  readonly words: Uint32Array;
  /** Where in `words` the life in one place of the batch begins. */
  at(place: number): number;
}

/** Every method resolves when the whole batch was dealt with, and rejects when nothing was sent. */
export interface ManyFlows {
  /** Reads flows, whichever life there is now. */
  read(batch: LifeBatch, onFlow: OnFlow, onRefused: OnRefused): Promise<BatchAnswer>;
  /** Deletes these lives and no others. */
  remove(batch: LifeBatch, onRefused: OnRefused): Promise<BatchAnswer>;
  /** Changes flows, whichever life there is now. `updateOf` says how the one in a place is to become. */
  update(
    batch: LifeBatch,
    updateOf: (place: number) => FlowUpdate,
    onRefused: OnRefused,
  ): Promise<BatchAnswer>;
  /** Makes kept flows anew: those at these indexes. */
  createAgain(kept: KeptFlows, indexes: readonly number[], onRefused: OnRefused): Promise<BatchAnswer>;
}

/** One connection-tracking table, however it is reached. Every method rejects with an InspectorError. */
export interface Conntrack {
  /** Whether anything can be changed. */
  readonly writable: boolean;
  /** Resolves when the table can't be reached any more, with the reason. */
  readonly ended: Promise<InspectorError>;
  /** Puts every flow into the sink. Aborting rejects; what came until then stays put. */
  list(sink: FlowSink, signal?: AbortSignal): Promise<Listing>;
  /** The same for a part of the table. Older kernels do not know such filters and list more. */
  listPart(sink: FlowSink, part: TablePart): Promise<Listing>;
  /** Reads some flows afresh into the sink; those that are gone are passed over. */
  refresh(refs: readonly FlowRef[], sink: FlowSink): Promise<void>;
  /** Reads one flow. Errors: `not-found`, also when another life of the flow took its place. */
  get(ref: FlowRef): Promise<FlowDetails>;
  /** Creates a flow and answers what the kernel made of it. Errors: `exists`, `table-full`, `invalid`, `unsupported`, `not-permitted`. */
  create(spec: FlowSpec): Promise<Flow>;
  /** Sees to it that flows made from now on can have labels. Errors: `unsupported`, where that is not for us to do or can't be done. */
  makeRoomForLabels(): Promise<void>;
  /** Creates a batch of flows, a few hundred at most; which of them were refused is told one by one. Rejects when nothing was sent. */
  createMany(specs: readonly FlowSpec[], onRefused: OnRefused): Promise<BatchAnswer>;
  /** Prepares to create a range's flows: what is answered creates `count` of them from index `from` on, as {@link createMany} does. */
  rangeCreator(range: FlowRange): (from: number, count: number, onRefused: OnRefused) => Promise<BatchAnswer>;
  /** What is done to many flows that are in the table, a few hundred at a time. */
  readonly many: ManyFlows;
  /**
   * Reads a part of the table and keeps what the kernel says, unless there are more than `most` flows. Older kernels do not know such
   * filters and say more.
   */
  keepPart(part: TablePart, most: number): Promise<KeptPart>;
  /** Deletes a part of the table, or all of it: whatever is there when it runs. Kernels that do not know such filters delete all. */
  flush(part: TablePart | 'table'): Promise<void>;
  /** What helpers foretell. */
  readonly expectations: Expectations;
  /** Whether events of a kind reach the sink, as they do at first. Without a listener the kernel makes none, which is most of its work on a flow. */
  listen(kind: 'new' | 'destroyed', on: boolean): Promise<void>;
  /** nf_conntrack_* values by name, as far as they can be read. */
  readSysctls(): Promise<Record<string, number>>;
  /** Reads what the kernel counts by CPU. Waits for a listing under way. */
  readStatistics(): Promise<TableStatistics>;
  /** Ends whatever reaches the table. The table itself stays. */
  close(): Promise<void>;
}
