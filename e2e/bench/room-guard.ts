import { readFileSync, writeFileSync } from 'node:fs';

// Raises nf_conntrack_max to at least what it is told and puts it back when its stdin ends: with whoever started it.
//
// Usage: room-guard.ts MAXIMUM

const PATH = '/proc/sys/net/netfilter/nf_conntrack_max';
const wanted = process.argv[2] ?? '';
if (!/^[1-9]\d{0,8}$/.test(wanted)) throw new RangeError(`"${wanted}" is not a number of flows`);

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
const before = readFileSync(PATH, 'latin1').trim();
let isRaised = false;
if (Number(before) < Number(wanted)) {
  try {
    writeFileSync(PATH, wanted);
    isRaised = true;
  } catch {
    // Not root, or not in the machine's own network: whoever asked reads the value and makes do.
  }
}
process.stdin.on('end', () => {
  // Somebody else may have set it in the meantime; theirs stays.
  if (isRaised && readFileSync(PATH, 'latin1').trim() === wanted) writeFileSync(PATH, before);
});
process.stdin.resume();
process.stdout.on('error', () => undefined);
process.stdout.write('.');
