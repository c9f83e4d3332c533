import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { effectiveCapabilities, readPrivilege } from './privilege.ts';

const status = (mask: string) => `Name:\tnode\nCapInh:\tffffffffffffffff\nCapEff:\t${mask}\nCapBnd:\t00\n`;

describe('the effective capabilities', () => {
  it('are read from the line CapEff and no other', () => {
    expect(effectiveCapabilities(status('0000000000001000'))).toBe(1n << 12n);
    expect(effectiveCapabilities(status('000001ffffffffff'))).toBe((1n << 41n) - 1n);
  });

  it('are none when the line is missing or no number', () => {
    expect(effectiveCapabilities('')).toBe(0n);
    expect(effectiveCapabilities('Name:\tCapEff: 1000\nCapPrm:\t0000000000001000\n')).toBe(0n);
    expect(effectiveCapabilities(status('nonsense'))).toBe(0n);
  });
});

describe('the privilege of this process', () => {
  it('is that of its user and its capabilities', () => {
    const own = effectiveCapabilities(
      execFileSync('/bin/cat', ['/proc/self/status'], { encoding: 'latin1' }),
    );
    expect(readPrivilege()).toEqual({
      uid: process.getuid?.(),
      netAdmin: ((own >> 12n) & 1n) === 1n,
      sysAdmin: ((own >> 21n) & 1n) === 1n,
    });
  });
});
