import { describe, expect, it } from 'vitest';
import { InspectorError } from '../../shared/errors.ts';
import { readOptions } from './options.ts';

describe('the command line', () => {
  it('needs no option', () => {
    expect(readOptions([])).toEqual({ action: 'serve', port: 0, idleExitSeconds: null, open: true });
  });

  it('takes every option', () => {
    const args = ['--port', '8022', '--idle-exit=30', '--no-open'];
    expect(readOptions(args)).toEqual({ action: 'serve', port: 8022, idleExitSeconds: 30, open: false });
    expect(readOptions(['--help', '--version']).action).toBe('help');
    expect(readOptions(['--version']).action).toBe('version');
  });

  it.each([
    [['--port', '70000'], '--port'],
    [['--port', '-1'], '--port'],
    [['--port=1e3'], '--port'],
    [['--port='], '--port'],
    [['--port'], '--port'],
    [['--idle-exit', '0'], '--idle-exit'],
    [['--idle-exit', 'soon'], '--idle-exit'],
    [['--no-open=1'], '--no-open'],
    [['--host', '0.0.0.0'], '--host'],
    [['8022'], '8022'],
  ])('is refused with the name of what is wrong: %j', (args, named) => {
    const read = () => readOptions(args);
    expect(read).toThrow(InspectorError);
    expect(read).toThrow(named);
  });
});
