import type { Flow, Tuple } from '../flow.ts';
import type { FlowRow, SortColumn } from '../flow-page.ts';
import { labelsOf } from '../label.ts';
import { statesOf } from '../protocol.ts';
import { FIELDS, type NumberField } from './fields.ts';
import { parseFilter } from './parse.ts';
import { printFilter, writeText } from './print.ts';
import { writeNumber } from './values.ts';

/**
 * A condition that a cell of the table gives rise to, in the filter language. `this` holds for exactly those flows whose
 * cell says the same; the others for those that share a part of it, or have as much or as little.
 */
export interface CellTerm {
  readonly of: 'this' | 'address' | 'port' | 'type' | 'key' | 'more' | 'less';
  readonly text: string;
}

type Direction = 'original' | 'reply';
type End = 'source' | 'destination';

/** A state that every protocol with states has; which one does not matter where only having one counts. */
const HAS_STATE = '(state == NONE or state != NONE)';
const HAS_HELPER = '(helper == ftp or helper != ftp)';

/** What a cell can be filtered by; nothing where the language has no word for it. `now`: ms since the epoch, for ages. */
export function cellTerms(column: SortColumn, row: FlowRow, now: number): readonly CellTerm[] {
  const { flow } = row;
  const { counters, zones } = flow;
  switch (column) {
    case 'protocol':
      return [exactly('proto', flow.protocol)];
    case 'source':
      return endTerms(flow, 'original', 'source');
    case 'destination':
      return endTerms(flow, 'original', 'destination');
    case 'replySource':
      return endTerms(flow, 'reply', 'source');
    case 'replyDestination':
      return endTerms(flow, 'reply', 'destination');
    case 'state':
      return stateTerms(flow);
    case 'status':
      return [exactly('status', flow.status)];
    case 'zone':
      if (zones.original === 0 && zones.reply === 0) return [exactly('zone', 0)];
      return [term(both(exactly('zone.orig', zones.original).text, exactly('zone.reply', zones.reply).text))];
    case 'zoneOriginal':
      return [exactly('zone.orig', zones.original)];
    case 'zoneReply':
      return [exactly('zone.reply', zones.reply)];
    case 'mark':
      return [flow.mark === null ? without('mark') : exactly('mark', flow.mark)];
    case 'labels':
      return [term(labelsText(flow.labels))];
    case 'helper':
      return [term(flow.helper === null ? `not ${HAS_HELPER}` : `helper == ${writeText(flow.helper)}`)];
    case 'bytes':
      return measured('bytes', counters && counters.original.bytes + counters.reply.bytes);
    case 'bytesOriginal':
      return measured('bytes.orig', counters?.original.bytes);
    case 'bytesReply':
      return measured('bytes.reply', counters?.reply.bytes);
    case 'packets':
      return measured('packets', counters && counters.original.packets + counters.reply.packets);
    case 'packetsOriginal':
      return measured('packets.orig', counters?.original.packets);
    case 'packetsReply':
      return measured('packets.reply', counters?.reply.packets);
    case 'rate':
      return measured('rate', row.bytesPerSecond === null ? null : row.bytesPerSecond * 8);
    case 'expires':
      return measured('timeout', flow.timeoutSeconds === null ? null : flow.timeoutSeconds * 1000);
    case 'age':
      return measured('age', flow.startedAt === null ? null : Math.max(0, now - flow.startedAt));
    case 'id':
      return [exactly('id', flow.id)];
  }
}

/** The opposite of a condition: every flow for which it does not hold. */
export function negated(text: string): string {
  const parsed = parseFilter(text);
  if (!parsed.ok || parsed.filter.kind === 'and' || parsed.filter.kind === 'or') return `not (${text})`;
  return parsed.filter.kind === 'not' ? printFilter(parsed.filter.term) : `not ${text}`;
}

function term(text: string): CellTerm {
  return { of: 'this', text };
}

function both(one: string, other: string): string {
  return `${one} and ${other}`;
}

function exactly(field: NumberField, value: number): CellTerm {
  return term(`${field} == ${writeNumber(field, value)}`);
}

/** Flows that do not have a field. */
function without(field: NumberField): CellTerm {
  return term(`not ${field} >= 0`);
}

/** What is measured is seldom the same in two flows, nor in one for long. */
function measured(field: NumberField, value: number | null | undefined): readonly CellTerm[] {
  if (value === null || value === undefined) return [without(field)];
  // Beyond 2^53 the language has no numbers.
  if (value > FIELDS[field].max) return [];
  const text = writeNumber(field, value);
  return [
    { of: 'more', text: `${field} >= ${text}` },
    { of: 'less', text: `${field} <= ${text}` },
  ];
}

function endTerms({ original, reply }: Flow, direction: Direction, end: End): readonly CellTerm[] {
  const tuple = direction === 'original' ? original : reply;
  const prefix = direction === 'original' ? '' : 'reply.';
  const address = `${prefix}${end === 'source' ? 'src' : 'dst'} == ${tuple[end]}`;
  const addition = additionOf(tuple, prefix, direction, end);
  if (addition === null) return [{ of: 'address', text: address }];
  const parts: readonly CellTerm[] = [{ of: 'address', text: address }, addition];
  // A GRE key may be any of four: with the address it would still say more than the cell.
  return addition.of === 'key' ? parts : [term(both(address, addition.text)), ...parts];
}

function additionOf({ l4 }: Tuple, prefix: string, direction: Direction, end: End): CellTerm | null {
  switch (l4.kind) {
    case 'ports':
      return { of: 'port', text: `${prefix}${end === 'source' ? 'sport' : 'dport'} == ${l4[end]}` };
    case 'icmp':
      // The language names these of the original direction only.
      if (direction === 'reply') return null;
      if (end === 'source') return { of: 'key', text: `icmp.id == ${l4.id}` };
      return { of: 'type', text: both(`icmp.type == ${l4.type}`, `icmp.code == ${l4.code}`) };
    case 'gre':
      return { of: 'key', text: `gre.key == ${end === 'source' ? l4.sourceKey : l4.destinationKey}` };
    case 'none':
      return null;
  }
}

function stateTerms({ protocol, state }: Flow): readonly CellTerm[] {
  if (state === null) return [term(`not ${HAS_STATE}`)];
  const name = statesOf(protocol)[state];
  return name === undefined ? [] : [term(`state == ${name}`)];
}

/** Exactly these labels and no others. */
function labelsText(labels: string | null): string {
  const set = labels === null ? [] : labelsOf(labels);
  const rest = spansOf(labelsOf('f'.repeat(32)).filter((label) => !set.includes(label)));
  const others = rest.length === 0 ? [] : [`not label in {${rest.join(', ')}}`];
  return [...set.map((label) => `label == ${label}`), ...others].join(' and ');
}

/** `0..4`, `6`: ascending numbers with neighbours put together. */
function spansOf(numbers: readonly number[]): readonly string[] {
  const starts = numbers.filter((number, index) => numbers[index - 1] !== number - 1);
  const ends = numbers.filter((number, index) => numbers[index + 1] !== number + 1);
  return starts.map((start, index) => (start === ends[index] ? String(start) : `${start}..${ends[index]}`));
}
