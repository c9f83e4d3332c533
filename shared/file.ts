import * as z from 'zod/mini';
import { FilterText } from './filter-text.ts';
import { SortKeys } from './flow-page.ts';
import { PickId } from './pick.ts';

const Count = z.int().check(z.minimum(0));

/**
 * Stands for one file that a person chose. Only the shell knows where it is: the page never names a path.
 */
export const FileToken = z.string().check(z.regex(/^[0-9a-f-]{36}$/));
export type FileToken = z.infer<typeof FileToken>;

/** The last part of a file's path, as a suggestion: no folders, nothing hidden. */
export const FileName = z
  .string()
  .check(z.regex(/^\w[\w .-]{0,99}$/, 'must be a plain file name, without folders'));

/**
 * How a file crosses between the person and the inspector. `dialog`: the shell asked where it is, and it is read or written there.
 * `http`: the page sends its bytes with `POST /files/<token>`, or fetches them with `GET /files/<token>`.
 */
export const FileTransfer = z.enum(['dialog', 'http']);

/** A place to write one file to. */
export const SavePlace = z.strictObject({ file: FileToken, transfer: FileTransfer });
export type SavePlace = z.infer<typeof SavePlace>;

/** A file to read; over HTTP it has no content before the page has sent it. */
export const OpenedFile = z.discriminatedUnion('transfer', [
  z.strictObject({ transfer: z.literal('dialog'), file: FileToken, name: z.string(), bytes: Count }),
  z.strictObject({ transfer: z.literal('http'), file: FileToken }),
]);
export type OpenedFile = z.infer<typeof OpenedFile>;

/** The most bytes that are read from one file. */
export const MAX_FILE_BYTES = 4 * 1024 ** 3;

/** How flows are written to a file. `save` is conntrack(8)'s `-o save`, which `conntrack -R` reads. */
export const FileFormat = z.enum(['csv', 'jsonl', 'save', 'snapshot']);
export type FileFormat = z.infer<typeof FileFormat>;

/** What can be read: also what `conntrack -L` prints and /proc/net/nf_conntrack holds. */
export const ImportFormat = z.enum([...FileFormat.options, 'listing']);
export type ImportFormat = z.infer<typeof ImportFormat>;

/** Which flows to write: those of a pick in its order, or those that match a filter, sorted. */
export const ExportSource = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('pick'), pickId: PickId }),
  z.strictObject({
    kind: z.literal('filter'),
    filter: FilterText,
    sort: SortKeys,
  }),
]);
export type ExportSource = z.infer<typeof ExportSource>;

/** Something that concerns some flows of a file, in words: "counters", "labels". */
export const FlowNote = z.strictObject({ what: z.string(), flows: Count });
export type FlowNote = z.infer<typeof FlowNote>;

/** What an export came to. A stopped one leaves no file. */
export const ExportResult = z.strictObject({
  flows: Count,
  bytes: Count,
  stopped: z.boolean(),
  tookMs: z.number(),
  /** What the format could not carry, and of how many flows. */
  lost: z.array(FlowNote),
  /** Flows that are not in the file at all, by reason. */
  leftOut: z.array(FlowNote),
});
export type ExportResult = z.infer<typeof ExportResult>;

/** A line that is no flow, or one that cannot be injected. */
export const BadLine = z.strictObject({
  /** From 1. */
  line: Count,
  /** As it stands in the file, cut to {@link SHOWN_CHARACTERS}. */
  text: z.string(),
  reason: z.string(),
});
export type BadLine = z.infer<typeof BadLine>;

export const SHOWN_CHARACTERS = 200;

/** What a file holds. */
export const ImportReport = z.strictObject({
  format: ImportFormat,
  /** Lines that were read. */
  lines: Count,
  /** Flows that can be injected. */
  flows: Count,
  /** The first {@link FIRST_BAD_LINES} bad ones, and how many there are. */
  badLines: z.array(BadLine),
  badLineCount: Count,
  /** What the file says of flows but injecting cannot give them. */
  lost: z.array(FlowNote),
  /** What is wrong with the file as a whole, such as an end that is missing. */
  warnings: z.array(z.string()),
  /** It was stopped before the file's end. */
  stopped: z.boolean(),
});
export type ImportReport = z.infer<typeof ImportReport>;

export const FIRST_BAD_LINES = 1000;
