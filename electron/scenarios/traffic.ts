/**
 * The program behind the demonstrations: real packets between documentation addresses, inside the sandbox. It does what
 * lines on its stdin say (traffic-command.ts), answers each with a line, and ends with its stdin, all its sockets with it.
 *
 * Usage: traffic FORBIDDEN_NETNS
 *   FORBIDDEN_NETNS  link text of the network namespace that it must not be in: its launcher's ("net:[4026531840]")
 */
import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { readlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import type * as Koffi from 'koffi';
import type { End, TrafficAnswer, TrafficCommand } from './traffic-command.ts';

const [forbiddenNetns = ''] = process.argv.slice(2);
const netns = readlinkSync('/proc/self/ns/net');
// Before any packet: nothing of this may ever reach the machine's own network.
if (!forbiddenNetns.startsWith('net:[') || netns === forbiddenNetns) {
  process.stderr.write(`refusing to run in ${netns}: demonstrations belong to the sandbox\n`);
  process.exit(1);
}

const clients: Socket[] = [];
const servers: Socket[] = [];

/** How long `say` waits for a connection. */
const CONNECT_MS = 20_000;
/** The least time between two rounds of a scan. */
const ROUND_MS = 10;

async function obey(command: TrafficCommand): Promise<void> {
  switch (command.kind) {
    case 'listen':
      return command.protocol === 'tcp' ? acceptConnections(command.at) : answerDatagrams(command.at);
    case 'connect':
      beginConnection(command.from, command.to);
      return;
    case 'say':
      for (const client of clients) {
        if (client.connecting) await once(client, 'connect', { signal: AbortSignal.timeout(CONNECT_MS) });
        client.write(Buffer.alloc(command.bytes));
      }
      return;
    case 'finish':
      for (const socket of command.side === 'client' ? clients : servers) socket.end();
      return;
    case 'reset':
      for (const client of clients) client.resetAndDestroy();
      return;
    case 'send':
      return sendDatagrams(command);
    case 'ping':
      return ping(command);
    case 'scan':
      return scan(command);
  }
}

async function acceptConnections({ address, port }: End): Promise<void> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    servers.push(socket);
    socket.on('error', () => undefined).resume();
  });
  server.listen(port, address);
  await once(server, 'listening');
}

function beginConnection(from: End, to: End): void {
  const { address: localAddress, port: localPort } = from;
  const client = connect({ host: to.address, port: to.port, localAddress, localPort, allowHalfOpen: true });
  // A connection that is never answered, or reset, is part of what is shown.
  client.on('error', () => undefined).resume();
  clients.push(client);
}

async function answerDatagrams({ address, port }: End): Promise<void> {
  const server = createSocket('udp4', (message, sender) => server.send(message, sender.port, sender.address));
  server.on('error', () => undefined).bind(port, address);
  await once(server, 'listening');
}

async function sendDatagrams({ from, to, count, everyMs }: TrafficCommand & { kind: 'send' }): Promise<void> {
  const socket = await openDatagrams(from);
  for (let sent = 0; sent < count; sent++) {
    if (sent > 0) await pause(everyMs);
    socket.send(Buffer.alloc(48), to.port, to.address);
  }
  // The last answer may still be on its way.
  await pause(100);
  socket.close();
}

async function scan({ from, to, ports, perSecond }: TrafficCommand & { kind: 'scan' }): Promise<void> {
  const socket = await openDatagrams(from);
  const startedAt = performance.now();
  for (let sent = 0; sent < ports; ) {
    const due = Math.min(ports, Math.ceil(((performance.now() - startedAt) * perSecond) / 1000));
    const last = sent < due ? sendTo(socket, to.address, to.port + sent, to.port + due) : Promise.resolve();
    sent = due;
    await Promise.all([last, pause(ROUND_MS)]);
  }
  socket.close();
}

/** Sends to the ports from `first` up to but not including `end`; resolves when the last is out. */
function sendTo(socket: UdpSocket, address: string, first: number, end: number): Promise<void> {
  return new Promise((resolve) => {
    for (let port = first; port < end - 1; port++) socket.send('?', port, address);
    socket.send('?', end - 1, address, () => resolve());
  });
}

async function openDatagrams({ address, port }: End): Promise<UdpSocket> {
  const socket = createSocket('udp4');
  socket.on('error', () => undefined).bind(port, address);
  await once(socket, 'listening');
  return socket;
}

const AF_INET = 2;
const SOCK_DGRAM = 2;
const IPPROTO_ICMP = 1;
const ECHO_REQUEST = 8;

/** Through a datagram socket: it needs no power but that the namespace lets this group ping, and the kernel fills in id and checksum. */
async function ping({ from, to, count, everyMs }: TrafficCommand & { kind: 'ping' }): Promise<void> {
  const group = process.getegid?.() ?? 0;
  writeFileSync('/proc/sys/net/ipv4/ping_group_range', `${group} ${group}`);
  const koffi: typeof Koffi = createRequire(__filename)(join(__dirname, 'koffi.node'));
  const libc = koffi.load(null);
  const close = libc.func('int close(int)');
  const bind = libc.func('int bind(int, const void *, uint32_t)');
  const sendto = libc.func('intptr_t sendto(int, const void *, size_t, int, const void *, uint32_t)');
  const socket: number = libc.func('int socket(int, int, int)')(AF_INET, SOCK_DGRAM, IPPROTO_ICMP);
  const source = socketAddress(from);
  const target = socketAddress(to);
  try {
    if (bind(socket, source, source.length) !== 0)
      throw new Error(`no echo request can be sent from ${from}`);
    for (let sequence = 1; sequence <= count; sequence++) {
      if (sequence > 1) await pause(everyMs);
      const request = Buffer.alloc(56);
      request.writeUInt8(ECHO_REQUEST, 0);
      request.writeUInt16BE(sequence, 6);
      if (sendto(socket, request, request.length, 0, target, target.length) < 0)
        throw new Error(`no echo request can be sent to ${to}`);
    }
  } finally {
    close(socket);
  }
}

/** struct sockaddr_in, port 0. */
function socketAddress(address: string): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt16LE(AF_INET, 0);
  bytes.set(address.split('.').map(Number), 4);
  return bytes;
}

function answer(answered: TrafficAnswer): void {
  process.stdout.write(`${JSON.stringify(answered)}\n`);
}

async function obeyLines(): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    try {
      await obey(JSON.parse(line) as TrafficCommand);
      answer({ problem: null });
    } catch (thrown) {
      answer({ problem: thrown instanceof Error ? thrown.message : String(thrown) });
    }
  }
  process.exit();
}

void obeyLines();
