import { readFileSync } from 'node:fs';
import { InspectorError } from '../../shared/errors.ts';

/** The switches that forbid namespaces; null where a kernel does not have one. All but the last concern user namespaces. */
export interface NamespaceLimits {
  /** kernel.unprivileged_userns_clone (Debian); 0 forbids. */
  readonly clone: number | null;
  /** user.max_user_namespaces; 0 forbids. */
  readonly maximum: number | null;
  /** kernel.apparmor_restrict_unprivileged_userns (Ubuntu); 1 takes their capabilities away. */
  readonly apparmor: number | null;
  /** user.max_net_namespaces; 0 forbids, root too. */
  readonly networks: number | null;
}

/** Reads them from /proc; null for one that this kernel does not have or does not show. */
export function readNamespaceLimits(): NamespaceLimits {
  return {
    clone: readNumber('/proc/sys/kernel/unprivileged_userns_clone'),
    maximum: readNumber('/proc/sys/user/max_user_namespaces'),
    apparmor: readNumber('/proc/sys/kernel/apparmor_restrict_unprivileged_userns'),
    networks: readNumber('/proc/sys/user/max_net_namespaces'),
  };
}

/**
 * Why `unshare` could not make a private table, in words, with the command that allows it. Root needs no user namespace
 * (`asRoot`), so what forbids those is no reason then.
 */
export function explainSandboxFailure(
  stderr: string,
  exitCode: number | undefined,
  limits: NamespaceLimits,
  asRoot = false,
): InspectorError {
  const [message, hint] = (asRoot ? null : userNamespaceCause(limits)) ?? cause(limits);
  return new InspectorError({
    code: 'no-sandbox',
    operation: 'make a private table',
    message,
    ...(stderr === '' ? {} : { detail: stderr }),
    ...(exitCode === undefined ? {} : { exitCode }),
    hint,
  });
}

type Cause = [message: string, hint: string];

function userNamespaceCause(limits: NamespaceLimits): Cause | null {
  if (limits.clone === 0) {
    return [
      'This system does not let ordinary users make user namespaces.',
      'Allow it: sudo sysctl -w kernel.unprivileged_userns_clone=1',
    ];
  }
  if (limits.maximum === 0) {
    return [
      'This system allows no user namespaces.',
      'Allow them: sudo sysctl -w user.max_user_namespaces=10000',
    ];
  }
  if (limits.apparmor === 1) {
    return [
      'AppArmor takes the privilege inside user namespaces away from ordinary programs here.',
      'Allow it: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0',
    ];
  }
  return null;
}

function cause({ networks }: NamespaceLimits): Cause {
  if (networks === 0) {
    return [
      'This system allows no network namespaces.',
      'Allow them: sudo sysctl -w user.max_net_namespaces=10000',
    ];
  }
  return [
    'A private network namespace could not be made.',
    'Inside a container, allow it to make user namespaces, or give it CAP_SYS_ADMIN.',
  ];
}

function readNumber(path: string): number | null {
  try {
    return Number(readFileSync(path, 'latin1'));
  } catch {
    return null;
  }
}
