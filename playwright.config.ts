import { defineConfig, type ReporterDescription } from '@playwright/test';

/** Where `npm test` wants the report. */
const report = process.env.TEST_REPORT;

const reporters: ReporterDescription[] = [['./e2e/fixtures/shell-reporter.ts'], ['list']];
if (report) reporters.push(['json', { outputFile: report }]);

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  // Every test opens the whole app, and kernel tables with it.
  workers: 2,
  // What a busy machine makes fail once is named in the end.
  retries: process.env.CI ? 1 : 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: reporters,
  // Videos would need a download.
  use: { trace: 'retain-on-failure', screenshot: 'only-on-failure', video: 'off' },
  projects: [
    // The same tests through both shells, but for those of what only one of them has.
    // What axe looks at, and how a page scrolls, does not depend on the shell around it, and takes minutes.
    {
      name: 'electron',
      testIgnore: [
        '**/serve.spec.ts',
        '**/pages.spec.ts',
        '**/big-table.spec.ts',
        '**/accessibility.spec.ts',
      ],
    },
    { name: 'browser', testIgnore: ['**/security.spec.ts', '**/desktop.spec.ts'] },
  ],
});
