import { readFileSync } from 'node:fs';

/** Capability numbers of linux/capability.h. */
const CAP_NET_ADMIN = 12;
const CAP_SYS_ADMIN = 21;

/** What the launching process may do. */
export interface Privilege {
  readonly uid: number;
  /** Holds CAP_NET_ADMIN: can start an executor in its own network namespace. */
  readonly netAdmin: boolean;
  /** Holds CAP_SYS_ADMIN: can make a network namespace without a user namespace. */
  readonly sysAdmin: boolean;
}

/** Reads the privilege of this process from /proc/self/status. */
export function readPrivilege(): Privilege {
  const effective = effectiveCapabilities(readFileSync('/proc/self/status', 'latin1'));
  return {
    uid: process.geteuid?.() ?? -1,
    netAdmin: (effective & (1n << BigInt(CAP_NET_ADMIN))) !== 0n,
    sysAdmin: (effective & (1n << BigInt(CAP_SYS_ADMIN))) !== 0n,
  };
}

/** The `CapEff` mask of a /proc/PID/status text; 0 when the line is missing. */
export function effectiveCapabilities(status: string): bigint {
  const mask = /^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1];
  return mask === undefined ? 0n : BigInt(`0x${mask}`);
}
