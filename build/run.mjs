import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { environment, root } from './project.mjs';

/**
 * Runs a program in the repository's folder with this terminal as its own, hands signals on, and waits for its end.
 * @param {string} program
 * @param {string[]} args
 * @param {{ env?: Record<string, string>, stdin?: 'inherit' | 'ignore' }} [options]
 * @returns {Promise<number>} the exit code; 128 + the signal's number where a signal ended it
 */
export function run(program, args, { env, stdin = 'inherit' } = {}) {
  return new Promise((done, failed) => {
    const child = spawn(program, args, {
      cwd: root,
      env: environment(env),
      stdio: [stdin, 'inherit', 'inherit'],
    });
    /** @type {NodeJS.Signals[]} */
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    /** @param {NodeJS.Signals} signal */
    const handOn = (signal) => {
      // A terminal sends Ctrl-C to everything that runs in it: the child has its own already.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    };
    for (const signal of signals) process.on(signal, handOn);
    // npm hands on no SIGHUP, and nobody can hand on a SIGKILL: the end of npm is the end of what it started.
    const parent = process.ppid;
    const watch = setInterval(() => {
      if (process.env.npm_lifecycle_event && process.ppid !== parent) child.kill('SIGTERM');
    }, 1000);
    const release = () => {
      clearInterval(watch);
      for (const signal of signals) process.off(signal, handOn);
    };
    child.on('error', (error) => {
      release();
      failed(error);
    });
    child.on('exit', (code, signal) => {
      release();
      done(code ?? 128 + constants.signals[signal ?? 'SIGKILL']);
    });
  });
}
