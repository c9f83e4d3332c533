import { parseArgs } from 'node:util';
import { InspectorError } from '../../shared/errors.ts';

/** What the command line of the browser shell asks for. */
export interface ServeOptions {
  readonly action: 'serve' | 'help' | 'version';
  /** 0 lets the system choose a free one. */
  readonly port: number;
  /** Seconds without any page after which the program ends; null: never. */
  readonly idleExitSeconds: number | null;
  /** Whether a browser is started when there is a display. */
  readonly open: boolean;
}

/** Timers cannot count much further than this, 23 days. */
const LONGEST_IDLE_SECONDS = 2_000_000;

/** Reads the arguments after the program's name. Throws an `invalid` InspectorError that names the option. */
export function readOptions(args: readonly string[]): ServeOptions {
  const values = parse(args);
  const action = values.help ? 'help' : values.version ? 'version' : 'serve';
  return {
    action,
    port: wholeNumber('--port', values.port, 0, 65535) ?? 0,
    idleExitSeconds: wholeNumber('--idle-exit', values['idle-exit'], 1, LONGEST_IDLE_SECONDS),
    open: !values['no-open'],
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: 'string' },
        'idle-exit': { type: 'string' },
        'no-open': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean' },
      },
      allowPositionals: false,
    }).values;
  } catch (thrown) {
    // The sentences of parseArgs name the option and say what is wrong with it.
    throw badOption(thrown instanceof Error ? thrown.message : String(thrown));
  }
}

function wholeNumber(option: string, text: string | undefined, least: number, most: number): number | null {
  if (text === undefined) return null;
  const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw badOption(`${option} must be a whole number from ${least} to ${most}, not "${text}".`);
}

function badOption(message: string): InspectorError {
  return new InspectorError({
    code: 'invalid',
    operation: 'read the command line',
    message,
    hint: 'All options are listed by --help.',
  });
}
