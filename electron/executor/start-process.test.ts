import { describe, expect, it } from 'vitest';
import { startProcess } from './start-process.ts';

/** Runs a program to its end; answers what it said on stdout with how it ended. */
async function run(program: string, ...parameters: string[]) {
  const lines: string[] = [];
  const { process, ended } = startProcess([program, ...parameters], (line) => lines.push(line));
  let stdout = '';
  process.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  process.stdin.end();
  const end = await ended;
  return { stdout, lines, end };
}

describe('a started program', () => {
  it('gets nothing of this environment, and the root folder to be in', async () => {
    const { stdout } = await run('/usr/bin/env');
    expect(stdout.trim().split('\n').sort()).toEqual(['LC_ALL=C.UTF-8', 'PATH=/usr/sbin:/usr/bin']);
    expect((await run('/bin/pwd')).stdout).toBe('/\n');
  });

  it('gets its arguments as they are, with no shell between', async () => {
    const odd = ['$HOME', '`id`', '; rm -r x', '"quoted" \'words\'', '*', '', '--', 'ä\nb'];
    expect((await run('/usr/bin/printf', '%s\\0', ...odd)).stdout.split('\0')).toEqual([...odd, '']);
  });

  it('tells how it ended', async () => {
    expect((await run('/bin/false')).end).toMatchObject({
      how: 'ended with code 1',
      exitCode: 1,
      stderr: '',
    });
    expect((await run('/bin/true')).end).toMatchObject({ how: 'ended with code 0', exitCode: 0 });
  });

  it('tells the signal that ended it', async () => {
    const { process, ended } = startProcess(['/bin/cat'], () => undefined);
    process.kill('SIGKILL');
    expect(await ended).toMatchObject({ how: 'ended by SIGKILL', exitCode: undefined });
  });

  it('that does not exist ends with that as the reason', async () => {
    const { end } = await run('/nonexistent/program');
    expect(end.exitCode).toBeUndefined();
    expect(end.stderr).toContain('ENOENT');
  });

  it('is heard line by line, and its last words are kept', async () => {
    const { lines, end } = await run('/bin/sh', '-c', 'echo one >&2; echo two >&2; printf three >&2; exit 3');
    expect(lines).toEqual(['one', 'two']);
    expect(end).toMatchObject({ exitCode: 3, stderr: 'one\ntwo\nthree' });
  });

  it('cannot fill the memory by what it says', async () => {
    const { end } = await run('/bin/sh', '-c', 'head -c 3000000 /dev/zero | tr "\\0" x >&2; echo END >&2');
    expect(end.stderr.length).toBeLessThanOrEqual(8000);
    expect(end.stderr).toMatch(/x+END$/);
  });

  it('that ended does no harm when it is written to', async () => {
    const { process, ended } = startProcess(['/bin/true'], () => undefined);
    await ended;
    const error = await new Promise((resolve) => process.stdin.write('too late', resolve));
    expect(error).toBeInstanceOf(Error);
  });
});
