import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { execa } from 'execa';

const MAXIMUM = '/proc/sys/net/netfilter/nf_conntrack_max';

/** The room that tables have while the benchmarks run. */
export interface Room {
  /** Flows that a table may hold. */
  readonly flows: number;
  /** Puts the machine's setting back. It is also put back when this process ends in any other way. */
  giveBack(): Promise<void>;
}

/**
 * Makes room for tables of so many flows: raises nf_conntrack_max, the one setting of the machine that the benchmarks
 * touch, through a guard process that puts it back when this one ends, however that may be. Where it can't be raised
 * the room is what there is.
 */
export async function makeRoom(flows: number, say: (line: string) => void): Promise<Room> {
  const before = readMaximum();
  if (before >= flows) return { flows: before, giveBack: async () => undefined };
  // In a process group of its own, so that an interrupt from the terminal does not end it first.
  const guard = execa(process.execPath, [resolve(import.meta.dirname, 'room-guard.ts'), String(flows)], {
    detached: true,
    cleanup: false,
    buffer: false,
    reject: false,
    stderr: 'inherit',
  });
  await new Promise((answered) => {
    guard.stdout.once('data', answered);
    void guard.then(answered, answered);
  });
  const now = readMaximum();
  if (now < flows) say(`nf_conntrack_max stays ${now}: raising it needs root in the machine's own network`);
  else say(`nf_conntrack_max raised from ${before} to ${now} for the time being`);
  return {
    flows: now,
    async giveBack() {
      guard.stdin.end();
      await guard;
    },
  };
}

function readMaximum(): number {
  return Number(readFileSync(MAXIMUM, 'latin1'));
}
