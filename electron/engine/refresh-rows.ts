import type { InspectorError } from '../../shared/errors.ts';
import type { FlowTable } from '../flows/flow-table.ts';
import { Lives } from '../flows/lives.ts';
import { errnoName } from '../netlink/decode-error.ts';
import { decodeRecord } from '../netlink/decode-record.ts';
import { kernelError } from '../netlink/explain-errno.ts';
import type { Conntrack } from '../targets/conntrack.ts';
import { batchOf } from './delete-flows.ts';

/**
 * Reads the flows of some rows afresh, a few hundred at most; those that the kernel no longer has end. Errors: what kept
 * answers from coming, or the first refusal that is no such end.
 */
export async function refreshRows(
  conntrack: Pick<Conntrack, 'many'>,
  table: FlowTable,
  rows: readonly number[],
): Promise<void> {
  const lives = new Lives();
  for (const row of rows) lives.addRow(table, row);
  const reading = table.read();
  const missed = (place: number) => reading.missed(rows[place] ?? 0, lives.id(place));
  let failure: InspectorError | null = null;
  try {
    const { lost } = await conntrack.many.read(
      batchOf(lives, 0, lives.count),
      (place, view, start, end) => {
        if (!decodeRecord(view, start, end, reading)) return;
        // The kernel also answers with a flow whose reply tuple was asked for.
        const isAnother = !lives.hasIdentity(place, reading.record);
        reading.put();
        if (isAnother) missed(place);
      },
      (place, errno, kernelText) => {
        if (errnoName(errno) === 'ENOENT') missed(place);
        else failure ??= kernelError({ operation: 'read', subject: 'a flow on screen', errno, kernelText });
      },
    );
    failure ??= lost;
  } finally {
    reading.end();
  }
  if (failure) throw failure as InspectorError;
}
