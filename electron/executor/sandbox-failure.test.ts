import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { explainSandboxFailure, type NamespaceLimits, readNamespaceLimits } from './sandbox-failure.ts';

const open: NamespaceLimits = { clone: 1, maximum: 10_000, apparmor: 0, networks: 10_000 };
const withoutSwitches: NamespaceLimits = { clone: null, maximum: null, apparmor: null, networks: null };

describe('a sandbox that cannot be made', () => {
  it.each([
    ['Debian’s switch', { ...open, clone: 0 }, 'kernel.unprivileged_userns_clone=1'],
    ['the maximum of 0', { ...open, maximum: 0 }, 'user.max_user_namespaces=10000'],
    ['AppArmor', { ...open, apparmor: 1 }, 'kernel.apparmor_restrict_unprivileged_userns=0'],
    ['the maximum of 0 networks', { ...open, networks: 0 }, 'user.max_net_namespaces=10000'],
  ])('names %s and the command that allows it', (_, limits, setting) => {
    const { data } = explainSandboxFailure('unshare: unshare failed', 1, limits);
    expect(data).toMatchObject({
      code: 'no-sandbox',
      detail: 'unshare: unshare failed',
      exitCode: 1,
      hint: expect.stringContaining(`sudo sysctl -w ${setting}`),
    });
  });

  it('gives each cause a sentence of its own', () => {
    const limits = [{ clone: 0 }, { maximum: 0 }, { apparmor: 1 }, { networks: 0 }, {}];
    const messages = limits.map((each) => explainSandboxFailure('', 1, { ...open, ...each }).message);
    expect(new Set(messages).size).toBe(5);
  });

  it('is not blamed on user namespaces when root was to make it, who needs none', () => {
    const closed: NamespaceLimits = { clone: 0, maximum: 0, apparmor: 1, networks: 10_000 };
    expect(explainSandboxFailure('', 1, closed, true).data).toEqual(explainSandboxFailure('', 1, open).data);
    const { hint } = explainSandboxFailure('', 1, { ...closed, networks: 0 }, true).data;
    expect(hint).toContain('user.max_net_namespaces');
  });

  it.each([
    ['every switch allows it', open],
    ['the kernel has none of the switches', withoutSwitches],
  ])('points at the container when %s', (_, limits) => {
    const { data } = explainSandboxFailure('unshare: Operation not permitted', 1, limits);
    expect(data.hint).toMatch(/container.*CAP_SYS_ADMIN/);
    expect(data.detail).toBe('unshare: Operation not permitted');
  });

  it('leaves out what is not known', () => {
    const { data } = explainSandboxFailure('', undefined, open);
    expect(data).not.toHaveProperty('detail');
    expect(data).not.toHaveProperty('exitCode');
  });
});

describe('the switches of this kernel', () => {
  it('are numbers where they exist and null where they do not', () => {
    const { clone, maximum, apparmor, networks } = readNamespaceLimits();
    expect(maximum).toBe(Number(readFileSync('/proc/sys/user/max_user_namespaces', 'latin1')));
    expect(networks).toBe(Number(readFileSync('/proc/sys/user/max_net_namespaces', 'latin1')));
    for (const value of [clone, apparmor]) expect(value === null || Number.isInteger(value)).toBe(true);
  });
});
