import { createServer, type Server } from 'node:http';
import { networkInterfaces } from 'node:os';
import { afterEach, expect, it } from 'vitest';
import { listenOnLoopback } from './loopback.ts';

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

async function listen(port: number) {
  const listening = await listenOnLoopback(createServer, port);
  open.push(...listening.servers);
  return listening;
}

const hasIPv6 = Object.values(networkInterfaces()).some((all) =>
  all?.some(({ address }) => address === '::1'),
);

it('listens on the loopback addresses alone, with one port', async () => {
  const { servers, port } = await listen(0);
  const addresses = hasIPv6 ? ['127.0.0.1', '::1'] : ['127.0.0.1'];
  expect(servers.map((server) => server.address())).toMatchObject(
    addresses.map((address) => ({ address, port })),
  );
});

it('says when a port is taken, and what to do', async () => {
  const { port } = await listen(0);
  await expect(listen(port)).rejects.toMatchObject({
    message: `Another program already listens on port ${port} of 127.0.0.1.`,
    data: { code: 'exists', errno: 'EADDRINUSE', hint: expect.stringContaining('--port') },
  });
});

it.runIf(hasIPv6)('leaves nothing open when the port is taken on one address', async () => {
  const other = createServer();
  open.push(other);
  await new Promise<void>((resolve) => other.listen(0, '::1', resolve));
  const address = other.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  await expect(listen(port ?? 0)).rejects.toMatchObject({ data: { errno: 'EADDRINUSE' } });
  const again = createServer();
  open.push(again);
  await new Promise<void>((resolve, reject) =>
    again.once('error', reject).listen(port, '127.0.0.1', resolve),
  );
});
