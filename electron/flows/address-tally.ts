import { formatAddress } from '../../shared/address.ts';
import type { Talker } from '../../shared/capacity.ts';
import * as Row from '../../shared/flow-record.ts';
import { COLUMN_STRIDE } from './columns.ts';

/** An address takes its family and four words. */
const KEY_WORDS = 5;
const FIRST_ROOM = 1024;

/** Adds up flows and bytes by address: open addressing over typed arrays, which double as they fill. */
export class AddressTally {
  /** Addresses so far. */
  distinct = 0;
  readonly #column: number;
  /** The number of an address plus one; 0 is a free slot. Twice as many as there is room for addresses. */
  #slots = new Uint32Array(FIRST_ROOM * 2);
  #keys = new Uint32Array(FIRST_ROOM * KEY_WORDS);
  #flows = new Uint32Array(FIRST_ROOM);
  #bytes = new Float64Array(FIRST_ROOM);

  /** `column`: the first word of the address in a row. */
  constructor(column: number) {
    this.#column = column;
  }

  /** Counts one row. */
  add(segment: Uint32Array, at: number, bytes: number): void {
    const family = (segment[Row.KIND * COLUMN_STRIDE + at] ?? 0) & 0xff;
    const from = this.#column * COLUMN_STRIDE + at;
    const one = segment[from] ?? 0;
    const two = segment[from + COLUMN_STRIDE] ?? 0;
    const three = segment[from + 2 * COLUMN_STRIDE] ?? 0;
    const four = segment[from + 3 * COLUMN_STRIDE] ?? 0;
    const mask = this.#slots.length - 1;
    let slot = hash(one, two, three, four) & mask;
    for (let number = this.#slots[slot] ?? 0; number !== 0; number = this.#slots[slot] ?? 0) {
      const key = (number - 1) * KEY_WORDS;
      const keys = this.#keys;
      if (
        keys[key + 1] === one &&
        keys[key + 2] === two &&
        keys[key + 3] === three &&
        keys[key + 4] === four &&
        keys[key] === family
      ) {
        this.#count(number - 1, bytes);
        return;
      }
      slot = (slot + 1) & mask;
    }
    const added = this.distinct++;
    this.#slots[slot] = added + 1;
    this.#keys.set([family, one, two, three, four], added * KEY_WORDS);
    this.#count(added, bytes);
    if (this.distinct === this.#flows.length) this.#grow();
  }

  /** The first `count` addresses by flows, or by bytes; those without any are left out. */
  top(count: number, by: 'flows' | 'bytes'): Talker[] {
    const amounts = by === 'flows' ? this.#flows : this.#bytes;
    const numbers: number[] = [];
    for (let number = 0; number < this.distinct; number++) {
      const amount = amounts[number] ?? 0;
      if (amount === 0 || amount <= (amounts[numbers[count - 1] ?? -1] ?? 0)) continue;
      const place = numbers.findIndex((other) => (amounts[other] ?? 0) < amount);
      numbers.splice(place === -1 ? numbers.length : place, 0, number);
      numbers.length = Math.min(numbers.length, count);
    }
    return numbers.map((number) => {
      const [family = 4, one = 0, two = 0, three = 0, four = 0] = this.#keys.subarray(number * KEY_WORDS);
      return {
        address: formatAddress(family === 6 ? 6 : 4, [one, two, three, four]),
        flows: this.#flows[number] ?? 0,
        bytes: this.#bytes[number] ?? 0,
      };
    });
  }

  #count(number: number, bytes: number): void {
    this.#flows[number] = (this.#flows[number] ?? 0) + 1;
    this.#bytes[number] = (this.#bytes[number] ?? 0) + bytes;
  }

  #grow(): void {
    const room = this.#flows.length * 2;
    const [keys, flows, bytes] = [this.#keys, this.#flows, this.#bytes];
    this.#keys = new Uint32Array(room * KEY_WORDS);
    this.#flows = new Uint32Array(room);
    this.#bytes = new Float64Array(room);
    this.#keys.set(keys);
    this.#flows.set(flows);
    this.#bytes.set(bytes);
    this.#slots = new Uint32Array(room * 2);
    const mask = this.#slots.length - 1;
    for (let number = 0; number < this.distinct; number++) {
      const key = number * KEY_WORDS;
      let slot = hash(keys[key + 1] ?? 0, keys[key + 2] ?? 0, keys[key + 3] ?? 0, keys[key + 4] ?? 0) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = number + 1;
    }
  }
}

function hash(one: number, two: number, three: number, four: number): number {
  let mixed = Math.imul(one ^ Math.imul(two, 0x85eb_ca6b), 0xcc9e_2d51);
  mixed = Math.imul((mixed ^ (mixed >>> 15)) + three, 0x1b87_3593) ^ Math.imul(four, 0x27d4_eb2f);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35);
  return mixed ^ (mixed >>> 16);
}
