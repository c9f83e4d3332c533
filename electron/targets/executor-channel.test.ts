import { describe, expect, it } from 'vitest';
import { numberedFlow } from '../../e2e/fixtures/fill-table.ts';
import { ignoreEvents } from '../../e2e/fixtures/kernel.ts';
import { Control } from '../netlink/constants.ts';
import { encodeCreate } from '../netlink/encode-flow.ts';
import type { MessageWriter } from '../netlink/message-writer.ts';
import type { BatchAnswer } from './conntrack.ts';
import { ExecutorChannel, WINDOW } from './executor-channel.ts';

// What an executor can answer that a kernel can't be made to on demand: a program stands for it, which reads the requests
// of one batch and answers with the messages that a test gives it.

const EEXIST = 17;
const EPERM = 1;

/** Sends a batch of ten, the first with sequence number 2, to a program that answers with these bytes. */
async function answeredWith(...answers: readonly Buffer[]): Promise<BatchAnswer & { refused: number[] }> {
  const hex = Buffer.concat(answers).toString('hex');
  const script = `process.stdin.once('data', () => process.stdout.write(Buffer.from('${hex}', 'hex')))`;
  const channel = new ExecutorChannel([process.execPath, '-e', script], {
    sink: ignoreEvents,
    onLoss: () => undefined,
    onLog: () => undefined,
  });
  const refused: number[] = [];
  const { lost } = await channel.batch(
    10,
    (writer, sequence, place) => encodeCreate(writer, sequence, numberedFlow(place)),
    (place) => refused.push(place),
  );
  await channel.close();
  return { lost, refused };
}

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

function repliesLost(): Buffer {
  const message = Buffer.alloc(16);
  message.writeUInt32LE(message.length, 0);
  message.writeUInt16LE(Control.overrun, 4);
  message.writeUInt32LE(1, 8);
  return message;
}

describe('a batch', () => {
  it('is through with the answer to its last message', async () => {
    const { lost, refused } = await answeredWith(verdict(5, EEXIST), verdict(11, 0));
    expect([lost, refused]).toEqual([null, [3]]);
  });

  it('of which the last is refused counts that one too', async () => {
    const { lost, refused } = await answeredWith(verdict(11, EEXIST));
    expect([lost, refused]).toEqual([null, [9]]);
  });

  it('is lost where the kernel dropped answers, with what was refused until then', async () => {
    const { lost, refused } = await answeredWith(verdict(2, EEXIST), repliesLost(), verdict(11, 0));
    expect(lost?.data).toMatchObject({ code: 'overrun', errno: 'ENOBUFS' });
    expect(refused).toEqual([0]);
  });

  it('is lost from where the privilege is gone, because the kernel drops the rest unseen', async () => {
    const { lost, refused } = await answeredWith(verdict(3, EEXIST), verdict(6, EPERM));
    expect(lost?.data).toMatchObject({ code: 'not-permitted', errno: 'EPERM' });
    expect(refused).toEqual([1, 4]);
  });

  it('is lost when the stream of answers breaks', async () => {
    const { lost } = await answeredWith(Buffer.alloc(16, 0xff));
    expect(lost?.data).toMatchObject({ code: 'target-lost' });
  });
});

/** An executor that says nothing until so many requests are there, then acknowledges the first, and whatever comes after it. */
function fullAfter(requests: number): ExecutorChannel {
  const script = `
    const answer = Buffer.from('${verdict(0, 0).toString('hex')}', 'hex');
    let unread = Buffer.alloc(0);
    let first = 0;
    let read = 0;
    process.stdin.on('data', (chunk) => {
      unread = Buffer.concat([unread, chunk]);
      while (unread.length >= 4 && unread.length >= unread.readUInt32LE(0)) {
        const sequence = unread.readUInt32LE(8);
        unread = unread.subarray(unread.readUInt32LE(0));
        read += 1;
        first ||= sequence;
        if (read < ${requests}) continue;
        answer.writeUInt32LE(read === ${requests} ? first : sequence, 8);
        process.stdout.write(answer);
      }
    });
    process.stdin.on('end', () => process.exit(0));`;
  return new ExecutorChannel([process.execPath, '-e', script], {
    sink: ignoreEvents,
    onLoss: () => undefined,
    onLog: () => undefined,
  });
}

describe('a request that waits until there is room', () => {
  it('has its turn though those that waited before it threw instead of asking', async () => {
    const channel = fullAfter(WINDOW);
    const encode = (writer: MessageWriter, sequence: number) =>
      encodeCreate(writer, sequence, numberedFlow(1));
    const ask = (signal?: AbortSignal) => channel.request(encode, 'acknowledgement', undefined, signal);
    const unanswered = Array.from({ length: WINDOW }, () => ask());
    const settled = Promise.allSettled(unanswered);
    const aborted = ask(AbortSignal.abort());
    const unwritable = channel.request(() => {
      throw new RangeError('it can’t be written');
    }, 'acknowledgement');
    const last = ask();
    await expect(aborted).rejects.toMatchObject({ data: { code: 'cancelled' } });
    await expect(unwritable).rejects.toThrow('it can’t be written');
    expect(await last).toMatchObject({ errno: 0 });
    await channel.close();
    expect((await settled).filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});
