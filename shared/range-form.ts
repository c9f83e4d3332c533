import type { FieldReader } from './field-reader.ts';
import type { FlowForm, TextField } from './flow-form.ts';
import { FlowRange, type RangeEnds, type RangePart, rangeParts } from './flow-range.ts';
import type { FlowSpec } from './flow-spec.ts';
import { type Parsed, parseAddressText, parsePort, parseZone } from './form-fields.ts';
import { l4Kind } from './protocol.ts';

/** The field that says up to where a part runs. */
export const endFields = {
  zone: 'zoneTo',
  source: 'sourceTo',
  destination: 'destinationTo',
  sourcePort: 'sourcePortTo',
  destinationPort: 'destinationPortTo',
  icmpId: 'icmpIdTo',
} as const satisfies Readonly<Record<RangePart, TextField>>;

const parsers: Readonly<Record<RangePart, (text: string) => Parsed<string | number>>> = {
  zone: parseZone,
  source: parseAddressText,
  destination: parseAddressText,
  sourcePort: parsePort,
  destinationPort: parsePort,
  icmpId: parsePort,
};

/** The parts that can run in flows of this protocol. */
export function runningParts(protocol: number): readonly RangePart[] {
  const kind = l4Kind(protocol);
  return rangeParts.filter((part) => {
    if (part === 'icmpId') return kind === 'icmp';
    return kind === 'ports' || (part !== 'sourcePort' && part !== 'destinationPort');
  });
}

/** The text fields for the ends of a range. */
export function formOfEnds(to: RangeEnds): Partial<FlowForm> {
  return Object.fromEntries(rangeParts.map((part) => [endFields[part], String(to[part] ?? '')]));
}

/** The range that a form asks for, from its first flow; null when nothing is repeated, or an end is wrong. */
export function readRange(form: FlowForm, first: FlowSpec, reader: FieldReader): FlowRange | null {
  const parts = runningParts(form.protocol).filter((part) => form[endFields[part]].trim() !== '');
  if (parts.length === 0) return null;
  const ends = rangeParts.map((part) => {
    const field = endFields[part];
    return [part, parts.includes(part) ? reader.read(field, parsers[part](form[field]), null) : null];
  });
  const checked = FlowRange.safeParse({ first, to: Object.fromEntries(ends) });
  for (const { path, message } of checked.error?.issues ?? []) {
    const [top, part] = path;
    if (top !== 'to') continue;
    const field = rangeParts.find((known) => known === part);
    reader.refuse(endFields[field ?? parts[0] ?? 'zone'], message);
  }
  return checked.success ? checked.data : null;
}
