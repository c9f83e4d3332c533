import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FlowEventKind, LogEntry } from '../../shared/flow-event.ts';
import * as Row from '../../shared/flow-record.ts';
import { Present } from '../../shared/flow-record.ts';
import { TCP, UDP } from '../../shared/protocol.ts';
import { StatusBit } from '../../shared/status.ts';
import { LOG_ENTRIES } from './event-log.ts';
import { pageOfEvents } from './event-query.ts';
import { FlowTable } from './flow-table.ts';
import { atOnce, fill, manualClock, put, type Sketch } from './table.test-support.ts';

const everything = {
  filter: '',
  kinds: ['new', 'updated', 'destroyed'] as FlowEventKind[],
  before: null,
  offset: 0,
  limit: 500,
};
const eventsOf = (table: FlowTable, query: Parameters<typeof pageOfEvents>[1]) =>
  atOnce(pageOfEvents(table, query));
const entriesOf = (table: FlowTable) => eventsOf(table, everything).entries;
const flow: Sketch = { source: 0xc000_0201, status: 0, state: 1 };

describe('the log of events', () => {
  it('keeps the life of a flow, newest first, with what each update changed', () => {
    const clock = manualClock();
    const table = new FlowTable(clock);
    put(table, 'new', flow);
    clock.advance(5);
    put(table, 'updated', { ...flow, state: 3, status: StatusBit.seenReply | StatusBit.assured });
    clock.advance(5);
    put(table, 'destroyed', { ...flow, bytes: 4711 });
    expect(entriesOf(table)).toMatchObject([
      {
        kind: 'destroyed',
        sequence: 2,
        at: clock(),
        flow: { state: 1, counters: { original: { bytes: 4711 } } },
      },
      {
        kind: 'updated',
        sequence: 1,
        at: clock() - 5,
        flow: { state: 3, status: StatusBit.seenReply | StatusBit.assured },
        before: { state: 1, status: 0, mark: 0, helper: null, labels: null },
      },
      { kind: 'new', sequence: 0, at: clock() - 10, flow: { original: { source: '192.0.2.1' }, state: 1 } },
    ]);
  });

  it('fills in what an update leaves out from what is known of the flow', () => {
    const table = new FlowTable();
    put(table, 'new', { ...flow, state: 3 });
    put(table, 'updated', { source: flow.source, status: StatusBit.assured });
    expect(entriesOf(table)[0]).toMatchObject({ flow: { state: 3, status: StatusBit.assured } });
  });

  it('says of an update about an unknown flow that nothing is known from before', () => {
    const table = new FlowTable();
    put(table, 'updated', flow);
    expect(entriesOf(table)).toMatchObject([{ kind: 'updated', before: null }]);
  });

  it('takes nothing from listings', () => {
    const table = new FlowTable();
    put(table, 'listed', flow);
    put(table, 'listed', { ...flow, state: 3 });
    expect(table.events.next).toBe(0);
    expect(entriesOf(table)).toEqual([]);
  });

  it('notes the end of a flow that it never saw', () => {
    const table = new FlowTable();
    put(table, 'destroyed', flow);
    expect(entriesOf(table)).toMatchObject([
      { kind: 'destroyed', flow: { original: { source: '192.0.2.1' } } },
    ]);
  });

  it('shows gaps where they happened, one for losses in a row, and when they were repaired', () => {
    const clock = manualClock();
    const table = new FlowTable(clock);
    put(table, 'new', flow);
    table.events.noteGap('overrun');
    table.events.noteGap('overrun');
    put(table, 'updated', flow);
    table.events.noteGap('disconnected');
    clock.advance(200);
    table.events.repairGaps();
    table.events.noteGap('disconnected');
    const gap = { at: clock() - 200, repairedAt: clock() };
    expect(entriesOf(table)).toMatchObject([
      { kind: 'gap', cause: 'disconnected', losses: 1, at: clock(), repairedAt: null },
      { kind: 'gap', cause: 'disconnected', losses: 1, ...gap },
      { kind: 'updated' },
      { kind: 'gap', cause: 'overrun', losses: 2, ...gap },
      { kind: 'new' },
    ]);
  });

  it('finds by filter and kind, and gaps whatever is asked for', () => {
    const table = new FlowTable();
    put(table, 'new', { ...flow, protocol: UDP });
    put(table, 'new', { ...flow, protocol: TCP });
    table.events.noteGap('overrun');
    put(table, 'destroyed', { ...flow, protocol: UDP });
    const page = eventsOf(table, { ...everything, filter: 'proto == udp', kinds: ['new'] });
    expect(page.entries.map(({ sequence }) => sequence)).toEqual([2, 0]);
    expect(page.matched).toBe(2);
  });

  it('leaves out what is overwritten, and what comes, while a long filter looks for entries', () => {
    const table = new FlowTable();
    for (let source = 1; source <= 100; source++) put(table, 'new', { source });
    const filter = Array.from({ length: 3000 }, (_, use) => `use == ${use} and use != ${use}`).join(' or ');
    const question = { ...everything, filter: `not (${filter})` };
    const looking = pageOfEvents(table, question);
    looking.next();
    for (let source = 0; source < LOG_ENTRIES - 50; source++) put(table, 'new', { source: 1000 + source });
    const page = atOnce(looking);
    expect(page).toMatchObject({ matched: 50, oldest: 50, next: 100 });
    expect(page.entries.map(({ sequence }) => sequence)).toEqual(
      Array.from({ length: 50 }, (_, index) => 99 - index),
    );
  });

  it('refuses what is no filter', () => {
    expect(() => eventsOf(new FlowTable(), { ...everything, filter: 'proto ==' })).toThrow();
  });

  it('overwrites the oldest entries and says so', () => {
    const table = new FlowTable();
    for (let number = 0; number < LOG_ENTRIES + 1000; number++) {
      fill(table, { source: number });
      table.events.note('new', table.record, 0, 1);
    }
    const page = eventsOf(table, { ...everything, offset: LOG_ENTRIES - 1 });
    expect(page).toMatchObject({ oldest: 1000, next: LOG_ENTRIES + 1000, matched: LOG_ENTRIES });
    expect(page.entries).toMatchObject([{ sequence: 1000, flow: { original: { source: '0.0.3.232' } } }]);
    expect(eventsOf(table, { ...everything, before: 900 })).toMatchObject({ matched: 0, entries: [] });
  });

  it('stays where it was held while events go on', () => {
    const table = new FlowTable();
    for (let number = 0; number < 20; number++) put(table, 'new', { source: number });
    const held = eventsOf(table, { ...everything, before: 20, offset: 5, limit: 5 });
    for (let number = 20; number < 40; number++) put(table, 'new', { source: number });
    const later = eventsOf(table, { ...everything, before: 20, offset: 5, limit: 5 });
    expect(later).toEqual({ ...held, next: 40 });
  });
});

/** The same as the log, slowly. */
interface ModelEntry {
  readonly kind: LogEntry['kind'];
  readonly protocol: number;
  readonly sequence: number;
}

const anyStep = fc.oneof(
  fc.record({
    kind: fc.constantFrom<FlowEventKind | 'listed'>('new', 'updated', 'destroyed', 'listed'),
    source: fc.nat(3),
    id: fc.nat(1),
    protocol: fc.constantFrom(TCP, UDP),
    status: fc.nat(7),
  }),
  fc.constant('overrun' as const),
);

it('answers like a plain list of everything that was put', () => {
  fc.assert(
    fc.property(
      fc.array(anyStep, { maxLength: 40 }),
      fc.subarray(everything.kinds),
      fc.constantFrom('', 'proto == udp', 'not proto == udp'),
      fc.nat(10),
      fc.integer({ min: 0, max: 10 }),
      fc.option(fc.nat(45)),
      (steps, kinds, filter, offset, limit, before) => {
        const table = new FlowTable();
        const model: ModelEntry[] = [];
        for (const step of steps) {
          const sequence = model.length;
          if (step === 'overrun') {
            table.events.noteGap('overrun');
            if (model.at(-1)?.kind !== 'gap') model.push({ kind: 'gap', protocol: 0, sequence });
            continue;
          }
          put(table, step.kind, step);
          if (step.kind !== 'listed') model.push({ kind: step.kind, protocol: step.protocol, sequence });
        }
        const wanted = model
          .filter(({ sequence }) => before === null || sequence < before)
          .filter(({ kind, protocol }) => {
            if (kind === 'gap') return true;
            const fits = filter === '' || (protocol === UDP) === (filter === 'proto == udp');
            return fits && kinds.includes(kind);
          })
          .reverse();
        const page = eventsOf(table, { filter, kinds, before, offset, limit });
        expect(page).toMatchObject({ oldest: 0, next: model.length, matched: wanted.length });
        expect(page.entries.map(({ kind, sequence }) => ({ kind, sequence }))).toEqual(
          wanted.slice(offset, offset + limit).map(({ kind, sequence }) => ({ kind, sequence })),
        );
      },
    ),
    { numRuns: 60 },
  );
});

it('keeps every word of a flow', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(0xffff_ffff), { minLength: Row.RECORD_WORDS, maxLength: Row.RECORD_WORDS }),
      (words) => {
        const table = new FlowTable();
        table.record.set(words);
        table.record[Row.PRESENT] = Present.status;
        table.events.note('new', table.record, 0, 1);
        const kept = Array.from(table.record, (_, column) => table.events.word(0, column));
        expect(kept).toEqual([...table.record]);
      },
    ),
    { numRuns: 20 },
  );
});
