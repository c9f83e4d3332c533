import { once } from 'node:events';
import type { Server } from 'node:http';
import { InspectorError } from '../../shared/errors.ts';

const OPERATION = 'listen for the browser';
/** How often another free port is tried when the one chosen turns out to be taken on the other address. */
const ATTEMPTS = 10;

export interface LoopbackServers {
  readonly servers: readonly Server[];
  readonly port: number;
}

/**
 * Listens on 127.0.0.1 and, where the machine has it, on ::1, with the same port. `port` 0 takes a free one.
 * Both, since `localhost` may mean either, and a port left open on one of them could be another program's.
 */
export async function listenOnLoopback(createServer: () => Server, port: number): Promise<LoopbackServers> {
  for (let attempt = 1; ; attempt++) {
    const first = await listen(createServer(), '127.0.0.1', port);
    const chosen = portOf(first);
    try {
      return { servers: [first, await listen(createServer(), '::1', chosen)], port: chosen };
    } catch (thrown) {
      if (isWithoutIPv6(thrown)) return { servers: [first], port: chosen };
      first.close();
      if (port !== 0 || attempt === ATTEMPTS) throw thrown;
    }
  }
}

async function listen(server: Server, address: string, port: number): Promise<Server> {
  server.listen({ host: address, port, exclusive: true });
  try {
    await once(server, 'listening');
    return server;
  } catch (cause) {
    throw explained(cause, address, port);
  }
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address.port;
}

function isWithoutIPv6(thrown: unknown): boolean {
  const errno = thrown instanceof InspectorError ? thrown.data.errno : undefined;
  return errno === 'EADDRNOTAVAIL' || errno === 'EAFNOSUPPORT';
}

function explained(cause: unknown, address: string, port: number): InspectorError {
  const errno = errnoOf(cause);
  const where = `port ${port} of ${address}`;
  const detail = cause instanceof Error ? cause.message : String(cause);
  const common = { operation: OPERATION, subject: where, errno, detail };
  if (errno === 'EADDRINUSE') {
    return new InspectorError({
      ...common,
      code: 'exists',
      message: `Another program already listens on ${where}.`,
      hint: 'Choose another port with --port N, or leave --port out to get a free one.',
    });
  }
  if (errno === 'EACCES') {
    return new InspectorError({
      ...common,
      code: 'not-permitted',
      message: `This user may not listen on ${where}.`,
      hint: 'Choose a port above 1023 with --port N, or leave --port out to get a free one.',
    });
  }
  return new InspectorError({ ...common, code: 'internal', message: `Cannot listen on ${where}: ${detail}` });
}

function errnoOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : 'unknown';
}
