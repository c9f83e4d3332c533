import type { EventChoice, SavedEvents } from '../../shared/flow-event.ts';
import { writeFile } from '../files/write-file.ts';
import { entryAt, matchingEvents } from '../flows/event-query.ts';
import type { FlowTable } from '../flows/flow-table.ts';
import { inSlices } from './slices.ts';

/** Entries between two pieces of text. */
const AT_ONCE = 500;

/**
 * Writes entries of the log as JSON Lines, oldest first. Each piece that is written lets others have their turn; what is overwritten
 * meanwhile is left out and counted. Errors: `invalid`, `file-failed`,
 * `cancelled` before anything is written.
 */
export async function saveEvents(
  table: FlowTable,
  choice: EventChoice,
  path: string,
  signal: AbortSignal,
): Promise<SavedEvents> {
  const sequences = (await inSlices('save events', matchingEvents(table, choice), signal)).reverse();
  let entries = 0;
  const bytes = await writeFile(path, async (writeText) => {
    for (let from = 0; from < sequences.length; from += AT_ONCE) {
      const kept = sequences
        .slice(from, from + AT_ONCE)
        .filter((sequence) => sequence >= table.events.oldest);
      entries += kept.length;
      await writeText(kept.map((sequence) => `${JSON.stringify(entryAt(table, sequence))}\n`).join(''));
    }
    return true;
  });
  return { entries, overwritten: sequences.length - entries, bytes };
}
