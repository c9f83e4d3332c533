import { afterEach, describe, expect, it } from 'vitest';
import { ignoreEvents } from '../../e2e/fixtures/kernel.ts';
import { done, openTold } from '../../e2e/fixtures/told-executor.ts';
import type { Conntrack } from '../targets/conntrack.ts';
import { TableLink } from './table-link.ts';

const listener = { sink: ignoreEvents, onLoss: () => undefined, onLog: () => undefined };
/** Longer than the link waits before it first tries again, milliseconds. */
const SLOW_MS = 150;

const links: TableLink[] = [];
afterEach(async () => {
  for (const link of links.splice(0)) await link.close();
});

/** A link to executors of which it is known whether they still run; each takes so long to open. */
function link(takesMs = 0) {
  const opened: Conntrack[] = [];
  const running = new Set<Conntrack>();
  const told: string[] = [];
  let begun = 0;
  const made = new TableLink({
    async open() {
      begun++;
      await new Promise((resolve) => setTimeout(resolve, opened.length === 0 ? 0 : takesMs));
      const conntrack = await openTold({ listings: [[done()]] }, listener);
      opened.push(conntrack);
      running.add(conntrack);
      void conntrack.ended.then(() => running.delete(conntrack));
      return conntrack;
    },
    onOpened: () => told.push('opened'),
    onBroken: () => told.push('broken'),
    onLost: () => told.push('lost'),
  });
  links.push(made);
  return { link: made, opened, running, told, begun: () => begun };
}

describe('the way to a table', () => {
  it('is one at a time, however many ask for another at once', async () => {
    const { link: made, opened, running } = link();
    await made.open();
    await Promise.all([made.open(), made.open(), made.open()]);
    expect(opened).toHaveLength(4);
    expect([...running]).toEqual([opened[3]]);
    expect(made.current).toBe(opened[3]);
  });

  it('is not opened twice when somebody opens it while it is about to be tried again', async () => {
    const { link: made, opened, running, told } = link(SLOW_MS);
    await made.open();
    await made.current?.close();
    expect(told).toEqual(['opened', 'broken']);
    await made.open();
    await made.close();
    expect(opened).toHaveLength(2);
    expect([...running]).toEqual([]);
    expect(told).toEqual(['opened', 'broken', 'opened']);
  });

  it('that broke is opened again by itself', async () => {
    const { link: made, opened } = link();
    await made.open();
    await made.current?.close();
    await expect.poll(() => opened.length, { timeout: 5000 }).toBe(2);
    await expect.poll(() => made.current).toBe(opened[1]);
  });

  it('that is closed while it opens leaves nothing running', async () => {
    const { link: made, opened, running, begun } = link(SLOW_MS);
    await made.open();
    const opening = made.open();
    await expect.poll(begun).toBe(2);
    await made.close();
    await opening;
    expect(opened).toHaveLength(2);
    expect([...running]).toEqual([]);
  });
});
