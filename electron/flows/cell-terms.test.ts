import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cellTerms, negated } from '../../shared/filter/cell-terms.ts';
import { parseFilter } from '../../shared/filter/parse.ts';
import { type FlowRow, SortColumn } from '../../shared/flow-page.ts';
import { anyRecord, NOW, tableOf } from './arbitrary-flows.test-support.ts';
import { evaluateSlowly } from './evaluate-slowly.test-support.ts';
import { rowOf } from './read-row.ts';

function holds(text: string, row: FlowRow): boolean {
  const parsed = parseFilter(text);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.error.message}`);
  return evaluateSlowly(parsed.filter, row, NOW);
}

const columns = fc.constantFrom(...SortColumn.options);
const someRows = fc.array(anyRecord, { minLength: 1, maxLength: 12 }).map((records) => {
  const table = tableOf(records);
  return Array.from({ length: table.rowsUsed }, (_, row) => rowOf(table, row));
});

test('whatever a cell is filtered by holds for its own flow', () => {
  fc.assert(
    fc.property(someRows, columns, (rows, column) => {
      for (const row of rows) {
        for (const { text } of cellTerms(column, row, NOW)) expect(holds(text, row), text).toBe(true);
      }
    }),
  );
});

test('“this” holds for exactly the flows whose cell says the same', () => {
  fc.assert(
    fc.property(someRows, columns, (rows, column) => {
      // Helpers are compared without regard to case.
      const textOf = (row: FlowRow) =>
        cellTerms(column, row, NOW)
          .find(({ of }) => of === 'this')
          ?.text.toLowerCase();
      for (const one of rows) {
        const text = textOf(one);
        if (text === undefined) continue;
        for (const other of rows) expect(holds(text, other), text).toBe(textOf(other) === text);
      }
    }),
    { numRuns: 100 },
  );
});

test('“not this” holds for all the others', () => {
  fc.assert(
    fc.property(someRows, columns, (rows, column) => {
      for (const row of rows) {
        for (const { text } of cellTerms(column, row, NOW)) {
          for (const other of rows) expect(holds(negated(text), other), text).toBe(!holds(text, other));
        }
      }
    }),
  );
});
