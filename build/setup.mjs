import { provideBuild } from './compile.mjs';
import { provideDependencies } from './dependencies.mjs';
import { node24, SetupError, say } from './project.mjs';
import { appTools, provideTools } from './tools.mjs';

/**
 * Everything a fresh clone needs before the application can start. Plain JavaScript without dependencies, here and in the
 * files it imports, for any Node from 18 on.
 */
export async function setUp() {
  provideDependencies();
  node24();
  provideTools(appTools, 'without them no table of a network namespace can be opened');
  await provideBuild();
}

/**
 * Runs a script's work and ends with its exit code. What a person has to put right is told in its own words, without
 * a stack.
 * @param {() => Promise<number>} work
 */
export async function main(work) {
  try {
    process.exitCode = await work();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(error.message);
    process.exitCode = 1;
  }
}
