import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAddress } from '../../shared/address.ts';
import * as Row from '../../shared/flow-record.ts';
import { Present } from '../../shared/flow-record.ts';
import { TCP, UDP } from '../../shared/protocol.ts';
import { StatusBit } from '../../shared/status.ts';
import { anyRecord, tableOf } from './arbitrary-flows.test-support.ts';
import { FlowTable } from './flow-table.ts';
import { surveyTable } from './survey.ts';
import { atOnce, fill, manualClock, readRecord, type Sketch } from './table.test-support.ts';

const sysctls = { nf_conntrack_udp_timeout: 30, nf_conntrack_tcp_timeout_syn_sent: 120 };

/** Puts a flow that began so long ago. */
function putOld(table: FlowTable, sketch: Sketch, ageSeconds: number): void {
  fill(table, sketch);
  const started = BigInt(table.clock.date() - ageSeconds * 1000) * 1_000_000n;
  table.record[Row.STARTED] = Number(started >> 32n);
  table.record[Row.STARTED + 1] = Number(started & 0xffff_ffffn);
  table.record[Row.PRESENT] = (table.record[Row.PRESENT] ?? 0) | Present.started;
  readRecord(table);
}

describe('flows that never got a reply', () => {
  it('count from twice their timeout on, with the packets that must have renewed them', () => {
    const table = new FlowTable(manualClock());
    putOld(table, { source: 1, protocol: UDP }, 59);
    putOld(table, { source: 2, protocol: UDP }, 60);
    putOld(table, { source: 3, protocol: UDP }, 301);
    putOld(table, { source: 4, protocol: TCP, state: 1 }, 200);
    const survey = atOnce(surveyTable(table, sysctls));
    expect(survey.unansweredCount).toBe(2);
    expect(survey.unanswered).toMatchObject([
      { flow: { original: { source: '0.0.0.3' } }, timeoutSeconds: 30, renewals: 10 },
      { flow: { original: { source: '0.0.0.2' } }, timeoutSeconds: 30, renewals: 1 },
    ]);
  });

  it('are none that were answered, that packets do not renew, or that bypass conntrack', () => {
    const table = new FlowTable(manualClock());
    for (const [source, status] of [
      StatusBit.seenReply,
      StatusBit.fixedTimeout,
      StatusBit.offload,
      StatusBit.hwOffload,
    ].entries())
      putOld(table, { source, protocol: UDP, status }, 10_000);
    expect(atOnce(surveyTable(table, sysctls))).toMatchObject({ dated: 4, unansweredCount: 0 });
  });

  it('are at most twenty, those that go on longest', () => {
    const table = new FlowTable(manualClock());
    for (let number = 0; number < 100; number++)
      putOld(table, { source: number, protocol: UDP }, 1000 + ((number * 37) % 100));
    const survey = atOnce(surveyTable(table, sysctls));
    expect(survey.unansweredCount).toBe(100);
    expect(survey.unanswered.map(({ ageSeconds }) => Math.round(ageSeconds))).toEqual(
      Array.from({ length: 20 }, (_, index) => 1099 - index),
    );
  });
});

it('counts flows by the sysctl that their timeout comes from', () => {
  const table = new FlowTable(manualClock());
  putOld(table, { source: 1, protocol: UDP }, 1);
  putOld(table, { source: 2, protocol: UDP, status: StatusBit.assured | StatusBit.seenReply }, 1);
  putOld(table, { source: 3, protocol: TCP, state: 3 }, 1);
  putOld(table, { source: 4, protocol: TCP, state: 3 }, 1);
  putOld(table, { source: 5, protocol: 99 }, 1);
  expect(atOnce(surveyTable(table, sysctls)).flowsByTimeout).toEqual({
    nf_conntrack_udp_timeout: 1,
    nf_conntrack_udp_timeout_stream: 1,
    nf_conntrack_tcp_timeout_established: 2,
    nf_conntrack_generic_timeout: 1,
  });
});

it('pauses again and again in a large table', () => {
  const table = new FlowTable();
  for (let source = 0; source < 20_000; source++) putOld(table, { source }, 1);
  const pauses = [...surveyTable(table, sysctls)].length;
  expect(pauses).toBeGreaterThan(5);
  expect(atOnce(surveyTable(table, sysctls)).sources.distinct).toBe(20_000);
});

it('ranks addresses by flows and by bytes as a plain count does', () => {
  fc.assert(
    fc.property(fc.array(anyRecord, { maxLength: 60 }), (records) => {
      const table = tableOf(records);
      const survey = atOnce(surveyTable(table, sysctls));
      for (const [ranking, column] of [
        [survey.sources, Row.ORIG_SRC],
        [survey.destinations, Row.ORIG_DST],
      ] as const) {
        const plain = plainCount(table, column);
        expect(ranking?.distinct).toBe(plain.size);
        for (const talker of [...(ranking?.byFlows ?? []), ...(ranking?.byBytes ?? [])])
          expect(plain.get(talker.address)).toEqual({ flows: talker.flows, bytes: talker.bytes });
        const most = (by: 'flows' | 'bytes') =>
          [...plain.values()]
            .map((count) => count[by])
            .filter((amount) => amount > 0)
            .sort((left, right) => right - left)
            .slice(0, 10);
        expect(ranking?.byFlows.map(({ flows }) => flows)).toEqual(most('flows'));
        expect(ranking?.byBytes.map(({ bytes }) => bytes)).toEqual(most('bytes'));
      }
    }),
    { numRuns: 60 },
  );
});

function plainCount(table: FlowTable, column: number): Map<string, { flows: number; bytes: number }> {
  const counts = new Map<string, { flows: number; bytes: number }>();
  for (let row = 0; row < table.rowsUsed; row++) {
    const word = (at: number) => table.word(row, at);
    const words = [word(column), word(column + 1), word(column + 2), word(column + 3)] as const;
    const address = formatAddress((word(Row.KIND) & 0xff) === 6 ? 6 : 4, words);
    const isCounted = (word(Row.PRESENT) & Present.counters) !== 0;
    const high = (word(Row.ORIG_BYTES) + word(Row.REPLY_BYTES)) * 0x1_0000_0000;
    const bytes = isCounted ? high + word(Row.ORIG_BYTES + 1) + word(Row.REPLY_BYTES + 1) : 0;
    const known = counts.get(address) ?? { flows: 0, bytes: 0 };
    counts.set(address, { flows: known.flows + 1, bytes: known.bytes + bytes });
  }
  return counts;
}

it('leaves out flows that went', () => {
  const table = new FlowTable();
  putOld(table, { source: 1 }, 1);
  table.put('destroyed');
  expect(atOnce(surveyTable(table, sysctls))).toMatchObject({ flows: 0, sources: { byFlows: [] } });
});
