import { describe, expect, it } from 'vitest';
import { InspectorError } from '../../shared/errors.ts';
import {
  type CommandLine,
  holderCommand,
  hostExecutorCommand,
  type LaunchParts,
  sandboxExecutorCommand,
  sandboxRulesCommand,
} from './command-lines.ts';
import type { Privilege } from './privilege.ts';

const root: Privilege = { uid: 0, netAdmin: true, sysAdmin: true };
const user: Privilege = { uid: 1000, netAdmin: false, sysAdmin: false };
/** A user who was given CAP_NET_ADMIN, or root in a container that was given no more. */
const granted: Privilege = { uid: 1000, netAdmin: true, sysAdmin: false };
const containerRoot: Privilege = { uid: 0, netAdmin: true, sysAdmin: false };

function partsFor(privilege: Privilege, changes: Partial<LaunchParts> = {}): LaunchParts {
  return {
    privilege,
    tool: (name) => `/usr/bin/${name}`,
    runtime: { path: '/opt/app/node', asNode: false },
    executorFolder: '/opt/app/executor',
    ...changes,
  };
}

const become = ['--reuid=65534', '--regid=65534', '--clear-groups'];
const onlyNetAdmin = ['--inh-caps=-all,+net_admin', '--ambient-caps=-all,+net_admin'];
const bounded = [...onlyNetAdmin, '--bounding-set=-all,+net_admin'];
const fixed = ['--no-new-privs', '--pdeathsig=KILL', '--'];
const cleared = ['/usr/bin/env', '-i', 'PATH=/usr/sbin:/usr/bin', 'LC_ALL=C.UTF-8'];
const program = ['/opt/app/node', '/opt/app/executor/executor.cjs'];

describe('the holder of a sandbox', () => {
  it('is, for root, an ordinary user in a network namespace', () => {
    expect(holderCommand(partsFor(root))).toEqual([
      '/usr/bin/unshare',
      '--net',
      '/usr/bin/setpriv',
      ...become,
      ...bounded,
      ...fixed,
      '/usr/bin/cat',
    ]);
  });

  it.each([
    ['an ordinary user', user],
    ['a user with CAP_NET_ADMIN', granted],
    ['root without CAP_SYS_ADMIN', containerRoot],
  ])('is, for %s, the root of a user namespace that may do nothing but this', (_, privilege) => {
    expect(holderCommand(partsFor(privilege))).toEqual([
      '/usr/bin/unshare',
      '--user',
      '--map-root-user',
      '--net',
      '/usr/bin/setpriv',
      ...bounded,
      ...fixed,
      '/usr/bin/cat',
    ]);
  });
});

describe('nft in a sandbox', () => {
  it('enters it like an executor, with no more power, and reads its rules from stdin', () => {
    for (const privilege of [root, user]) {
      const parts = partsFor(privilege);
      const executor = sandboxExecutorCommand(parts, 4242, 'net:[1]', 0);
      const entering = executor.slice(0, executor.indexOf('/usr/bin/env'));
      expect(sandboxRulesCommand(parts, 4242)).toEqual([...entering, '/usr/bin/nft', '-f', '-']);
    }
  });
});

describe('the executor of a sandbox', () => {
  it('joins, for root, the network namespace as an ordinary user', () => {
    expect(sandboxExecutorCommand(partsFor(root), 4711, 'net:[1]', 8192)).toEqual([
      '/usr/bin/nsenter',
      '--target=4711',
      '--net',
      '/usr/bin/setpriv',
      ...become,
      ...bounded,
      ...fixed,
      ...cleared,
      ...program,
      'change',
      'net:[1]',
      '8192',
    ]);
  });

  it('joins, for an ordinary user, the user namespace first', () => {
    expect(sandboxExecutorCommand(partsFor(user), 4711, 'net:[1]', 8192)).toEqual([
      '/usr/bin/nsenter',
      '--target=4711',
      '--user',
      '--preserve-credentials',
      '--net',
      '/usr/bin/setpriv',
      ...bounded,
      ...fixed,
      ...cleared,
      ...program,
      'change',
      'net:[1]',
      '8192',
    ]);
  });

  it('tells Electron’s binary to be Node behind the cleared environment', () => {
    const parts = partsFor(user, { runtime: { path: '/opt/app/electron', asNode: true } });
    const line = sandboxExecutorCommand(parts, 1, 'net:[1]', 0);
    expect(line.slice(line.indexOf('-i'))).toEqual([
      '-i',
      'PATH=/usr/sbin:/usr/bin',
      'LC_ALL=C.UTF-8',
      'ELECTRON_RUN_AS_NODE=1',
      '/opt/app/electron',
      '/opt/app/executor/executor.cjs',
      'change',
      'net:[1]',
      '0',
    ]);
  });
});

describe('the executor of this machine', () => {
  it.each([
    ['root', root],
    ['root without CAP_SYS_ADMIN', containerRoot],
  ])('becomes an ordinary user when %s starts it', (_, privilege) => {
    expect(hostExecutorCommand(partsFor(privilege), 'read', false, 8192)).toEqual([
      '/usr/bin/setpriv',
      ...become,
      ...bounded,
      ...fixed,
      ...cleared,
      ...program,
      'read',
      '-',
      '8192',
    ]);
  });

  it('stays the user who holds CAP_NET_ADMIN, whose bounding set cannot shrink', () => {
    expect(hostExecutorCommand(partsFor(granted), 'change', false, 8192)).toEqual([
      '/usr/bin/setpriv',
      ...onlyNetAdmin,
      ...fixed,
      ...cleared,
      ...program,
      'change',
      '-',
      '8192',
    ]);
  });

  it('is asked of sudo without a password, and becomes an ordinary user behind it', () => {
    expect(hostExecutorCommand(partsFor(user), 'read', true, 8192)).toEqual([
      '/usr/bin/sudo',
      '-n',
      '--',
      '/usr/bin/setpriv',
      ...become,
      ...bounded,
      ...fixed,
      ...cleared,
      ...program,
      'read',
      '-',
      '8192',
    ]);
  });
});

describe('every command line', () => {
  const all = (parts: LaunchParts): readonly CommandLine[] => [
    holderCommand(parts),
    sandboxExecutorCommand(parts, 4711, 'net:[1]', 8192),
    hostExecutorCommand(parts, 'read', false, 8192),
    hostExecutorCommand(parts, 'change', true, 8192),
  ];
  const everyone = [root, user, granted, containerRoot];

  it('names every program by its absolute path', () => {
    for (const line of everyone.flatMap((privilege) => all(partsFor(privilege)))) {
      expect(line[0]).toMatch(/^\/usr\/bin\//);
      for (const word of line.filter((part) => /(setpriv|env|cat|node)$/.test(part)))
        expect(word).toMatch(/^\//);
    }
  });

  it('keeps what a shell would read as its own in one word', () => {
    const runtime = { path: '/opt/my app; rm -r $HOME/node', asNode: false };
    const parts = (privilege: Privilege) =>
      partsFor(privilege, { runtime, executorFolder: '/opt/"it\'s" && `id` | *' });
    for (const line of everyone.flatMap((privilege) => all(parts(privilege)).slice(1))) {
      expect(line).toContain('/opt/my app; rm -r $HOME/node');
      expect(line).toContain('/opt/"it\'s" && `id` | */executor.cjs');
      expect(line.some((word) => /^(\/\w+)*\/(ba|da|z)?sh$/.test(word) || word === '-c')).toBe(false);
    }
  });

  it('ends its options before the program, so that no path is taken for one', () => {
    for (const line of everyone.flatMap((privilege) => all(partsFor(privilege)))) {
      const setpriv = line.indexOf('/usr/bin/setpriv');
      const end = line.indexOf('--', setpriv);
      expect(line.slice(setpriv + 1, end).every((word) => word.startsWith('--'))).toBe(true);
      expect(line[end + 1]).toMatch(/^\/usr\/bin\/(env|cat)$/);
    }
  });

  it('fails with the name of the program that is missing', () => {
    const missing = (name: string) => (asked: string) => {
      if (asked === name)
        throw new InspectorError({ code: 'no-sandbox', operation: 'find', message: `no ${name}` });
      return `/usr/bin/${asked}`;
    };
    for (const name of ['unshare', 'setpriv', 'cat'])
      expect(() => holderCommand(partsFor(user, { tool: missing(name) }))).toThrow(`no ${name}`);
    for (const name of ['nsenter', 'setpriv', 'env'])
      expect(() => sandboxExecutorCommand(partsFor(user, { tool: missing(name) }), 1, '-', 0)).toThrow(
        `no ${name}`,
      );
    expect(() => hostExecutorCommand(partsFor(user, { tool: missing('sudo') }), 'read', true, 0)).toThrow(
      'no sudo',
    );
  });
});
