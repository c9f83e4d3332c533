import { configDefaults, defineConfig } from 'vitest/config';
import { CountReporter } from './build/count-reporter.ts';

const notTests = [...configDefaults.exclude, 'out/**', 'dist/**', 'e2e/**'];
const kernelTests = '**/*.kernel.test.ts';

/** Where `npm test` wants the count. */
const report = process.env.TEST_REPORT;

export default defineConfig({
  test: {
    environment: 'node',
    reporters: report ? ['default', new CountReporter(report)] : ['default'],
    projects: [
      {
        extends: true,
        // Generated input takes its time on a busy machine.
        test: {
          name: 'unit',
          include: ['**/*.test.{ts,tsx}'],
          exclude: [...notTests, kernelTests],
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        // Namespaces, timers and the kernel's limits: one file at a time, each in a process of its own.
        test: {
          name: 'kernel',
          include: [kernelTests],
          exclude: notTests,
          pool: 'forks',
          fileParallelism: false,
          // What a busy machine makes fail once is named in the end.
          retry: process.env.CI ? 1 : 0,
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
    ],
  },
});
