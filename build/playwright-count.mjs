import { readFileSync } from 'node:fs';

/**
 * The parts of Playwright's JSON report that are read here.
 * @typedef {{ type: string, description?: string }} Annotation
 * @typedef {{ projectName: string, status: 'expected' | 'unexpected' | 'flaky' | 'skipped', annotations: Annotation[] }} Test
 * @typedef {{ title: string, specs?: { title: string, tests: Test[] }[], suites?: Suite[] }} Suite
 */

/**
 * @param {string} file
 * @returns {import('./count-reporter.ts').Count}
 */
export function countPlaywright(file) {
  /** @type {{ suites: Suite[], errors: unknown[] }} */
  const { suites, errors } = JSON.parse(readFileSync(file, 'utf8'));
  const count = {
    passed: 0,
    failed: errors.length,
    skipped: /** @type {{ name: string, reason: string }[]} */ ([]),
    again: /** @type {string[]} */ ([]),
  };
  for (const { name, test } of suites.flatMap((suite) => testsOf(suite, []))) {
    if (test.status === 'flaky') count.again.push(name);
    if (test.status === 'expected' || test.status === 'flaky') count.passed++;
    else if (test.status === 'skipped') count.skipped.push({ name, reason: reasonOf(test) });
    else count.failed++;
  }
  return count;
}

/**
 * @param {Suite} suite
 * @param {string[]} titles  of the suites around it
 * @returns {{ name: string, test: Test }[]}
 */
function testsOf({ title, specs = [], suites = [] }, titles) {
  const path = [...titles, title];
  const own = specs.flatMap((spec) =>
    spec.tests.map((test) => ({ name: [`[${test.projectName}]`, ...path, spec.title].join(' > '), test })),
  );
  return [...own, ...suites.flatMap((inner) => testsOf(inner, path))];
}

/** @param {Test} test */
function reasonOf({ annotations }) {
  const note = annotations.find(({ type }) => type === 'skip' || type === 'fixme');
  return note?.description ?? (note ? 'no reason given' : 'did not run');
}
