import { describe, expect, it } from 'vitest';
import { numberedFlow } from '../../e2e/fixtures/fill-table.ts';
import { countsOf } from '../../e2e/fixtures/flow-works.ts';
import { provideConntrack } from '../../e2e/fixtures/sandbox-conntrack.ts';
import { InspectorError } from '../../shared/errors.ts';
import { refOf } from '../../shared/flow.ts';
import { Lives } from '../flows/lives.ts';
import { RenewedLives } from '../flows/renewed-lives.ts';
import { KeptFlows } from '../netlink/kept-flows.ts';
import type { Conntrack } from '../targets/conntrack.ts';
import { BATCH_FLOWS } from './bulk.ts';
import { deleteLives, presentLives } from './delete-flows.ts';
import { deletion, injection } from './undoables.ts';
import { Work } from './work.ts';

const sandbox = provideConntrack();

const lost = new InspectorError({ code: 'overrun', operation: 'read', message: 'Answers were lost.' });
const noUndo = { possible: false, reason: 'a test' } as const;

async function create(count: number): Promise<Lives> {
  const lives = new Lives();
  for (let number = 0; number < count; number++)
    lives.add(refOf(await sandbox.conntrack.create(numberedFlow(number))));
  return lives;
}

/** The sandbox’s table, where of one reading only every other answer comes. */
function losingAnswers(ofReading: number): Pick<Conntrack, 'many'> {
  const { many } = sandbox.conntrack;
  let readings = 0;
  return {
    many: {
      ...many,
      read: async (batch, onFlow, onRefused) => {
        readings += 1;
        if (readings !== ofReading) return many.read(batch, onFlow, onRefused);
        const onSome: typeof onFlow = (place, ...message) => {
          if (place % 2 === 0) onFlow(place, ...message);
        };
        await many.read(batch, onSome, onRefused);
        return { lost };
      },
    },
  };
}

describe('where answers are lost', () => {
  it('flows that could not be read, and so not be brought back, are not deleted', async () => {
    const lives = await create(BATCH_FLOWS + 100);
    const work = new Work();
    const kept = new KeptFlows();
    const deleted = await deleteLives(losingAnswers(2), lives, work, kept);
    const result = work.result(noUndo);
    expect(countsOf(result)).toEqual({ deleted: BATCH_FLOWS, untried: 100 });
    expect(result.stopped).toMatchObject({ code: 'overrun', message: 'Answers were lost.' });
    expect(deleted).toHaveLength(BATCH_FLOWS);
    expect(await sandbox.table.entries()).toHaveLength(100);
  }, 30_000);

  it('flows that may have been deleted come back with Undo, and those that are still there are told', async () => {
    const { many } = sandbox.conntrack;
    const lives = await create(4);
    const kept = new KeptFlows();
    const half: Pick<Conntrack, 'many'> = {
      many: {
        ...many,
        remove: async (batch, onRefused) => {
          await many.remove({ ...batch, count: 2 }, onRefused);
          return { lost };
        },
      },
    };
    const work = new Work();
    const deleted = await deleteLives(half, lives, work, kept);
    expect(countsOf(work.result(noUndo))).toEqual({ unknown: 4 });
    const undo = new Work();
    await deletion(() => sandbox.conntrack, kept, deleted).takeBack(undo, new RenewedLives());
    expect(countsOf(undo.result(noUndo))).toEqual({ created: 2, exists: 2 });
    expect(await sandbox.table.entries()).toHaveLength(4);
  });

  it('the lives of flows that were made are not known, rather than some of them', async () => {
    const flows = await create(3);
    const made = injection(() => sandbox.conntrack, 3, presentLives(losingAnswers(1), flows));
    await expect(made.takeBack(new Work(), new RenewedLives())).rejects.toMatchObject({
      data: { code: 'overrun', hint: expect.stringContaining('Delete them by a filter.') },
    });
    expect(await sandbox.table.entries()).toHaveLength(3);
    expect((await presentLives(sandbox.conntrack, flows)).count).toBe(3);
  });

  it('Undo brings flows back all the same, and says of how many it is not known what they lack', async () => {
    const kept = new KeptFlows();
    const deleted = await deleteLives(sandbox.conntrack, await create(4), new Work(), kept);
    const work = new Work();
    const renewed = new RenewedLives();
    await deletion(() => losingAnswers(1), kept, deleted).takeBack(work, renewed);
    const result = work.result(noUndo);
    expect(countsOf(result)).toEqual({ created: 4 });
    expect(result.note).toBe(
      'Of 2 that came back it is not known what they lack, nor can an earlier step of Undo find them. Answers were lost.',
    );
    expect(renewed.count).toBe(2);
    expect(await sandbox.table.entries()).toHaveLength(4);
  });
});
