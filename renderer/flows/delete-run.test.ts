import { describe, expect, test } from 'vitest';
import { type ErrorData, InspectorError } from '../../shared/errors.ts';
import type { FlowRef } from '../../shared/flow.ts';
import { UDP } from '../../shared/protocol.ts';
import type { DeleteOutcome } from '../../shared/work.ts';
import { DELETE_CHUNK, type DeleteResult, deleteFlows } from './delete-run.ts';

const ref = (id: number): FlowRef => ({
  protocol: UDP,
  original: {
    source: '192.0.2.1',
    destination: '198.51.100.1',
    l4: { kind: 'ports', source: id % 65536, destination: 53 },
  },
  zones: { original: 0, reply: 0 },
  id,
});
const refs = (count: number) => Array.from({ length: count }, (_, id) => ref(id));
const busy: ErrorData = {
  code: 'internal',
  operation: 'delete',
  message: 'The kernel is busy.',
  errno: 'EBUSY',
};
const deleted: DeleteOutcome = { outcome: 'deleted' };

/** Runs with an outcome for each flow, and keeps what was reported on the way. */
async function run(count: number, outcomeOf: (id: number) => DeleteOutcome, stopAfter = Infinity) {
  const parts: number[] = [];
  const reported: DeleteResult[] = [];
  const result = await deleteFlows(refs(count), {
    async deleteSome(part) {
      parts.push(part.length);
      return part.map(({ id }) => outcomeOf(id));
    },
    onProgress: (progress) => reported.push(progress),
    isStopped: () => parts.length >= stopAfter,
  });
  return { result, parts, reported };
}

describe('deleting flows', () => {
  test('goes in parts and reports after each', async () => {
    const { result, parts, reported } = await run(DELETE_CHUNK * 2 + 7, () => deleted);
    expect(parts).toEqual([DELETE_CHUNK, DELETE_CHUNK, 7]);
    expect(reported.map((progress) => progress.untried)).toEqual([DELETE_CHUNK + 7, 7, 0]);
    expect(result).toEqual({ deleted: DELETE_CHUNK * 2 + 7, gone: 0, failures: [], untried: 0 });
  });

  test('tells deleted, already gone and failed apart', async () => {
    const { result } = await run(3, (id) =>
      id === 0 ? deleted : id === 1 ? { outcome: 'gone' } : { outcome: 'failed', error: busy },
    );
    expect(result).toEqual({ deleted: 1, gone: 1, failures: [{ ref: ref(2), error: busy }], untried: 0 });
  });

  test('stops between parts, and the rest counts as not tried', async () => {
    const { result } = await run(DELETE_CHUNK * 3, () => deleted, 1);
    expect(result).toEqual({ deleted: DELETE_CHUNK, gone: 0, failures: [], untried: DELETE_CHUNK * 2 });
  });

  test('a part that fails as a whole ends it, and nothing is counted as deleted that may not be', async () => {
    const result = await deleteFlows(refs(DELETE_CHUNK + 1), {
      deleteSome: () => Promise.reject(new InspectorError(busy)),
      onProgress: () => undefined,
      isStopped: () => false,
    });
    expect(result.deleted).toBe(0);
    expect(result.failures).toHaveLength(DELETE_CHUNK);
    expect(result.untried).toBe(1);
  });
});
