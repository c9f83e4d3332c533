import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { arbitrarySpec } from '../../e2e/fixtures/arbitrary-spec.ts';
import { comparable } from '../../e2e/fixtures/same-table.ts';
import { provideSandbox } from '../../e2e/fixtures/sandbox-engine.ts';
import { stateWhen } from '../../e2e/fixtures/test-engine.ts';
import type { CallInput, CallOutput } from '../../shared/contract.ts';
import { FileFormat, type ImportFormat } from '../../shared/file.ts';
import { DCCP } from '../../shared/protocol.ts';
import { countOf } from '../../shared/work.ts';

// Flows to files and back, through the engine and a real table; conntrack(8) says what is in it.

let folder: string;
const targetId = 'sandbox';
const file = 'file-1';

const sandbox = provideSandbox({ pathOfFile: (token) => (token === file ? path() : null) });
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'engine-files-'));
  await empty();
});
afterEach(() => rmSync(folder, { recursive: true }));

const path = () => join(folder, 'flows');
const workId = () => crypto.randomUUID();
const entries = async () =>
  comparable((await sandbox.table.entries()).filter(({ protocol }) => protocol !== DCCP));
const entriesWithoutId = async () => (await entries()).map((entry) => entry.replace(/"id":\d+/, '')).sort();

function exportAs(
  format: FileFormat,
  source: CallInput<'flows.export'>['source'] = { kind: 'filter', filter: '', sort: [] },
): Promise<CallOutput<'flows.export'>> {
  return sandbox.client.call('flows.export', { targetId, source, format, file, workId: workId() });
}
const check = (format: ImportFormat | null = null) =>
  sandbox.client.call('flows.checkImport', { targetId, file, format, workId: workId() });
const importFile = (format: ImportFormat | null = null) =>
  sandbox.client.call('flows.import', { targetId, file, format, workId: workId() });

async function fill(count = 200): Promise<number> {
  const specs = fc.sample(arbitrarySpec, count).map((spec) => ({
    ...spec,
    timeoutSeconds: Math.max(1000, spec.timeoutSeconds),
    labels: null,
  }));
  const outcomes = await sandbox.client.call('flows.inject', { targetId, specs });
  return outcomes.filter(({ outcome }) => outcome === 'created').length;
}
const seen = (flows: number) => stateWhen(sandbox.client, targetId, (state) => state.flows === flows);

async function empty(): Promise<void> {
  await sandbox.table.conntrack('-F');
  await seen(0);
}

describe.each(FileFormat.options)('an export as %s', (format) => {
  it('gives the same table when it is imported again', async () => {
    const flows = await fill();
    await seen(flows);
    const before = await entriesWithoutId();
    const exported = await exportAs(format);
    const leftOut = exported.leftOut.reduce((sum, note) => sum + note.flows, 0);
    expect(exported).toMatchObject({ flows: flows - leftOut, stopped: false });
    expect(exported.bytes).toBe(readFileSync(path()).length);
    await empty();

    const report = await check();
    expect(report).toMatchObject({ format, flows: exported.flows, badLineCount: 0, warnings: [] });
    const imported = await importFile();
    expect(imported.refusals).toEqual([]);
    expect(countOf(imported, 'created')).toBe(exported.flows);
    const after = await entriesWithoutId();
    if (format === 'save') {
      // It has no helpers, and some flows it cannot say.
      const known = new Set(before);
      expect(after.filter((entry) => !known.has(entry))).toEqual([]);
    } else expect(after).toEqual(before);
    expect(readdirSync(folder)).toEqual(['flows']);
  });
});

describe('an export', () => {
  it('holds what matches, in the order asked for, or what was picked', async () => {
    await seen(await fill());
    const { flows } = await exportAs('jsonl', {
      kind: 'filter',
      filter: 'tcp',
      sort: [{ column: 'mark', descending: true }],
    });
    const lines = readFileSync(path(), 'utf8').trimEnd().split('\n');
    const written = lines.map((line) => JSON.parse(line));
    expect(written).toHaveLength(flows);
    expect(new Set(written.map(({ protocol }) => protocol))).toEqual(new Set([6]));
    const marks = written.map(({ mark }) => mark);
    expect(marks).toEqual([...marks].sort((one, other) => other - one));

    const scope = { kind: 'filter', filter: 'udp' } as const;
    const { pickId, count } = await sandbox.client.call('flows.pick', { targetId, scope });
    expect(await exportAs('csv', { kind: 'pick', pickId })).toMatchObject({ flows: count });
    expect(readFileSync(path(), 'utf8').trimEnd().split('\r\n')).toHaveLength(count + 1);
  });

  it('says why a file cannot be written, without saying where it is', async () => {
    rmSync(folder, { recursive: true });
    const failure = exportAs('csv');
    await expect(failure).rejects.toMatchObject({
      data: { code: 'file-failed', errno: 'ENOENT', subject: 'flows' },
    });
    await failure.catch((thrown) => expect(JSON.stringify(thrown.data)).not.toContain(folder));
    folder = mkdtempSync(join(tmpdir(), 'engine-files-'));
  });
});

describe('an import', () => {
  const good = '-A -t 1000 -s 192.0.2.1 -d 192.0.2.2 -p udp --sport 1 --dport';

  it('tells each refused line by number, with the reason, and injects the rest', async () => {
    const there = '-I -p udp -s 192.0.2.1 -d 192.0.2.2 --sport 1 --dport 3 -t 999';
    await sandbox.table.conntrack(...there.split(' '));
    writeFileSync(
      path(),
      [`${good} 2`, '# a comment', `${good} 3`, '-A nonsense', `${good} 70000`, '', `${good} 4 -t`].join(
        '\n',
      ),
    );
    const report = await check();
    expect(report).toMatchObject({ format: 'save', lines: 7, flows: 2, badLineCount: 3 });
    expect(report.badLines.map(({ line, reason }) => [line, reason])).toEqual([
      [4, '“nonsense” is no option that makes a flow'],
      [5, 'the destination port must be a whole number from 0 to 65535, not “70000”'],
      [7, '-t has no value'],
    ]);
    const result = await importFile();
    expect([countOf(result, 'created'), countOf(result, 'exists'), countOf(result, 'refused')]).toEqual([
      1, 1, 3,
    ]);
    const refusals = result.refusals.map(({ line, outcome, error }) => [line, outcome, error.errno]);
    expect(refusals.sort()).toEqual([
      [3, 'exists', 'EEXIST'],
      [4, 'refused', undefined],
      [5, 'refused', undefined],
      [7, 'refused', undefined],
    ]);
    expect(await sandbox.table.entries()).toHaveLength(2);
  });

  it('takes what conntrack -L prints, and says what the kernel would not take', async () => {
    writeFileSync(
      path(),
      'tcp 6 1000 ESTABLISHED src=192.0.2.1 dst=192.0.2.2 sport=1 dport=2 packets=4 bytes=9 src=192.0.2.2 dst=192.0.2.1 sport=2 dport=1 packets=3 bytes=8 [ASSURED] mark=7 use=1\n',
    );
    expect(await check()).toMatchObject({
      format: 'listing',
      flows: 1,
      lost: [{ what: 'counters', flows: 1 }],
    });
    await importFile();
    expect(await sandbox.table.entries()).toMatchObject([{ state: 'ESTABLISHED', mark: 7, assured: true }]);
  });

  it('holds more than one batch, keeps the table and its picture true, and is undone', async () => {
    const lines = Array.from({ length: 12_000 }, (_, index) => `${good} ${index + 1}`);
    writeFileSync(path(), lines.join('\r\n'));
    const result = await importFile();
    expect(countOf(result, 'created')).toBe(12_000);
    await seen(12_000);
    expect(await sandbox.table.entries()).toHaveLength(12_000);
    expect(result.undo).toEqual({ possible: true });
    await sandbox.client.call('flows.undo', { targetId, workId: workId() });
    expect(await sandbox.table.entries()).toEqual([]);
  });

  it.each([
    ['nothing', '', 'There is nothing in this file.'],
    ['a letter', 'Dear friend,\nhow are you?\n', 'This file is in no format that is known here.'],
    ['zeros', Buffer.alloc(5000), 'This file is not a text file.'],
    ['UTF-16', Buffer.from('\ufeffprotocol,source,destination', 'utf16le'), 'This file is in UTF-16.'],
    ['a newer snapshot', '{"conntrackInspectorSnapshot":9}\n', 'The first line is no header of a snapshot.'],
  ])('of %s is refused as a whole', async (_, content, message) => {
    writeFileSync(path(), content);
    await expect(check()).rejects.toMatchObject({ data: { code: 'invalid', message } });
    await expect(importFile()).rejects.toMatchObject({ data: { code: 'invalid', message } });
  });

  it('of a folder, or of a pipe that nobody writes to, is refused at once', async () => {
    mkdirSync(path());
    await expect(check()).rejects.toMatchObject({ data: { message: 'This is not a regular file.' } });
    rmSync(path(), { recursive: true });
    await execa('mkfifo', [path()]);
    await expect(check()).rejects.toMatchObject({ data: { message: 'This is not a regular file.' } });
  });

  it('of a file that nobody chose is refused', async () => {
    writeFileSync(path(), `${good} 2\n`);
    const input = { targetId, file: 'file-2', format: null, workId: workId() };
    await expect(sandbox.client.call('flows.import', input)).rejects.toMatchObject({
      data: { code: 'not-found' },
    });
  });
});
