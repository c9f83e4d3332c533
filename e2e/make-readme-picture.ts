import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium, expect, type Page } from '@playwright/test';
import { execa } from 'execa';
import { startBrowser, startBrowserShell } from './fixtures/browser-shell.ts';
import { flowRow, flowTable } from './fixtures/flows-page.ts';
import { type KernelTable, tableOf } from './fixtures/kernel-table.ts';
import { descendantsOf } from './fixtures/process-tree.ts';
import { pictureWord, showView, zoneRow } from './fixtures/views.ts';

// node e2e/make-readme-picture.ts: the pictures of the README, from the built app, a real kernel's table and real packets.

const root = resolve(import.meta.dirname, '..');
const folder = join(root, 'docs');

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

const config = mkdtempSync(join(tmpdir(), 'conntrack-inspector-picture-'));
const browser = await startBrowser(chromium);
const { NO_COLOR: _, FORCE_COLOR: __, ...environment } = process.env;
const shell = await startBrowserShell(browser, {
  environment: {
    ...Object.fromEntries(
      Object.entries(environment).flatMap(([name, value]) => (value ? [[name, value]] : [])),
    ),
    XDG_CONFIG_HOME: config,
  },
});
try {
  const { page } = shell;
  await expect(pictureWord(page)).toHaveText('live');
  const holder = descendantsOf(shell.pid).find(({ command: [program = ''] }) => program.endsWith('/cat'));
  const kernel = tableOf(holder?.pid ?? 0);
  await fill(kernel);
  const stop = await startTraffic(kernel);
  await takePictures(page);
  await stop();
} finally {
  await shell.dispose();
  await browser.close();
  rmSync(config, { recursive: true });
}

/** Puts a few hundred flows into the table, as conntrack(8) restores a saved one. */
async function fill(kernel: KernelTable): Promise<void> {
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
  // It opens no pipe.
  const saved = join(config, 'saved-table');
  writeFileSync(saved, `${savedTable().join('\n')}\n`);
  await inside('conntrack', ['-R', saved]);
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
  const script = join(import.meta.dirname, 'fixtures/picture-traffic.ts');
  const traffic = execa('nsenter', [...kernel.namespace.enter, process.execPath, script], { reject: false });
  await once(traffic.stdout, 'data');
  return async () => {
    traffic.stdin.end();
    await traffic;
  };
}

async function takePictures(page: Page): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const bytes = flowTable(page).getByRole('columnheader', { name: 'Bytes' });
  await bytes.getByRole('button').click();
  await bytes.getByRole('button').click();
  await expect(bytes).toHaveAttribute('aria-sort', 'descending');
  await flowRow(page, '203.0.113.80:443').click();
  // Long enough for rates, and for a curve of them.
  await page.waitForTimeout(25_000);
  for (const theme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await page.screenshot({ path: join(folder, `flows-${theme}.png`) });
  }
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.getByRole('banner').getByRole('button', { name: 'Inject flow' }).click();
  const form = page.getByRole('form', { name: 'Inject flow' });
  await expect(form.getByLabel('Source address', { exact: true })).toHaveValue('192.0.2.10');
  await form.getByRole('button', { name: 'Next free' }).click();
  await expect(form.getByLabel('Zone', { exact: true })).not.toHaveValue('0');
  await page.screenshot({ path: join(folder, 'inject-dark.png') });
  await page.getByRole('complementary').getByRole('button', { name: 'Close' }).click();
  await showView(page, 'Zones');
  await zoneRow(page, 20).click();
  await page.waitForTimeout(2_000);
  await page.screenshot({ path: join(folder, 'zones-dark.png') });
}
