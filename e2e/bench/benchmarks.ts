import type { Benchmark } from './benchmark.ts';
import { idle } from './idle.ts';
import { p1 } from './p1-listing.ts';
import { p2 } from './p2-memory.ts';
import { p3 } from './p3-query.ts';
import { p4 } from './p4-events.ts';
import { p5 } from './p5-page.ts';
import { p6 } from './p6-zones.ts';
import { p7 } from './p7-inject.ts';
import { p8 } from './p8-flush.ts';
import { p9 } from './p9-start.ts';
import { p10 } from './p10-assets.ts';
import { p11 } from './p11-scaling.ts';
import { soak } from './soak.ts';

/** Every benchmark, in the order of the goals. */
export const benchmarks: readonly Benchmark[] = [p1, p2, p3, p4, p5, p6, p7, p8, p9, p10, p11, idle, soak];
