import { cancelledError, InspectorError } from '../../shared/errors.ts';
import { describeFlow, type Flow, type FlowRef, refKey, refOf } from '../../shared/flow.ts';
import type { FlowDetails } from '../../shared/flow-details.ts';
import { lifeOf } from '../../shared/flow-life.ts';
import type { FlowRange } from '../../shared/flow-range.ts';
import type { FlowSink } from '../../shared/flow-record.ts';
import { type FlowSpec, identityOf } from '../../shared/flow-spec.ts';
import type { TablePart } from '../../shared/table-part.ts';
import { Control, EventGroup, type EventGroupName, WHOLE_TABLE } from '../executor/allow-list.ts';
import type { CommandLine } from '../executor/command-lines.ts';
import { errnoName } from '../netlink/decode-error.ts';
import { decodeFlow } from '../netlink/decode-flow.ts';
import { decodeRecord } from '../netlink/decode-record.ts';
import { encodeCpuStatistics, encodeDump, encodeFlush } from '../netlink/encode-dump.ts';
import { encodeCreate } from '../netlink/encode-flow.ts';
import { encodeGet } from '../netlink/encode-life.ts';
import { encodeExpectationStatistics } from '../netlink/expectations.ts';
import { type KernelOperation, kernelError } from '../netlink/explain-errno.ts';
import { KeptFlows } from '../netlink/kept-flows.ts';
import type { MessageWriter } from '../netlink/message-writer.ts';
import { RangeMessages } from '../netlink/range-messages.ts';
import { decodeCpuStatistics, decodeExpectationStatistics } from '../netlink/statistics.ts';
import type {
  BatchAnswer,
  Conntrack,
  ConntrackListener,
  KeptPart,
  Listing,
  ManyFlows,
  OnRefused,
  TableStatistics,
} from './conntrack.ts';
import { ExecutorChannel, type Outcome, parseLines } from './executor-channel.ts';
import { Expectations } from './expectations.ts';
import { manyFlowsOf } from './many-flows.ts';

type TakeMessage = (view: DataView, start: number, end: number) => void;

/** A kernel's table through an executor. */
export class NetlinkConntrack implements Conntrack {
  readonly writable: boolean;
  readonly ended: Promise<InspectorError>;
  /** The network namespace it looks at: "net:[…]". */
  readonly netns: string;
  readonly expectations: Expectations;
  readonly many: ManyFlows;
  readonly #channel: ExecutorChannel;
  /** The kernel runs one dump at a time on a socket. */
  #lastDump: Promise<unknown> = Promise.resolve();

  readonly #makeRoomForLabels: () => Promise<void>;
  #labelRoom: Promise<void> | null = null;

  private constructor(
    channel: ExecutorChannel,
    mode: string,
    netns: string,
    makeRoomForLabels: () => Promise<void>,
  ) {
    this.#channel = channel;
    this.many = manyFlowsOf(channel);
    this.#makeRoomForLabels = makeRoomForLabels;
    this.ended = channel.ended;
    this.writable = mode === 'change';
    this.netns = netns;
    this.expectations = new Expectations(channel, (dump) => this.#inTurn(dump));
  }

  /**
   * Starts an executor and waits until it listens. `makeRoomForLabels`: how that is done where it is for us to do.
   * Errors: `target-lost` with what the executor said.
   */
  static async open(
    command: CommandLine,
    listener: ConntrackListener,
    makeRoomForLabels: () => Promise<void> = leaveRulesAlone,
  ): Promise<NetlinkConntrack> {
    const channel = new ExecutorChannel(command, listener);
    const hello = await channel.hello;
    return new NetlinkConntrack(channel, hello.mode, hello.netns, makeRoomForLabels);
  }

  list(sink: FlowSink, signal?: AbortSignal): Promise<Listing> {
    return this.#inTurn(() => this.#dump(sink, {}, signal));
  }

  listPart(sink: FlowSink, part: TablePart): Promise<Listing> {
    return this.#inTurn(() => this.#dump(sink, part));
  }

  keepPart(part: TablePart, most: number): Promise<KeptPart> {
    return this.#inTurn(async () => {
      let kept: KeptFlows | null = new KeptFlows();
      let flows = 0;
      const listing = await this.#dumpTo((view, start, end) => {
        flows++;
        if (flows > most) kept = null;
        kept?.add(view, start, end);
      }, part);
      return { ...listing, flows, kept };
    });
  }

  #inTurn<T>(dump: () => Promise<T>): Promise<T> {
    const result = this.#lastDump.then(dump);
    this.#lastDump = result.catch(() => undefined);
    return result;
  }

  async #dump(sink: FlowSink, filter: TablePart, signal?: AbortSignal): Promise<Listing> {
    let unreadable = 0;
    const take: TakeMessage = (view, start, end) => {
      // The kernel goes on until the last entry; after an abort the rest is read and dropped.
      if (signal?.aborted) return;
      if (decodeRecord(view, start, end, sink)) sink.put();
      else unreadable++;
    };
    const listing = await this.#dumpTo(take, filter, signal);
    // Flows that it may have held would seem to be gone.
    if (unreadable > 0) throw unreadableEntries(unreadable);
    return listing;
  }

  async #dumpTo(take: TakeMessage, filter: TablePart, signal?: AbortSignal): Promise<Listing> {
    const outcome = await this.#channel.request(
      (writer, sequence) => encodeDump(writer, sequence, filter),
      'done',
      take,
      signal,
    );
    if (signal?.aborted) throw cancelledError('list the table');
    if (outcome.errno !== 0 && errnoName(outcome.errno) !== 'EINTR')
      throw refusal('list', 'the table', outcome);
    return { interrupted: outcome.interrupted || outcome.errno !== 0 };
  }

  async refresh(refs: readonly FlowRef[], sink: FlowSink): Promise<void> {
    const take = (view: DataView, start: number, end: number) => {
      if (decodeRecord(view, start, end, sink)) sink.put();
    };
    const ask = (ref: FlowRef) =>
      this.#channel.request((writer, sequence) => encodeGet(writer, sequence, lifeOf(ref)), 'answer', take);
    await Promise.all(refs.map(ask));
  }

  async get(ref: FlowRef): Promise<FlowDetails> {
    const found = await this.#read(ref);
    if (found.flow.id !== ref.id) {
      throw new InspectorError({
        code: 'not-found',
        operation: `read ${subjectOf(ref)}`,
        subject: subjectOf(ref),
        message: 'That flow has ended; another one with the same tuple has taken its place.',
        detail: `id ${found.flow.id} instead of ${ref.id}`,
        hint: 'Open the new one from the table.',
      });
    }
    return found;
  }

  async create(spec: FlowSpec): Promise<Flow> {
    const ref = identityOf(spec);
    const outcome = await this.#channel.request(
      (writer, sequence) => encodeCreate(writer, sequence, spec),
      'acknowledgement',
    );
    if (outcome.errno !== 0) throw refusal('inject', subjectOf(ref), outcome);
    const created = await this.#read(ref);
    return created.flow;
  }

  createMany(specs: readonly FlowSpec[], onRefused: OnRefused): Promise<BatchAnswer> {
    const encode = (writer: MessageWriter, sequence: number, place: number) => {
      const spec = specs[place];
      if (spec) encodeCreate(writer, sequence, spec);
    };
    return this.#channel.batch(specs.length, encode, onRefused);
  }

  rangeCreator(range: FlowRange): ReturnType<Conntrack['rangeCreator']> {
    const messages = new RangeMessages(range);
    return (from, count, onRefused) =>
      this.#channel.batch(
        count,
        (writer, sequence, place) => messages.write(writer, sequence, from + place),
        onRefused,
      );
  }

  /** Made once, since the rule stays. What failed is tried again: the person may have installed what was missing. */
  makeRoomForLabels(): Promise<void> {
    this.#labelRoom ??= this.#makeRoomForLabels().catch((thrown: unknown) => {
      this.#labelRoom = null;
      throw thrown;
    });
    return this.#labelRoom;
  }

  async flush(part: TablePart | 'table'): Promise<void> {
    const outcome = await this.#channel.request((writer, sequence) => {
      if (part === 'table') encodeFlush(writer, sequence, {}, WHOLE_TABLE);
      else encodeFlush(writer, sequence, part);
    }, 'acknowledgement');
    if (outcome.errno !== 0) throw refusal('empty', part === 'table' ? 'the table' : 'a part of it', outcome);
  }

  async listen(kind: EventGroupName, on: boolean): Promise<void> {
    const body = Buffer.alloc(8);
    body.writeUInt32LE(EventGroup[kind], 0);
    body.writeUInt32LE(on ? 1 : 0, 4);
    const { outcome } = await this.#channel.control(Control.listen, body);
    if (outcome.errno !== 0)
      throw refusal('listen to', kind === 'new' ? 'new flows' : 'flows that end', outcome);
  }

  async readSysctls(): Promise<Record<string, number>> {
    const { body } = await this.#channel.control(Control.readSysctls, new Uint8Array(0));
    return Object.fromEntries([...parseLines(body)].map(([name, value]) => [name, Number(value)]));
  }

  readStatistics(): Promise<TableStatistics> {
    return this.#inTurn(async () => ({
      cpus: await this.#readAll(encodeCpuStatistics, decodeCpuStatistics),
      expectations: await this.#readAll(encodeExpectationStatistics, decodeExpectationStatistics),
    }));
  }

  /** Every message of a dump, decoded. */
  async #readAll<T>(
    encode: (writer: MessageWriter, sequence: number) => void,
    decode: (view: DataView, start: number, end: number) => T | null,
  ): Promise<T[]> {
    const found: T[] = [];
    const outcome = await this.#channel.request(encode, 'done', (view, start, end) => {
      const decoded = decode(view, start, end);
      if (decoded !== null) found.push(decoded);
    });
    if (outcome.errno !== 0) throw refusal('list', 'the statistics of each CPU', outcome);
    return found;
  }

  /** Sets one of the executor's writable sysctls by its index. Errors: `not-permitted`. */
  async writeSysctl(index: number, value: number): Promise<void> {
    const body = Buffer.alloc(8);
    body.writeUInt16LE(index, 0);
    body.writeUInt32LE(value, 4);
    const { outcome } = await this.#channel.control(Control.writeSysctl, body);
    if (outcome.errno !== 0) throw refusal('change', 'a kernel setting', outcome);
  }

  close(): Promise<void> {
    return this.#channel.close();
  }

  /** Reads whatever life the identity has now. The kernel also answers with a flow whose reply tuple it is. */
  async #read(ref: FlowRef): Promise<FlowDetails> {
    let details: FlowDetails | null = null;
    const outcome = await this.#channel.request(
      (writer, sequence) => encodeGet(writer, sequence, lifeOf(ref)),
      'answer',
      (view, start, end) => {
        details = decodeFlow(view, start, end);
      },
    );
    if (outcome.errno !== 0) throw refusal('read', subjectOf(ref), outcome);
    const found = details as FlowDetails | null;
    if (found === null || refKey(refOf(found.flow)) !== refKey(asStored(ref, found))) {
      throw refusal('read', subjectOf(ref), { errno: 2, text: null });
    }
    return found;
  }
}

async function leaveRulesAlone(): Promise<void> {
  throw new InspectorError({
    code: 'unsupported',
    operation: 'make room for labels',
    message: 'No rule in this network namespace uses labels, and its rules are not changed from here.',
    hint: 'Add a rule that does (nft: "ct label …"); flows made after that keep theirs.',
  });
}

function unreadableEntries(count: number): InspectorError {
  return new InspectorError({
    code: 'internal',
    operation: 'list the table',
    message: `${count === 1 ? 'An entry' : `${count} entries`} of the table could not be read.`,
    detail: 'The kernel’s message names no original tuple.',
    hint: 'If this happens again, please report it.',
  });
}

function refusal(
  operation: KernelOperation,
  subject: string,
  { errno, text }: Pick<Outcome, 'errno' | 'text'>,
): InspectorError {
  return kernelError({ operation, subject, errno, kernelText: text });
}

function subjectOf(ref: FlowRef): string {
  return describeFlow(ref.protocol, ref.original);
}

/** The identity asked for, without ports where the kernel keeps none: newer ones track DCCP by its addresses alone. */
function asStored(ref: FlowRef, { flow }: FlowDetails): FlowRef {
  const { l4 } = flow.original;
  return l4.kind === 'none' ? { ...ref, original: { ...ref.original, l4 } } : ref;
}
