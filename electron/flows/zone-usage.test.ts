import { describe, expect, it } from 'vitest';
import { StatusBit } from '../../shared/status.ts';
import { FlowTable } from './flow-table.ts';
import { put, usageOf } from './table.test-support.ts';

describe('zone usage', () => {
  it('counts a plain flow once, and a directional one in its zone and not in zone 0', () => {
    const table = new FlowTable();
    put(table, 'new', { source: 1, zones: [7, 7] });
    put(table, 'new', { source: 2, zones: [7, 0] });
    put(table, 'new', { source: 3, zones: [0, 7] });
    expect(usageOf(table)).toMatchObject([{ zone: 7, flows: 3, originalOnly: 1, replyOnly: 1 }]);
  });

  it('counts a flow whose directions are in different zones in both', () => {
    const table = new FlowTable();
    put(table, 'new', { source: 1, zones: [7, 9] });
    expect(usageOf(table)).toMatchObject([
      { zone: 7, flows: 1, originalOnly: 1, replyOnly: 0 },
      { zone: 9, flows: 1, originalOnly: 0, replyOnly: 1 },
    ]);
  });

  it('lists zone 0 like any other, and no zone without flows', () => {
    const table = new FlowTable();
    put(table, 'new', { source: 1 });
    put(table, 'new', { source: 2, zones: [65_535, 65_535] });
    put(table, 'destroyed', { source: 2, zones: [65_535, 65_535] });
    expect(usageOf(table).map(({ zone }) => zone)).toEqual([0]);
    expect(table.zones.free.isUsed(65_535)).toBe(false);
  });

  it('names protocols by frequency', () => {
    const table = new FlowTable();
    put(table, 'new', { source: 1, protocol: 17 });
    put(table, 'new', { source: 2, protocol: 253 });
    put(table, 'new', { source: 3, protocol: 253 });
    expect(usageOf(table)[0]?.protocols).toEqual([
      { protocol: 253, flows: 2 },
      { protocol: 17, flows: 1 },
    ]);
  });

  it('follows a flow from unreplied to assured', () => {
    const table = new FlowTable();
    put(table, 'new', { source: 1 });
    expect(usageOf(table)[0]).toMatchObject({ unreplied: 1, assured: 0 });
    put(table, 'updated', { source: 1, status: StatusBit.seenReply | StatusBit.assured });
    expect(usageOf(table)[0]).toMatchObject({ unreplied: 0, assured: 1 });
    put(table, 'destroyed', { source: 1 });
    expect(usageOf(table)).toEqual([]);
  });

  it('tells what came and went per second over the last interval', () => {
    const table = new FlowTable();
    for (let source = 1; source <= 6; source++) put(table, 'new', { source, zones: [5, 5] });
    put(table, 'destroyed', { source: 1, zones: [5, 5] });
    table.zones.rates.closeInterval(2);
    expect(usageOf(table)[0]).toMatchObject({ newPerSecond: 3, gonePerSecond: 0.5 });
    table.zones.rates.closeInterval(2);
    expect(usageOf(table)[0]).toMatchObject({ newPerSecond: 0, gonePerSecond: 0 });
  });
});
