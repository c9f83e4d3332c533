import { readFileSync } from 'node:fs';
import { MixMessages, type Wish } from './mix-messages.ts';
import { openNetlinkSocket } from './netlink-socket.ts';

// A process inside a benchmark's namespace that makes or deletes flows of the mix, without waiting for answers.
//
// Usage: make-flows.ts FORBIDDEN_NETNS create|delete FIRST COUNT PER_SECOND
// PER_SECOND 0 is as fast as it goes. Writes { startedAt, endedAt, flows }: milliseconds since the epoch, and how many
// flows the table then holds.

const MESSAGES_PER_SEND = 500;
const LONGEST_MESSAGE_BYTES = 512;

const [forbidden = '', wish, first, count, perSecond] = process.argv.slice(2);
const socket = openNetlinkSocket(forbidden);
const messages = new MixMessages(wish as Wish);
const batch = Buffer.alloc(MESSAGES_PER_SEND * LONGEST_MESSAGE_BYTES);
const still = new Int32Array(new SharedArrayBuffer(4));
const end = Number(first) + Number(count);
const rate = Number(perSecond);

const startedAt = Date.now();
const start = performance.now();
for (let index = Number(first); index < end; ) {
  const due = rate === 0 ? 0 : start + ((index - Number(first)) / rate) * 1000;
  const early = due - performance.now();
  // Waiting is only good to about a millisecond, which is what 100 messages take.
  if (early > 0) Atomics.wait(still, 0, 0, early);
  const stop = Math.min(end, index + (rate === 0 ? MESSAGES_PER_SEND : Math.min(MESSAGES_PER_SEND, 100)));
  let length = 0;
  for (; index < stop; index++) length = messages.write(index, batch, length);
  socket.send(batch.subarray(0, length));
}
const flows = Number(readFileSync('/proc/sys/net/netfilter/nf_conntrack_count', 'latin1'));
process.stdout.write(JSON.stringify({ startedAt, endedAt: Date.now(), flows }));
