import { writeFileSync } from 'node:fs';
import type { Reporter, SerializedError, TestModule } from 'vitest/node';

/** What one stage of the tests came to. */
export interface Count {
  passed: number;
  failed: number;
  skipped: { name: string; reason: string }[];
  /** Of those that passed: the ones that failed at first. */
  again: string[];
}

/**
 * Writes the count as JSON. Vitest's own JSON report lacks the reasons of skipped tests, and calls the tests of a suite
 * whose preparation failed skipped, where nothing then says that anything failed.
 */
export class CountReporter implements Reporter {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const count: Count = { passed: 0, failed: unhandledErrors.length, skipped: [], again: [] };
    for (const module of modules) {
      const suites = [module, ...module.children.allSuites()];
      count.failed += suites.filter((suite) => suite.errors().length > 0).length;
      for (const test of module.children.allTests()) {
        const result = test.result();
        const name = `${module.relativeModuleId} > ${test.fullName}`;
        if (test.diagnostic()?.flaky) count.again.push(name);
        if (result.state === 'passed') count.passed++;
        else if (result.state === 'failed') count.failed++;
        else {
          const reason = (result.state === 'skipped' ? result.note : undefined) ?? 'no reason given';
          count.skipped.push({ name, reason });
        }
      }
    }
    writeFileSync(this.#file, JSON.stringify(count));
  }
}
