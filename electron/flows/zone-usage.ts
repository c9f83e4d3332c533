import { ICMP, ICMPV6, TCP, UDP } from '../../shared/protocol.ts';
import { StatusBit } from '../../shared/status.ts';
import { ZONE_COUNT, zonesOfFlow } from '../../shared/zone.ts';
import type { ZoneDirection, ZoneUsage } from '../../shared/zone-usage.ts';
import { zoneDirection } from '../../shared/zone-usage.ts';
import { FreeZones } from './free-zones.ts';
import { movedBack } from './table-clock.ts';
import { ZoneRates } from './zone-rates.ts';

const named = [TCP, UDP, ICMP, ICMPV6];

/** Counts of flows by zone, kept as flows come and go. A flow counts in the zones that it is of ({@link zonesOfFlow}). */
export class ZoneCounts {
  readonly free = new FreeZones();
  readonly rates = new ZoneRates();
  readonly #flows = new Uint32Array(ZONE_COUNT);
  readonly #originalOnly = new Uint32Array(ZONE_COUNT);
  readonly #replyOnly = new Uint32Array(ZONE_COUNT);
  readonly #assured = new Uint32Array(ZONE_COUNT);
  readonly #unreplied = new Uint32Array(ZONE_COUNT);
  /** By protocol number, made when the protocol is first seen. */
  readonly #protocols: Uint32Array[] = [];
  readonly #seenProtocols: number[] = [];
  /** When the last flow of a zone went, by the clock; 0 for never. */
  readonly #leftAt = new Uint32Array(ZONE_COUNT);
  readonly #clock: () => number;

  /** `clock` tells milliseconds, above 0 and below 2^32. */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  now(): number {
    return this.#clock();
  }

  /** The clock was set back. */
  moveBack(by: number): void {
    for (let zone = 0; zone < ZONE_COUNT; zone++) this.#leftAt[zone] = movedBack(this.#leftAt[zone] ?? 0, by);
  }

  /** A flow came. `zones` is the packed word of shared/flow-record.ts. */
  add(zones: number, protocol: number, status: number): void {
    this.#count(zones, protocol, status, 1);
  }

  /** A flow went. */
  remove(zones: number, protocol: number, status: number): void {
    this.#count(zones, protocol, status, -1);
  }

  /** A flow's status changed. */
  change(zones: number, before: number, after: number): void {
    const own = zonesOfFlow(zones);
    const original = own >>> 16;
    const reply = own & 0xffff;
    this.#countStatus(original, before, -1);
    this.#countStatus(original, after, 1);
    if (reply === original) return;
    this.#countStatus(reply, before, -1);
    this.#countStatus(reply, after, 1);
  }

  /** Counts a flow that the live view saw appear or vanish, for the rates. */
  tally(zones: number, appeared: boolean): void {
    const own = zonesOfFlow(zones);
    const original = own >>> 16;
    const reply = own & 0xffff;
    this.rates.tally(original, appeared);
    if (reply !== original) this.rates.tally(reply, appeared);
  }

  /** Whether a zone holds flows or has held any at or after a time of the clock. */
  wasUsed(zone: number, since: number): boolean {
    const leftAt = this.#leftAt[zone] ?? 0;
    return this.free.isUsed(zone) || (leftAt !== 0 && leftAt >= since);
  }

  flows(zone: number): number {
    return this.#flows[zone] ?? 0;
  }

  assured(zone: number): number {
    return this.#assured[zone] ?? 0;
  }

  unreplied(zone: number): number {
    return this.#unreplied[zone] ?? 0;
  }

  direction(zone: number): ZoneDirection {
    return zoneDirection(this.flows(zone), this.#originalOnly[zone] ?? 0, this.#replyOnly[zone] ?? 0);
  }

  /** Flows of a zone that are of one of these protocols. */
  ofProtocols(zone: number, protocols: readonly number[]): number {
    let flows = 0;
    for (const protocol of protocols) flows += this.#protocols[protocol]?.[zone] ?? 0;
    return flows;
  }

  /** Flows of a zone that are neither TCP nor UDP nor ICMP of either family. */
  others(zone: number): number {
    return this.flows(zone) - this.ofProtocols(zone, named);
  }

  /** Everything that is counted of one zone. */
  usage(zone: number): ZoneUsage {
    return {
      zone,
      flows: this.flows(zone),
      protocols: this.#protocolsOf(zone),
      assured: this.assured(zone),
      unreplied: this.unreplied(zone),
      originalOnly: this.#originalOnly[zone] ?? 0,
      replyOnly: this.#replyOnly[zone] ?? 0,
      newPerSecond: this.rates.newPerSecond(zone),
      gonePerSecond: this.rates.gonePerSecond(zone),
      lastMinute: this.rates.lastMinute(zone),
      reserved: this.free.isReserved(zone),
    };
  }

  #protocolsOf(zone: number): ZoneUsage['protocols'] {
    const list: { protocol: number; flows: number }[] = [];
    for (const protocol of this.#seenProtocols) {
      const flows = this.#protocols[protocol]?.[zone] ?? 0;
      if (flows > 0) list.push({ protocol, flows });
    }
    return list.sort((a, b) => b.flows - a.flows || a.protocol - b.protocol);
  }

  #count(zones: number, protocol: number, status: number, by: 1 | -1): void {
    const original = zones >>> 16;
    const reply = zones & 0xffff;
    let counts = this.#protocols[protocol];
    if (counts === undefined) {
      counts = new Uint32Array(ZONE_COUNT);
      this.#protocols[protocol] = counts;
      this.#seenProtocols.push(protocol);
    }
    const own = zonesOfFlow(zones);
    this.#countIn(own >>> 16, counts, status, by);
    if (own >>> 16 !== (own & 0xffff)) this.#countIn(own & 0xffff, counts, status, by);
    if (reply === original) return;
    if (original !== 0) this.#originalOnly[original] = (this.#originalOnly[original] ?? 0) + by;
    if (reply !== 0) this.#replyOnly[reply] = (this.#replyOnly[reply] ?? 0) + by;
  }

  #countIn(zone: number, byProtocol: Uint32Array, status: number, by: 1 | -1): void {
    const flows = (this.#flows[zone] ?? 0) + by;
    this.#flows[zone] = flows;
    byProtocol[zone] = (byProtocol[zone] ?? 0) + by;
    this.#countStatus(zone, status, by);
    if (flows === 0) {
      this.free.setUnused(zone);
      this.#leftAt[zone] = this.#clock();
    } else if (flows === 1 && by === 1) this.free.setUsed(zone);
  }

  #countStatus(zone: number, status: number, by: 1 | -1): void {
    if ((status & StatusBit.assured) !== 0) this.#assured[zone] = (this.#assured[zone] ?? 0) + by;
    if ((status & StatusBit.seenReply) === 0) this.#unreplied[zone] = (this.#unreplied[zone] ?? 0) + by;
  }
}
