import { describe, expect, it } from 'vitest';
import { numberedFlow } from '../../e2e/fixtures/fill-table.ts';
import { countsOf } from '../../e2e/fixtures/flow-works.ts';
import { ignoreEvents } from '../../e2e/fixtures/kernel.ts';
import { entry } from '../../e2e/fixtures/told-executor.ts';
import { identityOf } from '../../shared/flow-spec.ts';
import { Lives } from '../flows/lives.ts';
import { Control } from '../netlink/constants.ts';
import { KeptFlows } from '../netlink/kept-flows.ts';
import { ExecutorChannel } from '../targets/executor-channel.ts';
import { manyFlowsOf } from '../targets/many-flows.ts';
import { BATCH_FLOWS, IN_FLIGHT } from './bulk.ts';
import { deleteLives, livesOf } from './delete-flows.ts';
import { Work } from './work.ts';

// What an executor can answer that a kernel can't be made to on demand: a program stands for it, which answers the first
// requests with the messages that a test gives it.

const EPERM = 1;
/** The first request of a channel has this sequence number. */
const FIRST_SEQUENCE = 2;

/** struct nlmsghdr and struct nlmsgerr: a refusal, or with errno 0 an acknowledgement. */
function verdict(sequence: number, errno: number): Buffer {
  const message = Buffer.alloc(36);
  message.writeUInt32LE(message.length, 0);
  message.writeUInt16LE(Control.error, 4);
  message.writeUInt32LE(sequence, 8);
  message.writeInt32LE(-errno, 16);
  message.writeUInt32LE(sequence, 28);
  return message;
}

describe('a deletion whose privilege goes in the middle', () => {
  it('ends early, and counts every flow once: deleted, refused, unknown or not tried', async () => {
    const answers = [
      verdict(FIRST_SEQUENCE + BATCH_FLOWS - 1, 0),
      verdict(FIRST_SEQUENCE + BATCH_FLOWS, EPERM),
    ];
    const script = `process.stdin.once('data', () => process.stdout.write(Buffer.from('${Buffer.concat(answers).toString('hex')}', 'hex')))`;
    const channel = new ExecutorChannel([process.execPath, '-e', script], {
      sink: ignoreEvents,
      onLoss: () => undefined,
      onLog: () => undefined,
    });
    const lives = new Lives();
    const count = (IN_FLIGHT + 2) * BATCH_FLOWS;
    for (let number = 0; number < count; number++)
      lives.add({ ...identityOf(numberedFlow(number)), id: number });
    const work = new Work();
    await deleteLives({ many: manyFlowsOf(channel) }, lives, work, null);
    await channel.close();

    const result = work.result({ possible: false, reason: 'a test' });
    expect(countsOf(result)).toEqual({
      deleted: BATCH_FLOWS,
      refused: 1,
      unknown: (IN_FLIGHT - 1) * BATCH_FLOWS - 1,
      untried: 2 * BATCH_FLOWS,
    });
    expect(result.refusals[0]).toMatchObject({ outcome: 'refused', error: { errno: 'EPERM' } });
    expect(result.stopped).toMatchObject({ code: 'not-permitted', errno: 'EPERM' });
  });
});

describe('the lives of kept flows', () => {
  it('are those that were kept, read in many short steps', () => {
    const kept = new KeptFlows();
    for (let number = 0; number < 5000; number++) {
      const message = entry(number);
      kept.add(new DataView(message.buffer, message.byteOffset), 0, message.length);
    }
    const work = livesOf(kept);
    let steps = 0;
    let step = work.next();
    for (; !step.done; step = work.next()) steps++;
    expect(steps).toBeGreaterThanOrEqual(5);
    const lives = step.value;
    expect(Array.from({ length: lives.count }, (_, index) => lives.ref(index))).toEqual(
      Array.from({ length: 5000 }, (_, number) => ({ ...identityOf(numberedFlow(number)), id: 0 })),
    );
  });
});
