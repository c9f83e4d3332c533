import type { Family } from './address.ts';
import { protocolName, TCP, UDP } from './protocol.ts';

/** A helper of the kernel with the flows that it can be attached to. */
export interface Helper {
  readonly name: string;
  readonly protocols: readonly number[];
  readonly families: readonly Family[];
}

/** Bytes that a helper's name may have (NF_CT_HELPER_NAME_LEN, without the closing zero). */
export const MAX_HELPER_NAME = 15;

const both: readonly Family[] = [4, 6];

/**
 * Every helper in the kernel's own tree (nf_conntrack_*.c, nf_nat_snmp_basic_main.c). Others can be added by modules
 * and by nfct(8), so a name that is not here may still exist; the kernel says EOPNOTSUPP when it does not.
 */
const knownHelpers: readonly Helper[] = [
  { name: 'ftp', protocols: [TCP], families: both },
  { name: 'sip', protocols: [TCP, UDP], families: both },
  { name: 'tftp', protocols: [UDP], families: both },
  { name: 'irc', protocols: [TCP], families: [4] },
  { name: 'pptp', protocols: [TCP], families: [4] },
  { name: 'amanda', protocols: [UDP], families: both },
  { name: 'sane', protocols: [TCP], families: both },
  { name: 'snmp', protocols: [UDP], families: [4] },
  { name: 'snmp_trap', protocols: [UDP], families: [4] },
  { name: 'netbios-ns', protocols: [UDP], families: [4] },
  { name: 'RAS', protocols: [UDP], families: both },
  { name: 'Q.931', protocols: [TCP], families: both },
  { name: 'H.245', protocols: [UDP], families: both },
];

/** The known helpers that a flow of this protocol and family can have. */
export function helpersFor(protocol: number, family: Family): readonly Helper[] {
  return knownHelpers.filter(
    ({ protocols, families }) => protocols.includes(protocol) && families.includes(family),
  );
}

/** Why a flow cannot have this helper, in a few words; null for one that it can have, or that is not known here. */
export function helperMisfit(name: string, protocol: number, family: Family): string | null {
  const helper = knownHelpers.find((known) => known.name === name);
  if (!helper) return null;
  if (!helper.protocols.includes(protocol)) {
    const names = helper.protocols.map((number) => protocolName(number).toUpperCase()).join(' and ');
    return `${name} is a helper of ${names} flows only`;
  }
  return helper.families.includes(family) ? null : `${name} is a helper of IPv4 flows only`;
}
