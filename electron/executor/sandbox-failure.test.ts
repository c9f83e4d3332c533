import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { explainSandboxFailure, type NamespaceLimits, readNamespaceLimits } from './sandbox-failure.ts';

const open: NamespaceLimits = { clone: 1, maximum: 10_000, apparmor: 0 };
const withoutSwitches: NamespaceLimits = { clone: null, maximum: null, apparmor: null };

describe('a sandbox that cannot be made', () => {
  it.each([
    ['Debian’s switch', { ...open, clone: 0 }, 'kernel.unprivileged_userns_clone=1'],
    ['the maximum of 0', { ...open, maximum: 0 }, 'user.max_user_namespaces=10000'],
    ['AppArmor', { ...open, apparmor: 1 }, 'kernel.apparmor_restrict_unprivileged_userns=0'],
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
    const limits = [{ ...open, clone: 0 }, { ...open, maximum: 0 }, { ...open, apparmor: 1 }, open];
    const messages = limits.map((each) => explainSandboxFailure('', 1, each).message);
    expect(new Set(messages).size).toBe(4);
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
    const { clone, maximum, apparmor } = readNamespaceLimits();
    expect(maximum).toBe(Number(readFileSync('/proc/sys/user/max_user_namespaces', 'latin1')));
    for (const value of [clone, apparmor]) expect(value === null || Number.isInteger(value)).toBe(true);
  });
});
