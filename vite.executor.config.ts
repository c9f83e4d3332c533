import { copyFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { defineConfig } from 'vite';

const root = import.meta.dirname;
const outDir = resolve(root, 'out/executor');

/** koffi's program code for this CPU; the rest of the package only searches for it. */
const koffi = join(
  root,
  `node_modules/@koromix/koffi-linux-${process.arch}/linux_${process.arch}/koffi.node`,
);

/**
 * The executor is one self-contained file with koffi's binary beside it, because it is staged and started alone, inside
 * the target's namespaces, where it can reach nothing else of the application.
 */
export default defineConfig({
  publicDir: false,
  ssr: { noExternal: true },
  build: {
    ssr: resolve(root, 'electron/executor/executor.ts'),
    outDir,
    emptyOutDir: true,
    target: 'node24',
    sourcemap: true,
    minify: false,
    rolldownOptions: {
      external: ['koffi'],
      output: { format: 'cjs', entryFileNames: 'executor.cjs', codeSplitting: false },
    },
  },
  plugins: [{ name: 'koffi-beside', writeBundle: () => copyFileSync(koffi, join(outDir, 'koffi.node')) }],
});
