import { type AddressWords, parseAddress } from '../../shared/address.ts';
import type { AddressSpan, Condition, Filter, NumberSpan } from '../../shared/filter/ast.ts';
import type { Field, Flag } from '../../shared/filter/fields.ts';
import { type L4, translationOf } from '../../shared/flow.ts';
import type { FlowRow } from '../../shared/flow-page.ts';
import {
  ICMP,
  icmpTypes,
  icmpv6Types,
  protocolName,
  protocolNames,
  statesOf,
} from '../../shared/protocol.ts';
import { StatusBit } from '../../shared/status.ts';

/** Whether a flow matches, by the meaning of the language and nothing else. `now` is milliseconds since the epoch. */
export function evaluateSlowly(filter: Filter, row: FlowRow, now: number): boolean {
  return filter.kind === 'all' || holds(filter, row, now);
}

function holds(condition: Condition, row: FlowRow, now: number): boolean {
  const { flow } = row;
  switch (condition.kind) {
    case 'and':
      return condition.terms.every((term) => holds(term, row, now));
    case 'or':
      return condition.terms.some((term) => holds(term, row, now));
    case 'not':
      return !holds(condition.term, row, now);
    case 'flag':
      return hasFlag(condition.flag, row);
    case 'address':
      return anyFits(addressesOf(condition.field, row), condition.among, (address) =>
        condition.set.some((span) => contains(span, address)),
      );
    case 'number':
      return anyFits(numbersOf(condition.field, row, now), condition.among, (value) =>
        isIn(value, condition.set),
      );
    case 'order':
      return numbersOf(condition.field, row, now).some((value) =>
        compare(value, condition.operator, condition.bound),
      );
    case 'mask':
      return numbersOf(condition.field, row, now).some(
        (value) => ((BigInt(value) & BigInt(condition.mask)) === BigInt(condition.value)) === condition.equal,
      );
    case 'icmp-type': {
      const types = flow.protocol === ICMP ? icmpTypes : icmpv6Types;
      return anyFits(numbersOf('icmp.type', row, now), condition.among, (value) =>
        condition.set.some((element) =>
          'name' in element
            ? types.some(({ type, name }) => type === value && name === element.name)
            : isIn(value, [element]),
        ),
      );
    }
    case 'state': {
      const names: readonly string[] = condition.set;
      return anyFits(statesIn(row), condition.among, (name) => names.includes(name));
    }
    case 'text':
      return anyFits(flow.helper === null ? [] : [flow.helper], condition.among, (helper) =>
        condition.set.some((text) => text.toLowerCase() === helper.toLowerCase()),
      );
    case 'contains':
      return flow.helper?.toLowerCase().includes(condition.text.toLowerCase()) ?? false;
    case 'search': {
      const protocol = protocolName(flow.protocol);
      const names = [
        ...(flow.helper === null ? [] : [flow.helper]),
        ...(protocolNames.includes(protocol) ? [protocol] : []),
        ...statesIn(row).filter((state) => state !== ''),
      ];
      return names.some((name) => name.toLowerCase().includes(condition.text.toLowerCase()));
    }
    case 'address-pair':
      return (
        (addressesOf(condition.left, row)[0] === addressesOf(condition.right, row)[0]) === condition.equal
      );
    case 'number-pair': {
      const [left] = numbersOf(condition.left, row, now);
      const [right] = numbersOf(condition.right, row, now);
      return left !== undefined && right !== undefined && compare(left, condition.operator, right);
    }
  }
}

/** With `among`, one value fits; without, there are values and none fits. */
function anyFits<T>(values: readonly T[], among: boolean, fits: (value: T) => boolean): boolean {
  return among ? values.some(fits) : values.length > 0 && !values.some(fits);
}

function hasFlag(flag: Flag, { flow }: FlowRow): boolean {
  const bit = (mask: number) => (flow.status & mask) !== 0;
  const { source, destination } = translationOf(flow);
  switch (flag) {
    case 'assured':
      return bit(StatusBit.assured);
    case 'unreplied':
      return !bit(StatusBit.seenReply);
    case 'seen_reply':
      return bit(StatusBit.seenReply);
    case 'confirmed':
      return bit(StatusBit.confirmed);
    case 'nat':
      return source || destination;
    case 'snat':
      return source;
    case 'dnat':
      return destination;
    case 'dying':
      return bit(StatusBit.dying);
    case 'offload':
      return bit(StatusBit.offload);
    case 'hw_offload':
      return bit(StatusBit.hwOffload);
    case 'helper':
      return bit(StatusBit.helper) || flow.helper !== null;
    case 'fixed_timeout':
      return bit(StatusBit.fixedTimeout);
    case 'expected':
      return bit(StatusBit.expected);
  }
}

function addressesOf(field: Field, { flow }: FlowRow): readonly string[] {
  const { original, reply } = flow;
  switch (field) {
    case 'src':
      return [original.source];
    case 'dst':
      return [original.destination];
    case 'reply.src':
      return [reply.source];
    case 'reply.dst':
      return [reply.destination];
    default:
      return [original.source, original.destination, reply.source, reply.destination];
  }
}

function numbersOf(field: Field, { flow, bytesPerSecond }: FlowRow, now: number): readonly number[] {
  const present = (value: number | null | undefined) =>
    value === null || value === undefined ? [] : [value];
  const { original, reply } = flow;
  const counters = flow.counters;
  const ports = (l4: L4) => (l4.kind === 'ports' ? [l4.source, l4.destination] : []);
  const keys = (l4: L4) => (l4.kind === 'gre' ? [l4.sourceKey, l4.destinationKey] : []);
  const icmp = original.l4.kind === 'icmp' ? original.l4 : null;
  switch (field) {
    case 'proto':
      return [flow.protocol];
    case 'family':
      return [flow.family];
    case 'sport':
      return ports(original.l4).slice(0, 1);
    case 'dport':
      return ports(original.l4).slice(1);
    case 'reply.sport':
      return ports(reply.l4).slice(0, 1);
    case 'reply.dport':
      return ports(reply.l4).slice(1);
    case 'port':
      return [...ports(original.l4), ...ports(reply.l4)];
    case 'gre.key':
      return [...keys(original.l4), ...keys(reply.l4)];
    case 'icmp.type':
      return present(icmp?.type);
    case 'icmp.code':
      return present(icmp?.code);
    case 'icmp.id':
      return present(icmp?.id);
    case 'status':
      return [flow.status];
    case 'zone': {
      const zones = [flow.zones.original, flow.zones.reply].filter((zone) => zone !== 0);
      return zones.length > 0 ? zones : [0];
    }
    case 'zone.orig':
      return [flow.zones.original];
    case 'zone.reply':
      return [flow.zones.reply];
    case 'mark':
      return present(flow.mark);
    case 'label':
      return flow.labels === null ? [] : bitsOf(flow.labels);
    case 'timeout':
      return present(flow.timeoutSeconds).map((seconds) => seconds * 1000);
    case 'started':
      return present(flow.startedAt);
    case 'age':
      return present(flow.startedAt).map((startedAt) => Math.max(0, now - startedAt));
    case 'rate':
      return present(bytesPerSecond).map((bytes) => bytes * 8);
    case 'bytes':
      return counters ? [counters.original.bytes + counters.reply.bytes] : [];
    case 'packets':
      return counters ? [counters.original.packets + counters.reply.packets] : [];
    case 'bytes.orig':
      return present(counters?.original.bytes);
    case 'bytes.reply':
      return present(counters?.reply.bytes);
    case 'packets.orig':
      return present(counters?.original.packets);
    case 'packets.reply':
      return present(counters?.reply.packets);
    case 'id':
      return [flow.id];
    case 'use':
      return present(flow.use);
    default:
      return [];
  }
}

/** Numbers of the bits that are set in a hexadecimal number. */
function bitsOf(hex: string): readonly number[] {
  const binary = BigInt(`0x${hex}`).toString(2);
  return [...binary].flatMap((digit, index) => (digit === '1' ? [binary.length - 1 - index] : []));
}

/** The name of the state that a flow is in; a state without a name is an empty one. */
function statesIn({ flow }: FlowRow): readonly string[] {
  return flow.state === null ? [] : [statesOf(flow.protocol)[flow.state] ?? ''];
}

function isIn(value: number, set: readonly NumberSpan[]): boolean {
  return set.some(({ low, high }) => low <= value && value <= high);
}

function contains(span: AddressSpan, text: string): boolean {
  const address = parseAddress(text);
  if (address === null) throw new Error(`${text} is no address`);
  const bits = bitText(address.words);
  if (span.kind === 'prefix') {
    return (
      span.address.family === address.family &&
      bits.startsWith(bitText(span.address.words).slice(0, span.length))
    );
  }
  return (
    span.first.family === address.family &&
    bitText(span.first.words) <= bits &&
    bits <= bitText(span.last.words)
  );
}

function bitText(words: AddressWords): string {
  return words.map((word) => word.toString(2).padStart(32, '0')).join('');
}

function compare(left: number, operator: string, right: number): boolean {
  switch (operator) {
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    default:
      return left >= right;
  }
}
