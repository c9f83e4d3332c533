import { describe, expect, it } from 'vitest';
import { InspectorError } from '../../shared/errors.ts';
import type { WorkResult } from '../../shared/work.ts';
import { Bulk, deleting, IN_FLIGHT, injecting } from './bulk.ts';
import { Work } from './work.ts';

const EPERM = 1;
const ENOENT = 2;
const ENOMEM = 12;
const EEXIST = 17;
const EINVAL = 22;
const answered = { lost: null };
const gone = new InspectorError({ code: 'target-lost', operation: 'talk', message: 'The executor ended.' });

function workOf(total: number): Work {
  const work = new Work();
  work.plan(total, (index) => ({ subject: `flow ${index}`, line: null }));
  return work;
}

function outcomeOf(work: Work): WorkResult {
  return work.result({ possible: false, reason: 'a test' });
}

describe('what is sent in batches', () => {
  it('is done, unless it is refused', async () => {
    const work = workOf(6);
    const bulk = new Bulk(work, injecting);
    await bulk.send(0, 3, async (onRefused) => {
      onRefused(1, EEXIST, null);
      return answered;
    });
    await bulk.send(3, 3, async (onRefused) => {
      onRefused(2, EINVAL, 'bad value');
      return answered;
    });
    await bulk.settle();
    expect(outcomeOf(work)).toMatchObject({
      counts: [
        { outcome: 'created', flows: 4 },
        { outcome: 'exists', flows: 1 },
        { outcome: 'refused', flows: 1 },
      ],
      refusals: [
        { outcome: 'exists', subject: 'flow 1', error: { code: 'exists', errno: 'EEXIST' } },
        { outcome: 'refused', subject: 'flow 5', error: { code: 'invalid', detail: 'bad value' } },
      ],
      stopped: null,
    });
  });

  it('is gone where a deletion found nothing', async () => {
    const work = workOf(2);
    const bulk = new Bulk(work, deleting);
    const done: boolean[] = [];
    await bulk.send(
      0,
      2,
      async (onRefused) => {
        onRefused(0, ENOENT, null);
        return answered;
      },
      (isDone) => done.push(isDone(0), isDone(1)),
    );
    await bulk.settle();
    expect(outcomeOf(work).counts).toEqual([
      { outcome: 'deleted', flows: 1 },
      { outcome: 'gone', flows: 1 },
    ]);
    expect(done).toEqual([false, true]);
  });

  it.each([
    ['a full table', ENOMEM, 'table-full'],
    ['a lack of privilege', EPERM, 'not-permitted'],
  ])('ends with %s, and the rest is not tried', async (_, errno, code) => {
    const work = workOf(10);
    const bulk = new Bulk(work, injecting);
    let batches = 0;
    for (let from = 0; from < 10; from += 2) {
      await bulk.send(from, 2, async (onRefused) => {
        batches++;
        onRefused(1, errno, null);
        return answered;
      });
      await bulk.settle();
    }
    expect(batches).toBe(1);
    expect(outcomeOf(work)).toMatchObject({
      counts: [
        { outcome: 'created', flows: 1 },
        { outcome: 'refused', flows: 1 },
        { outcome: 'untried', flows: 8 },
      ],
      stopped: { code },
    });
  });

  it('is unknown where the answer was lost, and what was not sent is untried', async () => {
    const work = workOf(9);
    const bulk = new Bulk(work, injecting);
    await bulk.send(0, 3, async (onRefused) => {
      onRefused(0, EEXIST, null);
      return { lost: gone };
    });
    await bulk.send(3, 3, () => Promise.reject(gone));
    await bulk.settle();
    expect(outcomeOf(work)).toMatchObject({
      counts: [
        { outcome: 'exists', flows: 1 },
        { outcome: 'unknown', flows: 2 },
        { outcome: 'untried', flows: 6 },
      ],
      refusals: [
        { subject: 'flow 0' },
        {
          outcome: 'unknown',
          subject: 'flow 1',
          error: { code: 'target-lost', hint: expect.stringContaining('not known') },
        },
        { subject: 'flow 2' },
      ],
      stopped: { code: 'target-lost' },
    });
  });

  it('is a few batches at a time, and none after Stop', async () => {
    const work = workOf((IN_FLIGHT + 2) * 10);
    const bulk = new Bulk(work, injecting);
    const answers: (() => void)[] = [];
    const request = () => new Promise<typeof answered>((resolve) => answers.push(() => resolve(answered)));
    const sent: Promise<void>[] = [];
    for (let batch = 0; batch < IN_FLIGHT + 2; batch++) sent.push(bulk.send(batch * 10, 10, request));
    await Promise.all(sent.slice(0, IN_FLIGHT));
    expect(answers).toHaveLength(IN_FLIGHT);
    work.stop();
    for (const answer of answers) answer();
    await Promise.all(sent);
    await bulk.settle();
    expect(answers).toHaveLength(IN_FLIGHT);
    expect(outcomeOf(work).counts).toEqual([
      { outcome: 'created', flows: IN_FLIGHT * 10 },
      { outcome: 'untried', flows: 20 },
    ]);
  });
});
