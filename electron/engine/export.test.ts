import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FlowTable } from '../flows/flow-table.ts';
import { FlowQueries } from '../flows/query.ts';
import { put } from '../flows/table.test-support.ts';
import { exportFlows } from './export.ts';
import { inSlices } from './slices.ts';
import { Work } from './work.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'export-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function setUp(flows: number) {
  const table = new FlowTable();
  for (let source = 1; source <= flows; source++) put(table, 'listed', { source, id: source });
  const generator = new FlowQueries(table).lives('', [{ column: 'source', descending: true }]);
  const lives = await inSlices('export', generator);
  const path = join(folder, 'flows.jsonl');
  return { table, request: { table, lives, format: 'jsonl', target: 'Test', path } as const };
}

describe('an export', () => {
  it('writes each flow once, in order, and tells how far it is', async () => {
    const { request } = await setUp(1234);
    const work = new Work();
    expect(await exportFlows(request, work)).toMatchObject({ flows: 1234, lost: [], leftOut: [] });
    const lines = readFileSync(request.path, 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).id)).toEqual(
      Array.from({ length: 1234 }, (_, index) => 1234 - index),
    );
    expect(work.progress()).toEqual({ done: 1234, total: 1234, refused: 0 });
  });

  it('leaves out and counts what ended, or was replaced, after it was chosen', async () => {
    const { table, request } = await setUp(3);
    put(table, 'destroyed', { source: 1, id: 1 });
    put(table, 'new', { source: 2, id: 99 });
    expect(await exportFlows(request, new Work())).toMatchObject({
      flows: 1,
      leftOut: [{ what: 'that ended meanwhile', flows: 2 }],
    });
  });

  it('leaves no file when it is stopped', async () => {
    const { request } = await setUp(5000);
    const work = new Work();
    work.stop();
    expect(await exportFlows(request, work)).toMatchObject({ flows: 0, bytes: 0 });
    expect(readdirSync(folder)).toEqual([]);
  });
});
