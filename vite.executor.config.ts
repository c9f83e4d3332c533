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
 * The executor and the demonstrations' traffic are self-contained files with koffi's binary beside them, because they are
 * staged and started alone, inside the target's namespaces, where they can reach nothing else of the application. They
 * share no file of ours, so none is split off.
 */
export default defineConfig({
  publicDir: false,
  ssr: { noExternal: true },
  build: {
    ssr: true,
    outDir,
    emptyOutDir: true,
    target: 'node24',
    sourcemap: true,
    minify: false,
    rolldownOptions: {
      input: {
        executor: resolve(root, 'electron/executor/executor.ts'),
        traffic: resolve(root, 'electron/scenarios/traffic.ts'),
      },
      external: ['koffi'],
      output: { format: 'cjs', entryFileNames: '[name].cjs' },
    },
  },
  plugins: [{ name: 'koffi-beside', writeBundle: () => copyFileSync(koffi, join(outDir, 'koffi.node')) }],
});
