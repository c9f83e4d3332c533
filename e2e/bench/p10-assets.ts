import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Benchmark } from './benchmark.ts';
import { figureOf } from './report.ts';

const FOLDER = resolve(import.meta.dirname, '../../out/renderer');

/** P10: what a browser loads to show the page. */
export const p10: Benchmark = {
  id: 'P10',
  title: 'page assets, gzip',
  async run({ say }) {
    const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(html|js|css)$/.test(name))
      .map((name) => ({ name, bytes: gzipSync(readFileSync(join(FOLDER, name)), { level: 9 }).length }));
    const largest = files.toSorted((a, b) => b.bytes - a.bytes).slice(0, 3);
    say(`largest: ${largest.map(({ name, bytes }) => `${name} ${(bytes / 1000).toFixed(1)} kB`).join(', ')}`);
    const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
    return [
      figureOf({
        id: 'P10',
        title: p10.title,
        size: 0,
        unit: 'KB',
        ours: total / 1000,
        bounds: { absolute: 200 },
      }),
    ];
  },
};
