import { Flag } from '../../electron/netlink/constants.ts';
import { MessageWriter } from '../../electron/netlink/message-writer.ts';
import { RangeMessages } from '../../electron/netlink/range-messages.ts';
import { FlowRange, rangeSize } from '../../shared/flow-range.ts';
import { openNetlinkSocket } from './netlink-socket.ts';

// The kernel's own speed: a process inside a benchmark's namespace that inserts a range's flows, 500 messages in a send,
// none of which is acknowledged. The messages are written before the clock starts.
//
// Usage: insert-range.ts FORBIDDEN_NETNS RANGE
// Writes { milliseconds }.

const MESSAGES_PER_SEND = 500;

const [forbidden = '', rangeText = ''] = process.argv.slice(2);
const range = FlowRange.parse(JSON.parse(rangeText));
const socket = openNetlinkSocket(forbidden);
const batches = [...batchesOf(range)];

const start = performance.now();
for (const batch of batches) socket.send(batch);
process.stdout.write(JSON.stringify({ milliseconds: performance.now() - start }));

function* batchesOf(whole: FlowRange): Iterable<Uint8Array> {
  const messages = new RangeMessages(whole);
  const writer = new MessageWriter();
  const size = rangeSize(whole);
  for (let index = 0; index < size; index++) {
    const message = writer.length;
    messages.write(writer, index + 1, index);
    writer.clearFlags(message, Flag.ack);
    if ((index + 1) % MESSAGES_PER_SEND === 0 || index + 1 === size) yield writer.take();
  }
}
