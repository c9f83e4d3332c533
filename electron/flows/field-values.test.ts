import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fieldNames } from '../../shared/filter/fields.ts';
import { parseFilter } from '../../shared/filter/parse.ts';
import { writeText } from '../../shared/filter/print.ts';
import { ORIG_L4 } from '../../shared/flow-record.ts';
import { ICMP, ICMPV6 } from '../../shared/protocol.ts';
import { anyRecord, NOW, tableOf } from './arbitrary-flows.test-support.ts';
import { evaluateSlowly } from './evaluate-slowly.test-support.ts';
import { fieldValues } from './field-values.ts';
import { FlowTable } from './flow-table.ts';
import { rowOf } from './read-row.ts';
import { fill, put, readRecord } from './table.test-support.ts';

test('of any flows and any field, a value comes with the number of flows for which `==` holds', () => {
  fc.assert(
    fc.property(fc.array(anyRecord, { maxLength: 40 }), fc.constantFrom(...fieldNames), (records, field) => {
      const table = tableOf(records);
      const rows = Array.from({ length: table.rowsUsed }, (_, row) => rowOf(table, row));
      const { values, sampled } = fieldValues(table, field, '', 100);
      for (const { text, flows } of values) {
        const parsed = parseFilter(`${field} == ${field === 'helper' ? writeText(text) : text}`);
        if (!parsed.ok) throw new Error(`${field} == ${text}: ${parsed.error.message}`);
        const { filter } = parsed;
        // Helpers differ in case, but are compared without it.
        const expected = rows.filter((row) => evaluateSlowly(filter, row, NOW)).length;
        if (field === 'helper') expect(flows).toBeLessThanOrEqual(expected);
        else expect(flows, `${field} == ${text}`).toBe(expected);
      }
      expect(sampled).toBe(false);
    }),
    { numRuns: 100 },
  );
});

test('an ICMP type is offered by its name, and one without a name is not: its number is a named type of the other protocol', () => {
  const table = new FlowTable();
  for (const protocol of [ICMP, ICMPV6]) {
    fill(table, { source: protocol, protocol });
    table.record[ORIG_L4] = 0;
    readRecord(table);
  }
  expect(fieldValues(table, 'icmp.type', '', 10).values).toEqual([{ text: 'echo-reply', flows: 1 }]);
});

test('the most frequent values come first, and no more than asked for', () => {
  const table = new FlowTable();
  for (let port = 1; port <= 10; port++)
    put(table, 'listed', { source: 0xc0000201, port, zones: [port % 3, port % 3] });
  expect(fieldValues(table, 'zone', '', 2).values).toEqual([
    { text: '1', flows: 4 },
    { text: '2', flows: 3 },
  ]);
});

test('only values that begin as they should', () => {
  const table = new FlowTable();
  put(table, 'listed', { source: 0xc0000201 });
  put(table, 'listed', { source: 0xc6336402 });
  expect(fieldValues(table, 'src', '198.51', 10).values).toEqual([{ text: '198.51.100.2', flows: 1 }]);
  expect(fieldValues(table, 'proto', 'TC', 10).values).toEqual([{ text: 'tcp', flows: 2 }]);
});

test('flows that ended do not count', () => {
  const table = new FlowTable();
  put(table, 'listed', { source: 0xc0000201 });
  put(table, 'destroyed', { source: 0xc0000201 });
  expect(fieldValues(table, 'src', '', 10).values).toEqual([]);
});

test('of a large table a part is looked at, and it says so', () => {
  const table = new FlowTable();
  for (let source = 1; source <= 70_000; source++) put(table, 'listed', { source, zones: [7, 7] });
  const { values, sampled } = fieldValues(table, 'zone', '', 10);
  expect(sampled).toBe(true);
  expect(values).toHaveLength(1);
  expect(values[0]?.flows).toBeLessThan(36_000);
});
