import { readlinkSync } from 'node:fs';
import koffi from 'koffi';

const AF_NETLINK = 16;
const SOCK_RAW_CLOEXEC = 3 | 0o2000000;
const NETLINK_NETFILTER = 12;
const SOL_SOCKET = 1;
const SO_SNDBUF = 7;
const SO_SNDBUFFORCE = 32;
const SEND_BUFFER_BYTES = 1024 * 1024;

/** A bare blocking netlink socket of the benchmarks' own, for processes that do nothing else. */
export interface NetlinkSocket {
  /** Hands messages to the kernel, which works them off before it returns. */
  send(messages: Uint8Array): void;
  /** Waits for the next datagram; answers its length. */
  receive(into: Uint8Array): number;
}

/**
 * Opens a socket in the network namespace of this process, unless that is the forbidden one ("net:[…]"): whatever a
 * benchmark does must not reach the machine's own table.
 */
export function openNetlinkSocket(forbiddenNetns: string): NetlinkSocket {
  const netns = readlinkSync('/proc/self/ns/net');
  if (!/^net:\[\d+\]$/.test(forbiddenNetns) || netns === forbiddenNetns) {
    throw new Error(`refusing to work in ${netns}: it is not a namespace of the benchmark's own`);
  }
  const libc = koffi.load(null);
  const socket = libc.func('int socket(int, int, int)');
  const setsockopt = libc.func('int setsockopt(int, int, int, const void *, uint32_t)');
  const sendBytes = libc.func('intptr_t send(int, const void *, size_t, int)');
  const recv = libc.func('intptr_t recv(int, void *, size_t, int)');
  const fd: number = socket(AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_NETFILTER);
  if (fd < 0) throw new Error(`socket: errno ${koffi.errno()}`);
  const size = Buffer.alloc(4);
  size.writeInt32LE(SEND_BUFFER_BYTES);
  if (setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, size, 4) !== 0)
    setsockopt(fd, SOL_SOCKET, SO_SNDBUF, size, 4);
  return {
    send(messages) {
      if (Number(sendBytes(fd, messages, messages.length, 0)) < 0)
        throw new Error(`send: errno ${koffi.errno()}`);
    },
    receive(into) {
      const received = Number(recv(fd, into, into.length, 0));
      if (received < 0) throw new Error(`recv: errno ${koffi.errno()}`);
      return received;
    },
  };
}
