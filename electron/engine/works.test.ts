import { describe, expect, it } from 'vitest';
import { InspectorError } from '../../shared/errors.ts';
import type { Progress, WorkResult } from '../../shared/work.ts';
import type { Reason } from './refusals.ts';
import type { Work } from './work.ts';
import { Works } from './works.ts';

const undo: WorkResult['undo'] = { possible: false, reason: 'a test' };
const forever = new AbortController().signal;
const exists: Reason = {
  outcome: 'exists',
  explain: (subject) => ({ code: 'exists', operation: 'inject', message: `${subject} is there` }),
};

function run(works: Works, name: string, perform: (work: Work) => Promise<void> | void, signal = forever) {
  return works.run(name, signal, async (work) => {
    await perform(work);
    return undo;
  });
}

describe('a work', () => {
  it('answers what became of every flow, and calls untried what it never came to', async () => {
    const result = await run(new Works(), 'work-0001', (work) => {
      work.plan(10, (index) => ({ subject: `flow ${index}`, line: null }));
      work.count('created', 6);
      work.refuse(6, exists);
    });
    expect(result).toMatchObject({
      counts: [
        { outcome: 'created', flows: 6 },
        { outcome: 'exists', flows: 1 },
        { outcome: 'untried', flows: 3 },
      ],
      refusals: [{ outcome: 'exists', subject: 'flow 6', line: null, error: { message: 'flow 6 is there' } }],
      refusalCount: 1,
      stopped: null,
      undo,
    });
  });

  it('shows the first hundred refusals, and the rest when they are asked for', async () => {
    const works = new Works();
    const result = await run(works, 'work-0001', (work) => {
      work.plan(5000, (index) => ({ subject: String(index), line: index + 1 }));
      for (let index = 0; index < 5000; index++) work.refuse(index, exists);
    });
    expect(result).toMatchObject({ refusalCount: 5000, counts: [{ outcome: 'exists', flows: 5000 }] });
    expect(result.refusals).toHaveLength(100);
    const rest = works.refusals('work-0001', 4998, 1000);
    expect(rest.map(({ subject, line }) => [subject, line])).toEqual([
      ['4998', 4999],
      ['4999', 5000],
    ]);
    expect(works.refusals('work-0001', 5000, 10)).toEqual([]);
  });

  it.each([
    ['Stop', (works: Works) => works.stop('work-0001')],
    ['the end of its call', (_: Works, call: AbortController) => call.abort()],
  ])('is told of %s, and says why it ended early', async (_, stop) => {
    const works = new Works();
    const call = new AbortController();
    const result = await run(
      works,
      'work-0001',
      (work) => {
        work.plan(2, () => ({ subject: '', line: null }));
        expect(work.stopped).toBeNull();
        stop(works, call);
        expect(work.signal.aborted).toBe(true);
      },
      call.signal,
    );
    expect(result).toMatchObject({
      stopped: { code: 'cancelled' },
      counts: [{ outcome: 'untried', flows: 2 }],
    });
  });

  it('is told of a call that had ended before it began', async () => {
    const result = await run(new Works(), 'work-0001', () => undefined, AbortSignal.abort());
    expect(result.stopped).toMatchObject({ code: 'cancelled' });
  });

  it('keeps the first reason for which it was stopped', async () => {
    const works = new Works();
    const full = { code: 'table-full', operation: 'inject', message: 'full' } as const;
    const result = await run(works, 'work-0001', (work) => {
      work.stop(full);
      works.stop('work-0001');
    });
    expect(result.stopped).toEqual(full);
  });

  it('is followed from before its beginning to its end', async () => {
    const works = new Works();
    const seen: Progress[] = [];
    const stop = works.watch('work-0001', (progress) => seen.push(progress));
    expect(seen).toEqual([]);
    await run(works, 'work-0001', (work) => {
      work.plan(3, () => ({ subject: '', line: null }));
      work.count('created', 2);
      work.refuse(2, exists);
    });
    expect(seen.at(-1)).toEqual({ done: 3, total: 3, refused: 1 });
    stop();
    const late: Progress[] = [];
    works.watch('work-0001', (progress) => late.push(progress))();
    expect(late).toEqual([{ done: 3, total: 3, refused: 1 }]);
  });

  it('that failed as a whole rejects, and can’t be begun again under its name', async () => {
    const works = new Works();
    const failure = new InspectorError({ code: 'not-permitted', operation: 'inject', message: 'locked' });
    const failing = () => {
      throw failure;
    };
    await expect(run(works, 'work-0001', failing)).rejects.toBe(failure);
    await expect(run(works, 'work-0001', () => undefined)).rejects.toMatchObject({
      data: { code: 'invalid', subject: 'work-0001' },
    });
  });
});

describe('of many works', () => {
  it('the refusals of the newest eight are kept', async () => {
    const works = new Works();
    for (let number = 1; number <= 9; number++) {
      await run(works, `work-000${number}`, (work) => work.refuse(0, exists));
    }
    expect(() => works.refusals('work-0001', 0, 1)).toThrow('only the newest 8 works are');
    expect(works.refusals('work-0002', 0, 1)).toHaveLength(1);
    expect(works.refusals('work-0009', 0, 1)).toHaveLength(1);
  });

  it('those under way can be stopped however many came after them', async () => {
    const works = new Works();
    let end: () => void = () => undefined;
    const first = run(works, 'work-0000', (work) => {
      return new Promise<void>((resolve) => {
        end = resolve;
        work.signal.addEventListener('abort', () => resolve());
      });
    });
    for (let number = 1; number <= 20; number++) await run(works, `work-1${number}`, () => undefined);
    works.stop('work-0000');
    expect((await first).stopped).toMatchObject({ code: 'cancelled' });
    end();
  });

  it('one that is over, or never was, is left alone by Stop', async () => {
    const works = new Works();
    const result = await run(works, 'work-0001', () => undefined);
    works.stop('work-0001');
    works.stop('work-0002');
    expect(result.stopped).toBeNull();
  });
});
