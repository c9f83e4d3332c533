import { Control } from '../../electron/netlink/constants.ts';
import { encodeDump } from '../../electron/netlink/encode-dump.ts';
import { MessageWriter } from '../../electron/netlink/message-writer.ts';
import { openNetlinkSocket } from './netlink-socket.ts';

// The kernel's own speed: a process inside a benchmark's namespace that receives a whole listing and only counts bytes.
//
// Usage: floor.ts FORBIDDEN_NETNS
// Writes { milliseconds, bytes }.

const RECEIVE_BYTES = 64 * 1024;

const socket = openNetlinkSocket(process.argv[2] ?? '');
const writer = new MessageWriter();
encodeDump(writer, 1);
const buffer = Buffer.alloc(RECEIVE_BYTES);

const start = performance.now();
socket.send(writer.take());
let bytes = 0;
for (;;) {
  const length = socket.receive(buffer);
  bytes += length;
  if (endsListing(length)) break;
}
process.stdout.write(JSON.stringify({ milliseconds: performance.now() - start, bytes }));

/** NLMSG_DONE comes alone, or at the end of the last datagram. */
function endsListing(length: number): boolean {
  const type = buffer.readUInt16LE(4);
  if (type === Control.error) throw new Error('the kernel refused the listing');
  const last = length - 20;
  return (
    type === Control.done ||
    (last > 0 && buffer.readUInt32LE(last) === 20 && buffer.readUInt16LE(last + 4) === Control.done)
  );
}
