import { resolve } from 'node:path';
import { defineConfig } from 'electron-vite';

const at = (path: string): string => resolve(import.meta.dirname, path);

// Node 24 and Chromium 156 are what Electron 45 brings; the browser shell runs on the same two.
const NODE_TARGET = 'node24';
const PAGE_TARGET = 'chrome152';

const names = new Map<string, string>();

/** A class's name in the page: a few letters, for there are hundreds, and each stands in the styles and in the script. */
function shortName(name: string, file: string): string {
  const key = `${file}:${name}`;
  const short = names.get(key) ?? `c${names.size.toString(36)}`;
  names.set(key, short);
  return short;
}

/** Lets the page leave out schemas that it does not use: making one has no effect, but no bundler can know that. */
const unusedSchemas = {
  name: 'unused-schemas',
  transform: (code: string, id: string) =>
    id.startsWith(at('shared'))
      ? { code: code.replaceAll(/\bz\.(?=\w+\()/g, '/* @__PURE__ */ z.'), map: null }
      : null,
};

export default defineConfig({
  main: {
    build: {
      outDir: at('out/main'),
      target: NODE_TARGET,
      sourcemap: true,
      rolldownOptions: {
        input: {
          main: at('electron/main.ts'),
          serve: at('electron/serve.ts'),
          engine: at('electron/engine/worker.ts'),
        },
        // `ws` tries these two native speed-ups and does without.
        external: ['bufferutil', 'utf-8-validate'],
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: at('out/preload'),
      target: NODE_TARGET,
      sourcemap: true,
      // A sandboxed preload script can require nothing but `electron`: everything else has to be inside.
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: at('electron/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
      },
    },
  },
  renderer: {
    root: at('renderer'),
    plugins: [unusedSchemas],
    css: { modules: { generateScopedName: shortName } },
    build: {
      outDir: at('out/renderer'),
      target: PAGE_TARGET,
      sourcemap: true,
      // It leaves two kilobytes less than the default one.
      minify: 'terser',
      terserOptions: { ecma: 2020, compress: { passes: 2 } },
      // The page's policy allows no inline script or style, and data: for images alone: everything is a file.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        input: at('renderer/index.html'),
        // Icons are exported in parts, too, which nobody takes.
        treeshake: { propertyReadSideEffects: false },
      },
    },
  },
});
