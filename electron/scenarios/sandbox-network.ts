import { readlinkSync } from 'node:fs';
import { InspectorError } from '../../shared/errors.ts';
import {
  type CommandLine,
  type LaunchParts,
  sandboxAddressesCommand,
  sandboxRulesCommand,
} from '../executor/command-lines.ts';
import { ownNetns } from '../executor/holder.ts';
import { startProcess } from '../executor/start-process.ts';
import type { SandboxPlace } from '../targets/sandbox.ts';

/** The table that holds a demonstration's rules. One at a time: writing it again replaces it. */
const TABLE = 'inet conntrack_inspector_demo';

/** Conntrack looks at packets only where some rule asks for their state. */
const TRACKING = 'chain tracking { type filter hook output priority 1; ct state established counter; }';

/** On the loopback device a prefix makes all its addresses local. All are set aside for documentation (RFC 5737). */
const PREFIXES = ['192.0.2.1/24', '198.51.100.1/24', '203.0.113.1/24'];

/** The sandbox's network while a demonstration runs: its addresses and its rules, and nobody else's. */
export class SandboxNetwork {
  readonly #parts: LaunchParts;
  readonly #place: SandboxPlace;

  constructor(parts: LaunchParts, place: SandboxPlace) {
    this.#parts = parts;
    this.#place = place;
  }

  /** Brings the loopback device up, with addresses. Errors: `target-lost`, `unsupported` with what ip(8) said. */
  async addAddresses(): Promise<void> {
    const lines = ['link set lo up', ...PREFIXES.map((prefix) => `address replace ${prefix} dev lo`)];
    await this.#feed(sandboxAddressesCommand(this.#parts, this.#place.pid), lines.join('\n'));
  }

  /** Tracks packets, under these chains and no others of a demonstration. Errors: `target-lost`, `unsupported`. */
  async setRules(chains: string): Promise<void> {
    const text = `table ${TABLE}\ndelete table ${TABLE}\ntable ${TABLE} {\n${TRACKING}\n${chains}\n}\n`;
    await this.#feed(sandboxRulesCommand(this.#parts, this.#place.pid), text);
  }

  /** Takes rules and addresses away again. Errors: as above. */
  async clear(): Promise<void> {
    await this.#feed(
      sandboxRulesCommand(this.#parts, this.#place.pid),
      `table ${TABLE}\ndelete table ${TABLE}\n`,
    );
    const lines = PREFIXES.map((prefix) => `address delete ${prefix} dev lo`);
    await this.#feed(sandboxAddressesCommand(this.#parts, this.#place.pid), lines.join('\n'));
  }

  async #feed(command: CommandLine, text: string): Promise<void> {
    expectSandbox(this.#place);
    const { process, ended } = startProcess(command, () => undefined);
    process.stdout.resume();
    process.stdin.end(`${text}\n`);
    const { exitCode, how, stderr } = await ended;
    if (exitCode === 0) return;
    throw new InspectorError({
      code: 'unsupported',
      operation: 'set up a demonstration',
      message: 'The sandbox’s network could not be set up for the demonstration.',
      detail: stderr || how,
    });
  }
}

/** Throws `target-lost` unless a holder still keeps its namespace, which is not our own: its number may be another's by now. */
export function expectSandbox({ pid, netns }: SandboxPlace): void {
  if (netnsOf(pid) === netns && netns !== ownNetns()) return;
  throw new InspectorError({
    code: 'target-lost',
    operation: 'run a demonstration',
    message: 'The sandbox is gone.',
    hint: 'Open the sandbox again for a new, empty table.',
  });
}

function netnsOf(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`);
  } catch {
    return null;
  }
}
