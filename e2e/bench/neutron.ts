import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { BigTable } from './big-table.ts';

// What people do without an inspector, written anew from the behaviour of OpenStack's Neutron: how its allocator picks
// a zone, and how its tests find out whether one is free.

const FIRST_ZONE = 4097;
const LAST_ZONE = 65535;

/** The zone for one more device: the one above the highest, or else the first gap. Looks at every device's zone. */
export function nextZone(zoneOfDevice: ReadonlyMap<string, number>): number {
  const used = [...new Set(zoneOfDevice.values())].sort((a, b) => a - b);
  const highest = used.at(-1);
  if (highest === undefined) return FIRST_ZONE;
  if (highest < LAST_ZONE) return Math.max(highest + 1, FIRST_ZONE);
  const gap = used.findIndex((zone, index) => zone - index !== FIRST_ZONE);
  return gap === -1 ? -1 : gap + FIRST_ZONE;
}

/** The first zone from `from` upwards without flows: each candidate costs a listing of the whole table, as text. */
export async function firstZoneWithoutFlows(table: BigTable, from: number): Promise<number> {
  for (let zone = from; ; zone++) {
    if (!(await listsZone(table, zone))) return zone;
  }
}

async function listsZone(table: BigTable, zone: number): Promise<boolean> {
  const [program, ...rest] = table.inside('conntrack', '-L');
  const listing = spawn(program, rest, { stdio: ['ignore', 'pipe', 'ignore'] });
  const word = new RegExp(`\\bzone=${zone}\\b`);
  let found = false;
  for await (const line of createInterface(listing.stdout)) found ||= word.test(line);
  return found;
}
