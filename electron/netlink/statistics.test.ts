import { expect, it } from 'vitest';
import { recordedMessage } from '../../e2e/fixtures/recorded-messages.ts';
import { decodeCpuStatistics, decodeExpectationStatistics, decodeGlobalStatistics } from './statistics.ts';

it('reads the counts of a CPU, null where the kernel does not count', () => {
  const view = recordedMessage('cpuStatistics');
  expect(decodeCpuStatistics(view, 0, view.byteLength)).toEqual({
    cpu: 1,
    searched: null,
    found: 0,
    new: null,
    invalid: 0,
    ignore: null,
    delete: null,
    deleteList: null,
    insert: 0,
    insertFailed: 0,
    drop: 0,
    earlyDrop: 0,
    error: 2,
    searchRestart: 0,
    clashResolve: 0,
    chainTooLong: 0,
  });
});

it('reads how full the table is', () => {
  const view = recordedMessage('globalStatistics');
  expect(decodeGlobalStatistics(view, 0, view.byteLength)).toEqual({ entries: 3, maximumEntries: 262_144 });
});

it('reads the expectations of a CPU', () => {
  const view = recordedMessage('expectationStatistics');
  expect(decodeExpectationStatistics(view, 0, view.byteLength)).toEqual({
    cpu: 1,
    new: 0,
    create: 2,
    delete: 1,
  });
});

it('answers null to a message without a header, and to one without the number of flows', () => {
  const view = recordedMessage('cpuStatistics');
  expect(decodeCpuStatistics(view, 0, 19)).toBeNull();
  expect(decodeExpectationStatistics(view, 0, 19)).toBeNull();
  expect(decodeGlobalStatistics(view, 0, 20)).toBeNull();
});
