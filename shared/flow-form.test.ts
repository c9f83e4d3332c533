import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitrarySpec } from '../e2e/fixtures/arbitrary-spec.ts';
import { type FlowForm, formOf, unexpecting, unrepeated } from './flow-form.ts';
import { FlowSpec } from './flow-spec.ts';
import { readFlowForm } from './form-reading.ts';
import { GRE, ICMP, ICMPV6, SCTP, TCP, UDP } from './protocol.ts';

const tcp: FlowForm = {
  protocol: TCP,
  otherProtocol: false,
  protocolText: '',
  source: '192.0.2.10',
  sourcePort: '40000',
  destination: '198.51.100.20',
  destinationPort: '443',
  icmpType: '',
  icmpCode: '',
  icmpId: '',
  sourceKey: '',
  destinationKey: '',
  originalTag: '',
  replyTag: '',
  state: 'ESTABLISHED',
  timeout: '300 s',
  zone: '4098',
  zoneDirection: 'both',
  mark: '0x10',
  labels: '',
  helper: '',
  seenReply: false,
  assured: false,
  fixedTimeout: false,
  explicitHelper: false,
  sourceNatAddress: '',
  sourceNatPort: '',
  destinationNatAddress: '',
  destinationNatPort: '',
  ...unrepeated,
  ...unexpecting,
};
const sctp = { ...tcp, protocol: SCTP, originalTag: '0', replyTag: '0' };
const icmp = { ...tcp, protocol: ICMP, state: '', icmpType: '8', icmpCode: '0', icmpId: '7' };
const icmpv6 = {
  ...icmp,
  protocol: ICMPV6,
  source: '2001:db8::1',
  destination: '2001:db8::2',
  icmpType: '128',
};
const problemsOf = (form: FlowForm) =>
  readFlowForm(form).problems.map(({ field, message }) => `${field}: ${message}`);

describe('reading the form', () => {
  test('gives the flow when every field is right', () => {
    expect(readFlowForm(tcp).spec).toEqual({
      protocol: TCP,
      source: '192.0.2.10',
      destination: '198.51.100.20',
      l4: { kind: 'ports', source: 40000, destination: 443 },
      zone: { direction: 'both', zone: 4098 },
      state: 3,
      timeoutSeconds: 300,
      mark: 16,
      status: 0,
      labels: null,
      helper: null,
      sctpTags: null,
      sourceNat: null,
      destinationNat: null,
    });
  });

  test.each<[string, FlowForm, string]>([
    ['address 1.1.1', { ...tcp, source: '1.1.1' }, 'source: needs four numbers, as in 192.0.2.1'],
    [
      'address 1.1.1.300',
      { ...tcp, destination: '1.1.1.300' },
      'destination: 300 is more than an octet holds (0 to 255)',
    ],
    ['address ::g', { ...tcp, source: '::g' }, 'source: “g” is not a hexadecimal digit'],
    ['mixed families', { ...tcp, destination: '2001:db8::1' }, 'destination: must be IPv4, as the source is'],
    [
      'IPv4 in ICMPv6',
      { ...icmpv6, source: '192.0.2.1', destination: '192.0.2.2' },
      'source: must be IPv6: for IPv4 choose ICMP',
    ],
    [
      'IPv6 in ICMP',
      { ...icmp, source: '::1', destination: '::2' },
      'source: must be IPv4: for IPv6 choose ICMPv6',
    ],
    ['port -1', { ...tcp, sourcePort: '-1' }, 'sourcePort: 0 to 65535'],
    ['port 70000', { ...tcp, destinationPort: '70000' }, 'destinationPort: 0 to 65535'],
    ['port abc', { ...tcp, sourcePort: 'abc' }, 'sourcePort: a number, 0 to 65535'],
    ['port 1.5', { ...tcp, sourcePort: '1.5' }, 'sourcePort: whole, 0 to 65535'],
    ['an empty port', { ...tcp, destinationPort: '' }, 'destinationPort: needed, 0 to 65535'],
    ['zone 65536', { ...tcp, zone: '65536' }, 'zone: 0 to 65535'],
    ['zone abc', { ...tcp, zone: 'abc' }, 'zone: a number, 0 to 65535'],
    ['timeout -5', { ...tcp, timeout: '-5' }, 'timeout: 1 s or more'],
    ['timeout 0', { ...tcp, timeout: '0' }, 'timeout: 1 s or more'],
    ['timeout 99999999999', { ...tcp, timeout: '99999999999' }, 'timeout: at most 2147483 s'],
    [
      'ICMP type 99',
      { ...icmp, icmpType: '99' },
      'icmpType: the kernel tracks only 8, 0, 13, 14, 15, 16, 17, 18',
    ],
    [
      'an ICMPv4 type in ICMPv6',
      { ...icmpv6, icmpType: '8' },
      'icmpType: the kernel tracks only 128, 129, 139, 140',
    ],
    [
      'translation into the other family',
      { ...tcp, sourceNatAddress: '2001:db8::9' },
      'sourceNatAddress: must be IPv4: translation keeps the family',
    ],
    [
      'a translated port without an address',
      { ...tcp, destinationNatPort: '80' },
      'destinationNatAddress: needed: an IPv4 or IPv6 address',
    ],
    ['label 128', { ...tcp, labels: '0, 128' }, 'labels: 0 to 127'],
    ['label -1', { ...tcp, labels: '-1' }, 'labels: numbers and ranges, as in 0, 4-7'],
    ['labels 7-4', { ...tcp, labels: '7-4' }, 'labels: 7-4: the lower number first'],
    [
      '33 hex digits of labels',
      { ...tcp, labels: `0x1${'0'.repeat(32)}` },
      'labels: labels go up to 127: at most 32 digits',
    ],
    ['labels 0x0', { ...tcp, labels: '0x0' }, 'labels: no label is set'],
    ['mark 2^32', { ...tcp, mark: '4294967296' }, 'mark: 0 to 0xffffffff'],
    [
      'a helper of another protocol',
      { ...tcp, helper: 'tftp' },
      'helper: tftp is a helper of UDP flows only',
    ],
    [
      'a helper of another family',
      { ...tcp, source: '::1', destination: '::2', helper: 'irc' },
      'helper: irc is a helper of IPv4 flows only',
    ],
    ['a helper’s name of 16 letters', { ...tcp, helper: 'x'.repeat(16) }, 'helper: at most 15 characters'],
    ['a helper’s name with a space', { ...tcp, helper: 'f tp' }, 'helper: a name without spaces, as in ftp'],
    ['a tag above 32 bits', { ...sctp, replyTag: '0x100000000' }, 'replyTag: 0 to 0xffffffff'],
    [
      'an unknown protocol',
      { ...tcp, otherProtocol: true, protocolText: 'tpc' },
      'protocolText: a name such as udplite, or 0 to 255',
    ],
  ])('answers %s with one message beside that field', (_name, form, problem) => {
    const reading = readFlowForm(form);
    expect(problemsOf(form)).toEqual([problem]);
    expect(reading.spec).toBeNull();
  });

  test('names all problems at once, in the order of the screen', () => {
    const form = { ...tcp, zone: 'x', sourcePort: '70000', destination: '2001:db8::1', timeout: '' };
    expect(problemsOf(form)).toEqual([
      'sourcePort: 0 to 65535',
      'destination: must be IPv4, as the source is',
      'timeout: needed, in seconds',
      'zone: a number, 0 to 65535',
    ]);
  });

  test('says nothing about families while an address is unreadable', () => {
    expect(problemsOf({ ...tcp, source: 'x', destination: '2001:db8::1' })).toEqual([
      'source: an address, not a name, as in 192.0.2.1',
    ]);
    expect(problemsOf({ ...icmpv6, source: '', destination: '' })).toHaveLength(2);
  });

  test('ignores fields that the protocol does not have', () => {
    const form = { ...icmp, sourcePort: 'abc', sourceKey: 'x', destinationNatPort: 'y' };
    expect(readFlowForm(form).problems).toEqual([]);
  });

  test('leaves translation out while its fields are empty', () => {
    expect(readFlowForm({ ...tcp, sourceNatAddress: ' ', sourceNatPort: '' }).spec?.sourceNat).toBeNull();
    const translated = { ...tcp, sourceNatAddress: '203.0.113.1', sourceNatPort: '5' };
    expect(readFlowForm(translated).spec?.sourceNat).toEqual({ address: '203.0.113.1', port: 5 });
  });
});

test('every valid flow survives the way through the form', () => {
  fc.assert(
    fc.property(arbitrarySpec, (spec) => {
      expect(FlowSpec.safeParse(spec).error).toBeUndefined();
      expect(readFlowForm(formOf(spec))).toEqual({
        spec,
        draft: spec,
        range: null,
        expected: null,
        problems: [],
      });
    }),
  );
});

test('whatever is typed gives a flow or at least one problem of a field of that protocol', () => {
  const text = fc.oneof(fc.string(), fc.stringMatching(/^[-0-9a-fx.: smhd]{0,12}$/));
  const form = fc.record<FlowForm>({
    protocol: fc.constantFrom(TCP, UDP, ICMP, ICMPV6, GRE, SCTP, 253),
    otherProtocol: fc.boolean(),
    protocolText: text,
    source: text,
    sourcePort: text,
    destination: text,
    destinationPort: text,
    icmpType: text,
    icmpCode: text,
    icmpId: text,
    sourceKey: text,
    destinationKey: text,
    originalTag: text,
    replyTag: text,
    state: fc.constantFrom('', 'ESTABLISHED', 'BOGUS'),
    timeout: text,
    zone: text,
    zoneDirection: fc.constantFrom('both', 'original', 'reply'),
    mark: text,
    labels: text,
    helper: text,
    seenReply: fc.boolean(),
    assured: fc.boolean(),
    fixedTimeout: fc.boolean(),
    explicitHelper: fc.boolean(),
    sourceNatAddress: text,
    sourceNatPort: text,
    destinationNatAddress: text,
    destinationNatPort: text,
    zoneTo: text,
    sourceTo: text,
    sourcePortTo: text,
    destinationTo: text,
    destinationPortTo: text,
    icmpIdTo: text,
    expects: fc.boolean(),
    expectedProtocol: fc.constantFrom(TCP, UDP),
    expectedSource: text,
    expectedSourcePort: text,
    expectedDestination: text,
    expectedDestinationPort: text,
    expectedClass: text,
    expectedPermanent: fc.boolean(),
    expectedInactive: fc.boolean(),
  });
  fc.assert(
    fc.property(form, (typed) => {
      const { spec, problems } = readFlowForm(typed);
      expect(spec === null).toBe(problems.length > 0);
      if (spec) expect(FlowSpec.safeParse(spec).success).toBe(true);
    }),
  );
});
