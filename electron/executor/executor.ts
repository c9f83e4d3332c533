/**
 * The privileged process: it pumps nfnetlink bytes between its standard streams and two sockets, and refuses every
 * request that is not on the allow list. One thread, one loop, no text parsed, no program started.
 *
 * Replies and events leave on stdout exactly as the kernel sent them. An event has sequence number 0. Lost messages
 * become NLMSG_OVERRUN: sequence number 0 for events, 1 for replies. The end of stdin ends the process.
 *
 * Usage: executor MODE FORBIDDEN_NETNS EVENT_BUFFER_BYTES
 *   MODE             read | change
 *   FORBIDDEN_NETNS  link text of the one network namespace this process must not be in ("net:[4026531840]"), which
 *                    also makes it a private table's executor, allowed to set sysctls; "-" for none
 */
import { closeSync, openSync, readFileSync, readlinkSync, readSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as Koffi from 'koffi';
import {
  Control,
  EventGroup,
  HEADER_LENGTH,
  MAX_REQUEST_LENGTH,
  type Mode,
  refusalOf,
  sysctlNames,
  writableSysctls,
} from './allow-list.ts';

const AF_NETLINK = 16;
const SOCK_RAW_CLOEXEC = 3 | 0o2000000;
const NETLINK_NETFILTER = 12;
const SOL_SOCKET = 1;
const SO_SNDBUF = 7;
const SO_RCVBUF = 8;
const SO_SNDBUFFORCE = 32;
const SO_RCVBUFFORCE = 33;
const SOL_NETLINK = 270;
const NETLINK_ADD_MEMBERSHIP = 1;
const NETLINK_DROP_MEMBERSHIP = 2;
const NETLINK_CAP_ACK = 10;
const NETLINK_EXT_ACK = 11;
const MSG_DONTWAIT = 0x40;
const POLLIN = 1;
const POLLOUT = 4;
const EPERM = 1;
const EINVAL = 22;
const EINTR = 4;
const EAGAIN = 11;
const ENOBUFS = 105;
const NLMSG_ERROR = 2;
const NLMSG_OVERRUN = 4;
const NLMSGERR_ATTR_MSG = 1;
/** NLM_F_CAPPED and NLM_F_ACK_TLVS: only the request's header comes back, and attributes follow it. */
const CAPPED_WITH_TEXT = 0x300;
const EVENT_GROUPS = 0x3f;

const OUT_BYTES = 256 * 1024;
/** Room that one recv needs: the kernel never sends a dump part larger than 32 KiB. */
const PART_BYTES = 64 * 1024;
const READ_BYTES = 64 * 1024;
/**
 * So many requests at most go to the kernel before its answers and events are read again: the smallest buffer that a
 * system gives (about 416 KiB, 4 KiB for an answer with a flow in it) then holds what they bring about.
 */
const RUN_REQUESTS = 64;
const STDOUT_BUFFER_BYTES = 8 * 1024 * 1024;
const REPLY_BUFFER_BYTES = 8 * 1024 * 1024;
const SYSCTL_FOLDER = '/proc/sys/net/netfilter';

const [modeText, forbiddenNetns = '-', eventBufferText = '8388608'] = process.argv.slice(2);
if (modeText !== 'read' && modeText !== 'change')
  quit(`the mode must be "read" or "change", not "${modeText}"`);
const mode: Mode = modeText;
const isPrivate = forbiddenNetns !== '-';

const netns = readlinkSync('/proc/self/ns/net');
if (netns === forbiddenNetns) {
  quit(
    `refusing to run in ${netns}: this executor belongs to a private table, and that is its launcher's network`,
  );
}

/** The FFI addon lies beside this file, so that both can be copied to where an ordinary user may read them. */
const koffi: typeof Koffi = createRequire(__filename)(join(__dirname, 'koffi.node'));
const libc = koffi.load(null);
const socket = libc.func('int socket(int, int, int)');
const bind = libc.func('int bind(int, const void *, uint32_t)');
const setsockopt = libc.func('int setsockopt(int, int, int, const void *, uint32_t)');
const getsockopt = libc.func('int getsockopt(int, int, int, void *, void *)');
const send = libc.func('intptr_t send(int, const void *, size_t, int)');
const recv = libc.func('intptr_t recv(int, void *, size_t, int)');
const poll = libc.func('int poll(void *, unsigned long, int)');

const out = Buffer.alloc(OUT_BYTES);
let outLength = 0;

function quit(reason: string): never {
  writeSync(2, `executor: ${reason}\n`);
  process.exit(1);
}

function errnoName(errno: number): string {
  const found = Object.entries(koffi.os.errno).find(([, value]) => value === errno);
  return found ? found[0] : `errno ${errno}`;
}

function setBuffer(fd: number, force: number, plain: number, bytes: number): void {
  const value = Buffer.alloc(4);
  value.writeInt32LE(bytes);
  if (setsockopt(fd, SOL_SOCKET, force, value, 4) !== 0) setsockopt(fd, SOL_SOCKET, plain, value, 4);
}

function bufferSize(fd: number): number {
  const value = Buffer.alloc(4);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(4);
  return getsockopt(fd, SOL_SOCKET, SO_RCVBUF, value, length) === 0 ? value.readInt32LE() : 0;
}

function openSocket(groups: number, bufferBytes: number): number {
  const fd: number = socket(AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_NETFILTER);
  if (fd < 0) quit(`socket(AF_NETLINK, NETLINK_NETFILTER): ${errnoName(koffi.errno())}`);
  setBuffer(fd, SO_RCVBUFFORCE, SO_RCVBUF, bufferBytes);
  setBuffer(fd, SO_SNDBUFFORCE, SO_SNDBUF, 4 * READ_BYTES);
  const on = Buffer.from([1, 0, 0, 0]);
  setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, on, 4);
  setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, on, 4);
  const address = Buffer.alloc(12);
  address.writeUInt16LE(AF_NETLINK, 0);
  address.writeUInt32LE(groups, 8);
  if (bind(fd, address, 12) !== 0)
    quit(`bind to event groups 0x${groups.toString(16)}: ${errnoName(koffi.errno())}`);
  return fd;
}

/** Writes what is in `out` to stdout, waiting as long as the reader takes. */
function flush(): void {
  let offset = 0;
  while (offset < outLength) {
    try {
      offset += writeSync(1, out, offset, outLength - offset);
    } catch (thrown) {
      const code = (thrown as NodeJS.ErrnoException).code;
      if (code === 'EPIPE') process.exit(0);
      if (code !== 'EAGAIN' && code !== 'EINTR') throw thrown;
      const waiting = Buffer.alloc(8);
      waiting.writeInt32LE(1, 0);
      waiting.writeInt16LE(POLLOUT, 4);
      poll(waiting, 1, -1);
    }
  }
  outLength = 0;
}

/** Appends one message of the executor's own making. */
function emit(type: number, flags: number, sequence: number, body: Uint8Array): void {
  const length = HEADER_LENGTH + body.length;
  const padded = (length + 3) & ~3;
  if (OUT_BYTES - outLength < padded) flush();
  out.fill(0, outLength, outLength + padded);
  out.writeUInt32LE(length, outLength);
  out.writeUInt16LE(type, outLength + 4);
  out.writeUInt16LE(flags, outLength + 6);
  out.writeUInt32LE(sequence, outLength + 8);
  out.set(body, outLength + HEADER_LENGTH);
  outLength += padded;
}

/** Answers a request as the kernel would: struct nlmsgerr with its header and, for a reason, the text as an extended ack. */
function answer(request: Uint8Array, errno: number, reason: string): void {
  const text = Buffer.from(`${reason}\0`);
  const attribute = Buffer.alloc((4 + text.length + 3) & ~3);
  attribute.writeUInt16LE(4 + text.length, 0);
  attribute.writeUInt16LE(NLMSGERR_ATTR_MSG, 2);
  attribute.set(text, 4);
  const code = Buffer.alloc(4);
  code.writeInt32LE(-errno);
  const header = Buffer.from(request.subarray(0, HEADER_LENGTH));
  const body = Buffer.concat(errno === 0 ? [code, header] : [code, header, attribute]);
  emit(NLMSG_ERROR, errno === 0 ? 0 : CAPPED_WITH_TEXT, header.readUInt32LE(8), body);
}

function refuse(request: Uint8Array, errno: number, reason: string): void {
  writeSync(2, `executor: refused a request: ${reason}\n`);
  answer(request, errno, reason);
}

/** Moves what a socket holds to stdout, at most one buffer full. */
function drain(fd: number, overrunSequence: number): void {
  while (OUT_BYTES - outLength >= PART_BYTES) {
    const received = Number(recv(fd, out.subarray(outLength), OUT_BYTES - outLength, MSG_DONTWAIT));
    if (received > 0) {
      outLength += received;
      continue;
    }
    if (received === 0) return;
    const errno = koffi.errno();
    if (errno === EAGAIN) return;
    if (errno === EINTR) continue;
    if (errno !== ENOBUFS) quit(`recv: ${errnoName(errno)}`);
    emit(NLMSG_OVERRUN, 0, overrunSequence, new Uint8Array(0));
  }
}

function readSysctls(sequence: number): void {
  const lines: string[] = [];
  for (const name of sysctlNames) {
    try {
      lines.push(`${name}=${readFileSync(join(SYSCTL_FOLDER, name), 'latin1').trim()}`);
    } catch {
      // Which of them exist depends on the kernel's version and configuration: those that do not are left out.
    }
  }
  emit(Control.readSysctls, 0, sequence, Buffer.from(lines.join('\n'), 'latin1'));
}

function writeSysctl(request: Buffer): void {
  const name =
    request.length >= HEADER_LENGTH + 8 ? writableSysctls[request.readUInt16LE(HEADER_LENGTH)] : undefined;
  if (!isPrivate || name === undefined) {
    refuse(request, EPERM, 'this setting may not be changed here');
    return;
  }
  try {
    const fd = openSync(join(SYSCTL_FOLDER, name), 'w');
    try {
      writeSync(fd, String(request.readUInt32LE(HEADER_LENGTH + 4)));
    } finally {
      closeSync(fd);
    }
    answer(request, 0, '');
  } catch (thrown) {
    const { errno, message } = thrown as NodeJS.ErrnoException;
    answer(request, Math.abs(errno ?? EPERM), message);
  }
}

function listen(request: Buffer): void {
  const group = request.length < HEADER_LENGTH + 8 ? 0 : request.readUInt32LE(HEADER_LENGTH);
  if (group !== EventGroup.new && group !== EventGroup.destroyed) {
    refuse(request, EINVAL, 'it names no group of events that can be left');
    return;
  }
  const isOn = request.readUInt32LE(HEADER_LENGTH + 4) !== 0;
  const option = isOn ? NETLINK_ADD_MEMBERSHIP : NETLINK_DROP_MEMBERSHIP;
  const value = Buffer.alloc(4);
  value.writeUInt32LE(group);
  answer(request, setsockopt(events, SOL_NETLINK, option, value, 4) === 0 ? 0 : koffi.errno(), '');
}

const input = Buffer.alloc(READ_BYTES + MAX_REQUEST_LENGTH);
/** Requests not yet passed on lie in `input` from here to there. */
let inputStart = 0;
let inputEnd = 0;

function sendToKernel(from: number, to: number): void {
  if (from === to) return;
  for (;;) {
    if (Number(send(replies, input.subarray(from, to), to - from, 0)) >= 0) return;
    const errno = koffi.errno();
    if (errno === EINTR) continue;
    // The kernel took none of the run: each of its requests gets that answer.
    for (let offset = from; offset < to; ) {
      const length = input.readUInt32LE(offset);
      answer(input.subarray(offset, offset + length), errno, `send: ${errnoName(errno)}`);
      offset += (length + 3) & ~3;
    }
    return;
  }
}

/** Reads more requests, behind the beginning of one whose end has not come yet. */
function readRequests(): void {
  input.copyWithin(0, inputStart, inputEnd);
  inputEnd -= inputStart;
  inputStart = 0;
  try {
    const count = readSync(0, input, inputEnd, READ_BYTES, null);
    if (count === 0) process.exit(0);
    inputEnd += count;
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code;
    if (code !== 'EAGAIN' && code !== 'EINTR') throw thrown;
  }
}

/** Length of the next whole request with its padding; 0 when its end has not come yet. */
function nextLength(): number {
  if (inputEnd - inputStart < HEADER_LENGTH) return 0;
  const length = input.readUInt32LE(inputStart);
  if (length < HEADER_LENGTH || length > MAX_REQUEST_LENGTH) {
    quit(`a request of ${length} bytes: the stream of requests is broken`);
  }
  const padded = (length + 3) & ~3;
  return inputEnd - inputStart < padded ? 0 : padded;
}

/** Hands the next requests to the kernel, runs of allowed ones in one send. */
function passRequests(): void {
  let runStart = inputStart;
  for (let count = 0; count < RUN_REQUESTS; count++) {
    const padded = nextLength();
    if (padded === 0) break;
    const length = input.readUInt32LE(inputStart);
    const messageType = input.readUInt16LE(inputStart + 4);
    const reason =
      messageType >= Control.hello
        ? ''
        : refusalOf(new DataView(input.buffer, input.byteOffset + inputStart, length), mode);
    if (reason !== null) {
      const request = input.subarray(inputStart, inputStart + length);
      sendToKernel(runStart, inputStart);
      runStart = inputStart + padded;
      if (messageType === Control.readSysctls) readSysctls(request.readUInt32LE(8));
      else if (messageType === Control.writeSysctl) writeSysctl(request);
      else if (messageType === Control.listen) listen(request);
      else refuse(request, EPERM, reason === '' ? 'an unknown control record' : reason);
    }
    inputStart += padded;
  }
  sendToKernel(runStart, inputStart);
}

// Events first: whatever happens from here on is seen, so a listing that follows can be corrected by it.
const events = openSocket(EVENT_GROUPS, Number(eventBufferText));
const replies = openSocket(0, REPLY_BUFFER_BYTES);
setBuffer(1, SO_SNDBUFFORCE, SO_SNDBUF, STDOUT_BUFFER_BYTES);

const hello = { mode, netns, eventBufferBytes: bufferSize(events), replyBufferBytes: bufferSize(replies) };
const helloText = Object.entries(hello).map(([key, value]) => `${key}=${value}`);
emit(Control.hello, 0, 0, Buffer.from(helloText.join('\n')));
flush();

const polled = Buffer.alloc(24);
[0, events, replies].forEach((fd, index) => {
  polled.writeInt32LE(fd, index * 8);
  polled.writeInt16LE(POLLIN, index * 8 + 4);
});
const readyAt = (index: number) => polled.readInt16LE(index * 8 + 6) !== 0;

for (;;) {
  // What was read and not passed on yet waits for nothing.
  if (poll(polled, 3, nextLength() === 0 ? -1 : 0) < 0) {
    if (koffi.errno() === EINTR) continue;
    quit(`poll: ${errnoName(koffi.errno())}`);
  }
  // Events can be lost and are few; a dump waits for its reader. So events go first.
  if (readyAt(1)) drain(events, 0);
  if (readyAt(2)) drain(replies, 1);
  flush();
  if (nextLength() === 0 && readyAt(0)) readRequests();
  passRequests();
  flush();
}
