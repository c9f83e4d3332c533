import { parseAddress } from './address.ts';
import { addressProblem } from './address-problem.ts';
import { type ExpectedFlow, familyProblems } from './expectation.ts';
import type { FieldReader } from './field-reader.ts';
import { longestPrefix } from './filter/address-span.ts';
import type { FlowForm } from './flow-form.ts';
import { type FlowSpec, familyOf } from './flow-spec.ts';
import { type Parsed, parseAddressText, parseClass, parsePort } from './form-fields.ts';

const fieldsByPart = {
  source: 'expectedSource',
  sourcePrefix: 'expectedSource',
  destination: 'expectedDestination',
} as const;

/** The flow that a form has its own flow expect; null when none, or while something about it is wrong. */
export function readExpectedFlow(form: FlowForm, master: FlowSpec, reader: FieldReader): ExpectedFlow | null {
  if (!form.expects) return null;
  if (form.helper.trim() === '') reader.refuse('helper', 'needed: only a helper’s flow can expect another');
  const family = familyOf(master);
  const any = { address: family === 4 ? '0.0.0.0' : '::', length: 0 };
  const optional = <Value>(text: string, parse: (text: string) => Parsed<Value>, absent: Value) =>
    text.trim() === '' ? { value: absent } : parse(text);
  const source = reader.read('expectedSource', optional(form.expectedSource, parsePrefix, any), any);
  const expected: ExpectedFlow = {
    protocol: form.expectedProtocol,
    source: source.address,
    sourcePrefix: source.length,
    sourcePort: reader.read(
      'expectedSourcePort',
      optional<number | null>(form.expectedSourcePort, parsePort, null),
      null,
    ),
    destination: reader.read(
      'expectedDestination',
      optional(form.expectedDestination, parseAddressText, parseAddress(master.destination)?.text ?? ''),
      any.address,
    ),
    destinationPort: reader.read('expectedDestinationPort', parsePort(form.expectedDestinationPort), 0),
    permanent: form.expectedPermanent,
    inactive: form.expectedInactive,
    class: reader.read('expectedClass', parseClass(form.expectedClass), 0),
  };
  for (const [part, message] of familyProblems(expected, family)) reader.refuse(fieldsByPart[part], message);
  return expected;
}

/** The text fields for an expected flow. */
export function formOfExpected(expected: ExpectedFlow): Partial<FlowForm> {
  const { source, sourcePrefix, sourcePort } = expected;
  const whole = sourcePrefix === longestPrefix(source.includes(':') ? 6 : 4);
  return {
    expects: true,
    expectedProtocol: expected.protocol,
    expectedSource: sourcePrefix === 0 ? '' : whole ? source : `${source}/${sourcePrefix}`,
    expectedSourcePort: sourcePort === null ? '' : String(sourcePort),
    expectedDestination: expected.destination,
    expectedDestinationPort: String(expected.destinationPort),
    expectedClass: String(expected.class),
    expectedPermanent: expected.permanent,
    expectedInactive: expected.inactive,
  };
}

/** An address, or an address with how many of its bits count. */
function parsePrefix(text: string): Parsed<{ address: string; length: number }> {
  const [, host = '', bits] = /^(.*?)(?:\/(.*))?$/s.exec(text.trim()) ?? [];
  const address = parseAddress(host);
  if (address === null) return { message: addressProblem(host) };
  const longest = longestPrefix(address.family);
  if (bits === undefined) return { value: { address: address.text, length: longest } };
  if (!/^(0|[1-9]\d?\d?)$/.test(bits) || Number(bits) > longest)
    return { message: `a prefix of 0 to ${longest}` };
  return { value: { address: address.text, length: Number(bits) } };
}
