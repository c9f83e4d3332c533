import * as z from 'zod/mini';
import { addressAbove, formatAddress, parseAddress, placesAbove } from './address.ts';
import type { L4 } from './flow.ts';
import { FlowSpec } from './flow-spec.ts';
import { protocolName } from './protocol.ts';
import { ZoneId } from './zone.ts';

/** The most flows that one range may make. */
export const MAX_RANGE_FLOWS = 1_000_000;

const Port = z.int().check(z.minimum(0), z.maximum(0xffff));

/** The last value of each part that runs; null: it stays as in the first flow. */
const RangeEnds = z.strictObject({
  zone: z.nullable(ZoneId),
  source: z.nullable(z.string().check(z.maxLength(45))),
  destination: z.nullable(z.string().check(z.maxLength(45))),
  /** Ports only where the protocol has them, the id only for ICMP and ICMPv6. */
  sourcePort: z.nullable(Port),
  destinationPort: z.nullable(Port),
  icmpId: z.nullable(Port),
});
export type RangeEnds = z.infer<typeof RangeEnds>;

/** The parts that can run, slowest first: the destination port or the ICMP id counts through before anything else moves. */
export const rangeParts = [
  'zone',
  'source',
  'destination',
  'sourcePort',
  'destinationPort',
  'icmpId',
] as const satisfies readonly (keyof RangeEnds)[];
export type RangePart = (typeof rangeParts)[number];

/**
 * Many flows to be injected from one form: the first one, and up to where its zone, addresses, ports or ICMP id run. Every
 * combination is one flow, in the order of {@link rangeParts}. All else is the same in each, translation too.
 */
export const FlowRange = z.strictObject({ first: FlowSpec, to: RangeEnds }).check((context) => {
  for (const { path, message } of contradictions(context.value)) {
    context.issues.push({ code: 'custom', input: context.value, path: [...path], message });
  }
});
export type FlowRange = z.infer<typeof FlowRange>;

/** Nothing runs: the range is its first flow alone. */
export const noEnds: RangeEnds = {
  zone: null,
  source: null,
  destination: null,
  sourcePort: null,
  destinationPort: null,
  icmpId: null,
};

/** One part that runs, and how many values it takes. */
export interface Axis {
  readonly part: RangePart;
  readonly values: number;
}

/** The parts that run, slowest first. */
export function axesOf(range: FlowRange): Axis[] {
  return rangeParts.flatMap((part) => {
    const places = placesOf(range, part) ?? 0;
    return places > 0 ? [{ part, values: places + 1 }] : [];
  });
}

/** How many flows the range is. May be more than {@link MAX_RANGE_FLOWS} while a range is being typed. */
export function rangeSize(range: FlowRange): number {
  return axesOf(range).reduce((product, { values }) => product * values, 1);
}

/** The flow at an index, from 0 to below {@link rangeSize}. Addresses that run are in canonical text. */
export function specAt(range: FlowRange, index: number): FlowSpec {
  let spec = range.first;
  let rest = index;
  for (const { part, values } of axesOf(range).reverse()) {
    spec = moved(spec, part, rest % values);
    rest = Math.floor(rest / values);
  }
  return spec;
}

function moved(spec: FlowSpec, part: RangePart, places: number): FlowSpec {
  switch (part) {
    case 'zone':
      return { ...spec, zone: { ...spec.zone, zone: spec.zone.zone + places } };
    case 'source':
    case 'destination':
      return { ...spec, [part]: addressText(spec[part], places) };
    case 'sourcePort':
    case 'destinationPort':
    case 'icmpId':
      return { ...spec, l4: movedL4(spec.l4, part, places) };
  }
}

function movedL4(l4: L4, part: RangePart, places: number): L4 {
  if (l4.kind === 'icmp') return { ...l4, id: l4.id + places };
  if (l4.kind !== 'ports') return l4;
  return part === 'sourcePort'
    ? { ...l4, source: l4.source + places }
    : { ...l4, destination: l4.destination + places };
}

function addressText(text: string, places: number): string {
  const address = parseAddress(text);
  return address ? formatAddress(address.family, addressAbove(address, places)) : text;
}

/** How far a part runs; null when it does not, or when its two ends can't be compared. */
function placesOf({ first, to }: FlowRange, part: RangePart): number | null {
  switch (part) {
    case 'zone':
      return to.zone === null ? null : to.zone - first.zone.zone;
    case 'source':
    case 'destination': {
      const [lower, upper] = [parseAddress(first[part]), parseAddress(to[part] ?? '')];
      return lower && upper && lower.family === upper.family ? placesAbove(upper, lower) : null;
    }
    case 'sourcePort':
    case 'destinationPort': {
      const end = to[part];
      if (end === null || first.l4.kind !== 'ports') return null;
      return end - (part === 'sourcePort' ? first.l4.source : first.l4.destination);
    }
    case 'icmpId':
      return to.icmpId === null || first.l4.kind !== 'icmp' ? null : to.icmpId - first.l4.id;
  }
}

interface Contradiction {
  readonly path: readonly string[];
  readonly message: string;
}

function contradictions(range: FlowRange): Contradiction[] {
  const problems = rangeParts.flatMap((part) => {
    const message = problemOf(range, part);
    return message === null ? [] : [{ path: ['to', part], message }];
  });
  if (problems.length > 0) return problems;
  const size = rangeSize(range);
  if (size <= MAX_RANGE_FLOWS) return [];
  return [
    { path: ['to'], message: `makes ${inWords(size)} flows: at most ${inWords(MAX_RANGE_FLOWS)} at a time` },
  ];
}

/** What is wrong with the end of one part. */
function problemOf(range: FlowRange, part: RangePart): string | null {
  const { first, to } = range;
  if (to[part] === null) return null;
  const places = placesOf(range, part);
  if (places !== null) return places < 0 ? `must not lie before ${startOf(first, part)}` : null;
  switch (part) {
    case 'source':
    case 'destination': {
      const family = parseAddress(first[part])?.family;
      return family === undefined
        ? 'has no valid start'
        : `must be a complete IPv${family} address, as its start is`;
    }
    case 'icmpId':
      return `${protocolName(first.protocol)} has no id`;
    default:
      return `${protocolName(first.protocol)} has no ports`;
  }
}

function startOf({ zone, source, destination, l4 }: FlowSpec, part: RangePart): string | number {
  switch (part) {
    case 'zone':
      return zone.zone;
    case 'source':
      return source;
    case 'destination':
      return destination;
    case 'sourcePort':
      return l4.kind === 'ports' ? l4.source : '';
    case 'destinationPort':
      return l4.kind === 'ports' ? l4.destination : '';
    case 'icmpId':
      return l4.kind === 'icmp' ? l4.id : '';
  }
}

function inWords(count: number): string {
  return count.toLocaleString('en-US');
}
