import * as z from 'zod/mini';

/**
 * The app's own format: a header line, one flow in a line as JSON with everything the table knows, and a last line that says how
 * many there are, so that a file that was cut off is known for one.
 */
export const SnapshotHeader = z.object({
  conntrackInspectorSnapshot: z.int(),
  /** ISO 8601. */
  writtenAt: z.string(),
  /** The target's title. */
  target: z.string(),
});
export const SnapshotEnd = z.strictObject({ flows: z.int().check(z.minimum(0)) });

/** The version that is written, and the newest that is read. */
export const SNAPSHOT_VERSION = 1;

/** Whether a line begins a snapshot. */
export function isSnapshotHeader(line: string): boolean {
  return line.startsWith('{"conntrackInspectorSnapshot":');
}
