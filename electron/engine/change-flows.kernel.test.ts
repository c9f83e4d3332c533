import { describe, expect, it } from 'vitest';
import { numberedFlow } from '../../e2e/fixtures/fill-table.ts';
import { countsOf } from '../../e2e/fixtures/flow-works.ts';
import { provideConntrack } from '../../e2e/fixtures/sandbox-conntrack.ts';
import { InspectorError } from '../../shared/errors.ts';
import { refOf } from '../../shared/flow.ts';
import { Lives } from '../flows/lives.ts';
import type { ManyFlows } from '../targets/conntrack.ts';
import { changeLives } from './change-flows.ts';
import { Work } from './work.ts';

const EPERM = 1;

const sandbox = provideConntrack();

async function create(count: number): Promise<Lives> {
  const lives = new Lives();
  for (let number = 0; number < count; number++)
    lives.add(refOf(await sandbox.conntrack.create(numberedFlow(number))));
  return lives;
}

/** Gives these flows mark 5, through the real kernel except for what is done `otherwise`. */
async function markAll(lives: Lives, otherwise: Partial<ManyFlows>) {
  const work = new Work();
  const changed: number[] = [];
  await changeLives({
    conntrack: { many: { ...sandbox.conntrack.many, ...otherwise } },
    lives,
    work,
    planOf: () => ({ update: { mark: { value: 5, mask: 0xff } } }),
    labelObstacle: null,
    onChanged: (index) => changed.push(index),
  });
  return { ...work.result({ possible: false, reason: 'a test' }), changed };
}

const marks = async () => (await sandbox.table.entries()).map(({ mark }) => mark);

describe('a flow that is changed', () => {
  it('is replaced when another life took its place after it was read, and that one was changed', async () => {
    const lives = await create(1);
    const { id } = lives.ref(0);
    const result = await markAll(lives, {
      update: async (...request) => {
        // In the same place of memory it would have the same id.
        for (let filler = 100, now = id; now === id; filler++) {
          await sandbox.table.conntrack('-F');
          await sandbox.conntrack.create(numberedFlow(filler));
          now = (await sandbox.conntrack.create(numberedFlow(0))).id;
        }
        return sandbox.conntrack.many.update(...request);
      },
    });
    expect(countsOf(result)).toEqual({ replaced: 1 });
    expect(result.refusals).toMatchObject([
      { error: { code: 'not-found', hint: expect.stringContaining('Look at the new one') } },
    ]);
    expect(result.changed).toEqual([]);
    expect(await marks()).toContain(5);
  });

  it('is gone when it ends after it was read, and when it ends right after it was changed', async () => {
    const before = await markAll(await create(1), {
      update: async (...request) => {
        await sandbox.table.conntrack('-F');
        return sandbox.conntrack.many.update(...request);
      },
    });
    expect(before.refusals).toMatchObject([{ outcome: 'gone', error: { errno: 'ENOENT' } }]);
    const after = await markAll(await create(1), {
      update: async (...request) => {
        const answer = await sandbox.conntrack.many.update(...request);
        await sandbox.table.conntrack('-F');
        return answer;
      },
    });
    expect(after.refusals).toMatchObject([
      { outcome: 'gone', error: { message: 'The flow was changed and ended right after.' } },
    ]);
  });

  it('is of unknown outcome when the answers are lost, and the rest is not tried', async () => {
    const lost = new InspectorError({ code: 'overrun', operation: 'change', message: 'Answers were lost.' });
    const result = await markAll(await create(1001), {
      update: async (...request) => {
        await sandbox.conntrack.many.update(...request);
        return { lost };
      },
    });
    const { unknown = 0, untried = 0, ...others } = countsOf(result);
    expect(others).toEqual({});
    expect(unknown).toBeGreaterThanOrEqual(200);
    expect(untried).toBeGreaterThanOrEqual(200);
    expect(unknown + untried).toBe(1001);
    expect(result.stopped).toMatchObject({ code: 'overrun' });
    expect((await marks()).filter((mark) => mark === 5)).toHaveLength(unknown);
  }, 30_000);

  it('is of unknown outcome when what it became can’t be read, and is kept for Undo', async () => {
    const lost = new InspectorError({ code: 'overrun', operation: 'read', message: 'Answers were lost.' });
    let readings = 0;
    const result = await markAll(await create(3), {
      read: async (...request) => {
        readings += 1;
        return readings === 2 ? { lost } : sandbox.conntrack.many.read(...request);
      },
    });
    expect(countsOf(result)).toEqual({ unknown: 3 });
    expect(result.refusals[0]?.error).toMatchObject({ code: 'overrun', message: 'Answers were lost.' });
    expect(result.stopped).toMatchObject({ code: 'overrun' });
    expect(result.changed).toEqual([0, 1, 2]);
    expect(await marks()).toEqual([5, 5, 5]);
  });

  it('is refused when the privilege goes in the middle, and the rest is not tried', async () => {
    let batches = 0;
    const result = await markAll(await create(1001), {
      update: async (batch, updateOf, onRefused) => {
        batches += 1;
        if (batches === 1) return sandbox.conntrack.many.update(batch, updateOf, onRefused);
        for (let place = 0; place < batch.count; place++) onRefused(place, EPERM, null);
        return { lost: null };
      },
    });
    const { changed = 0, refused = 0, untried = 0, ...others } = countsOf(result);
    expect(others).toEqual({});
    expect([changed, changed + refused + untried]).toEqual([200, 1001]);
    expect(untried).toBeGreaterThan(0);
    expect(result.refusals[0]).toMatchObject({ outcome: 'refused', error: { errno: 'EPERM' } });
    expect(result.stopped).toMatchObject({ code: 'not-permitted', errno: 'EPERM' });
    expect((await marks()).filter((mark) => mark === 5)).toHaveLength(200);
  }, 30_000);
});
