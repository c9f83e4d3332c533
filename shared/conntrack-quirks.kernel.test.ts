import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createNamespace, type Namespace } from '../e2e/fixtures/namespace.ts';
import { conntrackReads, type FieldKind } from './conntrack-quirks.ts';

let namespace: Namespace;

beforeAll(async () => {
  namespace = await createNamespace();
});
afterAll(async () => {
  await namespace.dispose();
});

const ends = ['-s', '192.0.2.1', '-d', '192.0.2.2'];
const udp = ['-p', 'udp', '--sport', '1', '--dport', '2'];
const icmp = (type: string, code: string, id: string) => [
  ...['-p', 'icmp', '--icmp-type', type, '--icmp-code', code, '--icmp-id', id, '-t', '900'],
];

/** For each kind of field: the options that hold the text, and how a listing shows what became of it. */
const fields: Readonly<Record<FieldKind, readonly [(text: string) => readonly string[], RegExp]>> = {
  tag: [
    (text) => [
      ...[...ends, '-p', 'sctp', '--sport', '1', '--dport', '2', '--state', 'ESTABLISHED', '-t', '900'],
      ...['--orig-vtag', text, '--reply-vtag', '0'],
    ],
    / --orig-vtag (\d+)/,
  ],
  port: [(text) => [...ends, '-p', 'udp', '--sport', text, '--dport', '2', '-t', '900'], / sport=(\d+)/],
  identifier: [(text) => [...ends, ...icmp('8', '0', text)], / id=(\d+)/],
  icmpType: [(text) => [...ends, ...icmp(text, '0', '1')], / type=(\d+)/],
  octet: [(text) => [...ends, ...icmp('8', text, '1')], / code=(\d+)/],
  key: [
    (text) => [...ends, '-p', 'gre', '--srckey', text, '--dstkey', '2', '-t', '900'],
    / srckey=(0x[0-9a-f]+)/,
  ],
  zone: [(text) => [...ends, ...udp, '-t', '900', '-w', text], / zone=(\d+)/],
  mark: [(text) => [...ends, ...udp, '-t', '900', '-m', text], / mark=(\d+)/],
  timeout: [(text) => [...ends, ...udp, '-t', text], /^udp +17 (\d+)/],
  address: [(text) => ['-s', text, '-d', '192.0.2.2', ...udp, '-t', '900'], / src=(\S+)/],
};

/** What conntrack(8) really stores; null when it, or the kernel, refuses. */
async function stored(kind: FieldKind, text: string): Promise<string | null> {
  const [options, shown] = fields[kind];
  await namespace.run('conntrack', ['-F']);
  const { exitCode } = await namespace.run('conntrack', ['-I', ...options(text)]);
  if (exitCode !== 0) return null;
  // Only the save format shows verification tags.
  const { stdout } = await namespace.run('conntrack', kind === 'tag' ? ['-L', '-o', 'save'] : ['-L']);
  // A zone of 0 is not listed, and a flow with a timeout of 0 is gone.
  return shown.exec(stdout)?.[1] ?? '0';
}

const numbers = [
  '70000',
  '65536',
  '-1',
  'abc',
  '',
  '1.5',
  '010',
  '0x10',
  '12x',
  ' 5',
  '99999999999',
  `${2n ** 70n}`,
];

describe('conntrack(8) stores what we say it would', () => {
  for (const kind of ['port', 'identifier', 'octet', 'key', 'tag', 'zone', 'mark'] as const) {
    test.each(numbers)(`${kind} %j`, async (text) => {
      const shown = await stored(kind, text);
      expect(shown === null ? null : String(Number(shown))).toBe(conntrackReads(kind, text));
    });
  }

  test.each(['264', '8.5', '0x8', 'echo-request', ''])('ICMP type %j', async (text) => {
    expect(await stored('icmpType', text)).toBe(conntrackReads('icmpType', text));
  });

  test('and ICMP type 99 it does not, because the kernel refuses it', async () => {
    expect(await stored('icmpType', '99')).toBeNull();
  });

  test.each([
    ...['1.1.1', '1.1', '1', '0x7f.1', '010.0.0.1', '1.70000', '4294967295', '1.2.65535'],
    ...['1.1.1.300', '256.1.1.1', '1.1.70000', '4294967296', '::g', 'fe80::1%lo', '', '1.1.1.1.1', 'host'],
  ])('address %j', async (text) => {
    expect(await stored('address', text)).toBe(conntrackReads('address', text));
  });

  test.each(['300 s', '30m', '010', '1.5x', ' 70', '+700', '4294967896'])('timeout %j', async (text) => {
    const expected = Number(conntrackReads('timeout', text));
    const seconds = Number(await stored('timeout', text));
    expect(expected - seconds).toBeGreaterThanOrEqual(0);
    expect(expected - seconds).toBeLessThanOrEqual(2);
  });

  test.each(['0', 'abc', '', '4294967296'])('timeout %j: gone at once', async (text) => {
    expect(conntrackReads('timeout', text)).toBe('0');
    expect(await stored('timeout', text)).toBe('0');
  });

  test.each(['-5', '99999999999', '2147483648'])(
    'timeout %j: the longest that the kernel has',
    async (text) => {
      expect(Number(conntrackReads('timeout', text))).toBeGreaterThan(2_147_483);
      expect(Number(await stored('timeout', text))).toBeGreaterThanOrEqual(2_147_482);
    },
  );
});
