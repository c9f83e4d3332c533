import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { execa } from 'execa';
import { fillTable } from '../fixtures/fill-table.ts';
import { type KernelTable, tableOf } from '../fixtures/kernel-table.ts';
import { descendantsOf, type Process } from '../fixtures/process-tree.ts';
import type { Shell } from '../fixtures/shell.ts';
import { pictureWord } from '../fixtures/views.ts';

/** What the table that a picture shows is like. */
export const tableKinds = ['empty', 'typical', 'interrupted', 'full', 'failing'] as const;
export type TableKind = (typeof tableKinds)[number];

/** Brings the sandbox of a freshly started app into the state that pictures of a kind show; answers how to end what flows in it. */
export async function prepareTable(kind: TableKind, shell: Shell): Promise<() => Promise<void>> {
  await expect(pictureWord(shell.page)).toHaveText('live');
  const nothing = async () => undefined;
  switch (kind) {
    case 'empty':
      return nothing;
    case 'typical': {
      const kernel = tableOf(holderOf(shell));
      await fillTypically(kernel);
      return startTraffic(kernel);
    }
    case 'interrupted': {
      const pid = holderOf(shell);
      await fillTable(pid, 0, 20);
      process.kill(executorOf(shell).pid, 'SIGKILL');
      await expect(pictureWord(shell.page)).not.toHaveText('live');
      await expect(pictureWord(shell.page)).toHaveText('live');
      await fillTable(pid, 20, 30);
      return nothing;
    }
    case 'full':
      await fillTable(holderOf(shell), 0, FULL);
      return nothing;
    case 'failing':
      await shell.kill();
      await expect(pictureWord(shell.page)).toHaveText(/disconnected|connecting/);
      return nothing;
  }
}

/** Nearly as many as nf_conntrack_max is by default, so that the fill is shown as a warning. */
const FULL = 250_000;

function holderOf(shell: Shell): number {
  const holder = descendantsOf(shell.pid).find(({ command: [program = ''] }) => program.endsWith('/cat'));
  if (!holder) throw new Error('no process keeps the sandbox');
  return holder.pid;
}

function executorOf(shell: Shell): Process {
  const executor = descendantsOf(shell.pid).find(
    ({ command: [program = '', file = ''] }) =>
      !/nsenter|setpriv|env$/.test(program) && file.endsWith('/executor.cjs'),
  );
  if (!executor) throw new Error('nothing speaks to the kernel');
  return executor;
}

/** Makes the sandbox track what is sent in it, with a zone for one customer and a translated service. */
const rules = `
table inet picture {
  chain zones {
    type filter hook output priority raw;
    ip daddr { 198.51.100.22, 198.51.100.23, 198.51.100.100-198.51.100.110 } ct zone set 20
    ip saddr { 198.51.100.22, 198.51.100.23, 198.51.100.100-198.51.100.110 } ct zone set 20
    ip daddr 198.51.100.53 ct zone set 53
    ip saddr 198.51.100.53 ct zone set 53
  }
  chain destination_translation {
    type nat hook output priority -100;
    ip daddr 203.0.113.80 tcp dport 443 dnat ip to 198.51.100.21:8443
  }
  chain source_translation {
    type nat hook postrouting priority 100;
    ip saddr 192.0.2.30 snat ip to 203.0.113.1
  }
  chain tracking {
    type filter hook output priority 0;
    ct state established counter accept
  }
}
`;

/** Puts a few hundred flows into the table, as conntrack(8) restores a saved one. */
async function fillTypically(kernel: KernelTable): Promise<void> {
  const inside = async (program: string, args: readonly string[], input?: string) => {
    const ran = await kernel.namespace.run(program, args, input);
    if (ran.exitCode !== 0) throw new Error(`${program} ${args.join(' ')}: ${ran.stderr}`);
  };
  await inside('ip', ['link', 'set', 'lo', 'up']);
  // On the loopback device a prefix makes all its addresses local.
  for (const prefix of ['192.0.2.1/24', '198.51.100.1/24', '203.0.113.1/24']) {
    await inside('ip', ['address', 'add', prefix, 'dev', 'lo']);
  }
  for (const address of ['::10', '::11', ':1::20', ':1::21']) {
    await inside('ip', ['address', 'add', `2001:db8${address}/128`, 'dev', 'lo']);
  }
  await inside('nft', ['-f', '-'], rules);
  // conntrack(8) opens no pipe.
  const folder = mkdtempSync(join(tmpdir(), 'conntrack-inspector-picture-'));
  const saved = join(folder, 'saved-table');
  writeFileSync(saved, `${savedTable().join('\n')}\n`);
  await inside('conntrack', ['-R', saved]);
  rmSync(folder, { recursive: true });
}

function savedTable(): readonly string[] {
  const services = [443, 443, 443, 80, 22, 993, 5432, 6379, 8443];
  const states = ['ESTABLISHED', 'ESTABLISHED', 'ESTABLISHED', 'TIME_WAIT', 'SYN_SENT', 'CLOSE_WAIT'];
  return Array.from({ length: 280 }, (_, index) => {
    const port = services[index % services.length] ?? 443;
    const from = 40_000 + ((index * 7919) % 20_000);
    const zone = index % 5 === 0 ? ['-w', String(20 + (index % 3) * 10)] : [];
    const isV6 = index % 4 === 1;
    const source = isV6 ? `2001:db8:a::${(index % 90) + 10}` : `192.0.2.${100 + (index % 120)}`;
    const target = isV6 ? `2001:db8:b::${(index % 40) + 10}` : `203.0.113.${(index % 200) + 10}`;
    const ends = ['-s', source, '-d', target, '-r', target, '-q', source];
    const udp = index % 6 === 3;
    const state = states[(index * 5) % states.length] ?? 'ESTABLISHED';
    const isReplied = state !== 'SYN_SENT';
    return [
      '-A',
      ...['-t', String(state === 'ESTABLISHED' && !udp ? 3600 + index * 40 : 70 + (index % 110))],
      ...['-u', isReplied ? 'SEEN_REPLY,ASSURED' : 'UNSET'],
      ...ends,
      ...['-p', udp ? 'udp' : 'tcp', '--sport', String(from), '--dport', String(udp ? 123 : port)],
      ...['--reply-port-src', String(udp ? 123 : port), '--reply-port-dst', String(from)],
      ...(udp ? [] : ['--state', state]),
      ...zone,
    ].join(' ');
  });
}

async function startTraffic(kernel: KernelTable): Promise<() => Promise<void>> {
  const script = join(import.meta.dirname, 'traffic.ts');
  const traffic = execa('nsenter', [...kernel.namespace.enter, process.execPath, script], { reject: false });
  await once(traffic.stdout, 'data');
  return async () => {
    traffic.stdin.end();
    await traffic;
  };
}
