import type { CallInput } from '../../shared/contract.ts';
import type { Before, EventChoice, EventPage, GapCause, LogEntry } from '../../shared/flow-event.ts';
import * as Row from '../../shared/flow-record.ts';
import { Present } from '../../shared/flow-record.ts';
import { labelBitsOf } from '../../shared/label.ts';
import { COLUMN_STRIDE, READ_AT, word } from './columns.ts';
import { compileFilter } from './compile-filter.ts';
import {
  AT,
  BEFORE,
  ENTRY,
  EntryKind,
  LOG_ENTRIES,
  LOSSES,
  PRESENT_BEFORE,
  REPAIRED_AT,
  WATCHED,
} from './event-log.ts';
import type { FilterBasis } from './filter-fields.ts';
import type { FlowTable } from './flow-table.ts';
import { MATCH_WORDS } from './narrow.ts';
import { filterFrom } from './query.ts';
import { flowOfWords, type ReadWord } from './read-row.ts';

type Query = Omit<CallInput<'events.page'>, 'targetId'>;

/** A part of the log, newest first, found in pauses. Errors: `invalid` for a filter that does not parse. */
export function* pageOfEvents(
  table: FlowTable,
  { offset, limit, ...choice }: Query,
): Generator<undefined, EventPage> {
  const { next } = table.events;
  const entries: LogEntry[] = [];
  let matched = 0;
  for (const sequence of yield* matchingEvents(table, choice)) {
    if (matched >= offset && entries.length < limit) entries.push(entryAt(table, sequence));
    matched++;
  }
  return { oldest: table.events.oldest, next, matched, offset: Math.min(offset, matched), entries };
}

/**
 * The numbers of the entries that are asked for, newest first; what is overwritten in the pauses is left out, and what comes in them.
 * Gaps concern every flow, so each question finds them. Errors: `invalid` for a filter that does not parse.
 */
export function* matchingEvents(
  table: FlowTable,
  { filter, kinds, before }: EventChoice,
): Generator<undefined, number[]> {
  const { events } = table;
  const select = compileFilter(filterFrom(filter), asTold(table));
  const { next } = events;
  const matches = new Uint32Array(MATCH_WORDS);
  if (next > 0) for (const _ of select(events.segment, Math.min(next, LOG_ENTRIES), matches)) yield;
  const wanted = kinds.reduce((bits, kind) => bits | (1 << EntryKind[kind]), 0);
  const newest = Math.min(before ?? next, next) - 1;
  const found: number[] = [];
  for (let sequence = newest; sequence >= events.oldest; sequence--) {
    const place = sequence % LOG_ENTRIES;
    const entry = events.segment[ENTRY * COLUMN_STRIDE + place] ?? 0;
    const isMatch = ((wanted >>> entry) & ((matches[place >>> 5] ?? 0) >>> (place & 31)) & 1) === 1;
    if (isMatch || entry >= EntryKind.overrun) found.push(sequence);
  }
  return found;
}

/** Events are looked at as of when they came: that is also how they are shown. */
function asTold({ texts }: FlowTable): FilterBasis {
  return {
    texts,
    moment: (segment, at) => word(segment, at, READ_AT),
    date: (segment, at) => word(segment, at, AT) * 0x1_0000_0000 + word(segment, at, AT + 1),
  };
}

/** One entry that the log still holds. */
export function entryAt(table: FlowTable, sequence: number): LogEntry {
  const { events, texts } = table;
  const word: ReadWord = (column) => events.word(sequence, column);
  const at = events.date(sequence, AT);
  const flow = () => flowOfWords(word, texts, word(READ_AT));
  switch (word(ENTRY)) {
    case EntryKind.new:
      return { kind: 'new', sequence, at, flow: flow() };
    case EntryKind.updated:
      return { kind: 'updated', sequence, at, flow: flow(), before: beforeOf(word, texts) };
    case EntryKind.destroyed:
      return { kind: 'destroyed', sequence, at, flow: flow() };
    default:
      return {
        kind: 'gap',
        sequence,
        at,
        cause: causeOf(word(ENTRY)),
        losses: word(LOSSES),
        repairedAt: events.date(sequence, REPAIRED_AT) || null,
      };
  }
}

function causeOf(entry: number): GapCause {
  const causes = ['overrun', 'disconnected', 'injection', 'deletion'] as const;
  return causes.find((cause) => EntryKind[cause] === entry) ?? 'disconnected';
}

function beforeOf(word: ReadWord, texts: readonly string[]): Before | null {
  const present = word(PRESENT_BEFORE);
  if (present === 0) return null;
  const was = (column: number) => word(BEFORE + WATCHED.indexOf(column));
  const known = (bit: number, column: number) => ((present & bit) === 0 ? null : was(column));
  const text = (number: number | null) => (number === null ? null : (texts[number] ?? null));
  return {
    status: was(Row.STATUS),
    state: known(Present.state, Row.STATE),
    mark: known(Present.mark, Row.MARK),
    helper: text(known(Present.helper, Row.HELPER)),
    labels:
      (present & Present.labels) === 0
        ? null
        : labelBitsOf([was(Row.LABELS), was(Row.LABELS + 1), was(Row.LABELS + 2), was(Row.LABELS + 3)]),
  };
}
