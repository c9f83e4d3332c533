import {
  type BadLine,
  FIRST_BAD_LINES,
  type ImportFormat,
  type ImportReport,
  SHOWN_CHARACTERS,
} from '../../shared/file.ts';
import { describeFlow } from '../../shared/flow.ts';
import type { FlowSpec } from '../../shared/flow-spec.ts';
import { FlowNotes } from '../files/flow-notes.ts';
import { readFlows } from '../files/read-flows.ts';
import { remake } from '../files/spec-of-flow.ts';
import type { Conntrack } from '../targets/conntrack.ts';
import { BATCH_FLOWS, Bulk, injecting } from './bulk.ts';
import { LineReasons, LineSubjects } from './import-lines.ts';
import type { Work } from './work.ts';

/** Which file, and in which format; null: the one that its beginning shows. */
export interface ImportRequest {
  /** Absolute. */
  readonly path: string;
  readonly format: ImportFormat | null;
}

/** Reads a whole file and says what is in it and what injecting it would leave out. Errors: `invalid`, `file-failed`. */
export async function checkImport({ path, format }: ImportRequest, work: Work): Promise<ImportReport> {
  const badLines: BadLine[] = [];
  const lost = new FlowNotes();
  let flows = 0;
  let badLineCount = 0;
  let counted = 0;
  const reading = await readFlows(path, format, {
    onFlow(flow) {
      for (const what of remake(flow).lost) lost.add(what);
      flows += 1;
    },
    onBadLine({ number, text }, reason) {
      badLineCount += 1;
      if (badLines.length < FIRST_BAD_LINES) badLines.push({ line: number, text: shown(text), reason });
    },
    async onPause(lines) {
      work.count('unchanged', lines - counted);
      counted = lines;
      return work.stopped === null;
    },
  });
  return {
    ...reading,
    warnings: work.stopped ? [] : [...reading.warnings],
    ...{ flows, badLines, badLineCount },
    lost: lost.list(),
    stopped: work.stopped !== null,
  };
}

/** What an import asks of the session that it is for. */
interface ImportOptions {
  /** Called before the first flow that has labels. */
  readonly makeRoomForLabels: () => Promise<unknown>;
  readonly onCreated: (spec: FlowSpec) => void;
}

/** Injects the flows of a file, and counts its bad lines as refused. Errors: as {@link checkImport}. */
export async function importFlows(
  conntrack: Conntrack,
  { path, format }: ImportRequest,
  work: Work,
  { makeRoomForLabels, onCreated }: ImportOptions,
): Promise<void> {
  const bulk = new Bulk(work, injecting);
  const subjects = new LineSubjects();
  const reasons = new LineReasons();
  let specs: FlowSpec[] = [];
  let lines: number[] = [];
  let hasRoomForLabels = false;
  work.plan(null, (index) => subjects.describe(index));

  /** Sends what has been read, but for less than a batch while more comes. */
  async function flush(isLast: boolean): Promise<void> {
    while (specs.length >= (isLast ? 1 : BATCH_FLOWS) && !work.stopped) {
      const batch = specs.slice(0, BATCH_FLOWS);
      const from = subjects.add(lines.slice(0, batch.length));
      specs = specs.slice(batch.length);
      lines = lines.slice(batch.length);
      if (!hasRoomForLabels && batch.some(({ labels }) => labels !== null)) {
        hasRoomForLabels = true;
        await makeRoomForLabels();
      }
      await bulk.send(
        from,
        batch.length,
        (onRefused) =>
          conntrack.createMany(batch, (place, errno, text) => {
            const spec = batch[place];
            if (spec) subjects.name(from + place, describeFlow(spec.protocol, spec));
            onRefused(place, errno, text);
          }),
        (isDone) => {
          for (const [place, spec] of batch.entries()) if (isDone(place)) onCreated(spec);
        },
      );
    }
  }

  await readFlows(path, format, {
    onFlow(flow, line) {
      specs.push(remake(flow).spec);
      lines.push(line.number);
    },
    onBadLine({ number, text }, reason) {
      const index = subjects.add([number]);
      subjects.name(index, shown(text));
      work.refuse(index, reasons.of(reason));
    },
    async onPause() {
      await flush(false);
      return work.stopped === null;
    },
  });
  await flush(true);
  await bulk.settle();
}

/** The beginning of a line; what has no shape of its own, or turns text around, is shown as a dot. */
function shown(text: string): string {
  return text.slice(0, SHOWN_CHARACTERS).replace(/[\p{Cc}\p{Cf}]/gu, '·');
}
