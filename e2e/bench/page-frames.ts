import type { Page } from '@playwright/test';

/** How a page fared for some seconds. */
export interface Frames {
  readonly frames: number;
  /** Share of frames that came within 18 ms of the one before, 0 to 1. */
  readonly shareInTime: number;
  /** The longest task of the page's thread that took more than 50 ms, or else 50 or less: 0. */
  readonly longestTaskMs: number;
  readonly heapBytes: number;
}

const IN_TIME_MS = 18;

/** Watches a page's frames and tasks; with `scrolls` its table is scrolled all the time, from end to end and by hand's breadths. */
export async function watchFrames(
  page: Page,
  { seconds, scrolls }: { readonly seconds: number; readonly scrolls: boolean },
): Promise<Frames> {
  const seen = await page.evaluate(
    async ({ milliseconds, scrolls, inTimeMs }) => {
      const grid = document.querySelector('[role=grid]');
      let longestTaskMs = 0;
      const observer = new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) longestTaskMs = Math.max(longestTaskMs, duration);
      });
      observer.observe({ type: 'longtask' });
      const nextFrame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
      const start = await nextFrame();
      let frames = 0;
      let inTime = 0;
      for (let before = start; before - start < milliseconds; ) {
        if (scrolls && grid !== null) {
          const travel = grid.scrollHeight - grid.clientHeight;
          // Two of three seconds like a wheel, then one from end to end like a dragged scroll bar.
          const second = Math.floor((before - start) / 1000) % 3;
          if (second < 2) grid.scrollTop += 120;
          else grid.scrollTop = (((before - start) % 1000) / 1000) * travel;
        }
        const now = await nextFrame();
        frames++;
        if (now - before <= inTimeMs) inTime++;
        before = now;
      }
      observer.disconnect();
      return { frames, shareInTime: inTime / frames, longestTaskMs };
    },
    { milliseconds: seconds * 1000, scrolls, inTimeMs: IN_TIME_MS },
  );
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return { ...seen, heapBytes: usedSize };
}
