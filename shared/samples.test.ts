import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitraryAddress } from '../e2e/fixtures/arbitrary-spec.ts';
import { FlowSpec, familyOf } from './flow-spec.ts';
import { DCCP, GRE, ICMP, ICMPV6, icmpTypes, icmpv6Types, SCTP, TCP, UDP, UDPLITE } from './protocol.ts';
import { sampleFlows } from './samples.ts';
import { SettingValues, settingDefinitions } from './settings.ts';

const builtIn = SettingValues.parse(
  Object.fromEntries(settingDefinitions.map(({ name, builtIn }) => [name, builtIn])),
);

describe('the sample flows', () => {
  const samples = sampleFlows(builtIn);

  test('show every protocol and both families', () => {
    const protocols = new Set(samples.map(({ protocol }) => protocol));
    expect([...protocols]).toEqual(
      expect.arrayContaining([TCP, UDP, UDPLITE, ICMP, ICMPV6, SCTP, DCCP, GRE, 253, 50]),
    );
    expect(new Set(samples.map(familyOf))).toEqual(new Set([4, 6]));
  });

  test('show several TCP states, translation of either end, and a mark', () => {
    const states = samples.filter(({ protocol }) => protocol === TCP).map(({ state }) => state);
    expect(new Set(states).size).toBeGreaterThanOrEqual(4);
    expect(samples.some(({ sourceNat }) => sourceNat !== null)).toBe(true);
    expect(samples.some(({ destinationNat }) => destinationNat !== null)).toBe(true);
    expect(samples.some(({ mark }) => mark !== 0)).toBe(true);
  });

  test('show zone 0, several others, and zones of one direction', () => {
    const zones = new Set(samples.map(({ zone }) => zone.zone));
    expect(zones.has(0)).toBe(true);
    expect(zones.size).toBeGreaterThanOrEqual(4);
    expect(new Set(samples.map(({ zone }) => zone.direction))).toEqual(
      new Set(['both', 'original', 'reply']),
    );
  });

  test('stay long enough to be looked at', () => {
    for (const { timeoutSeconds } of samples) expect(timeoutSeconds).toBeGreaterThanOrEqual(180);
  });

  test('take timeouts from the settings, and otherwise from the kernel', () => {
    const own = sampleFlows({ ...builtIn, timeoutSeconds: 1234 });
    expect(new Set(own.map(({ timeoutSeconds }) => timeoutSeconds))).toEqual(new Set([1234]));
    const tuned = sampleFlows(builtIn, { nf_conntrack_tcp_timeout_established: 7200 });
    expect(tuned[0]?.timeoutSeconds).toBe(7200);
  });
});

const port = fc.nat(0xffff);
const octet = fc.nat(0xff);
const arbitrarySettings = fc.record<SettingValues>({
  sourceIPv4: arbitraryAddress(4),
  destinationIPv4: arbitraryAddress(4),
  sourceIPv6: arbitraryAddress(6),
  destinationIPv6: arbitraryAddress(6),
  tcpSourcePort: port,
  tcpDestinationPort: port,
  udpSourcePort: port,
  udpDestinationPort: port,
  icmpType: fc.constantFrom(...icmpTypes.map(({ type }) => type)),
  icmpCode: octet,
  icmpId: port,
  icmpv6Type: fc.constantFrom(...icmpv6Types.map(({ type }) => type)),
  icmpv6Code: octet,
  icmpv6Id: port,
  timeoutSeconds: fc.nat(2_147_483),
  firstZone: port,
});

test('whatever the settings, every sample may be injected and no two are the same flow', () => {
  fc.assert(
    fc.property(arbitrarySettings, (settings) => {
      const samples = sampleFlows(settings);
      for (const sample of samples) expect(FlowSpec.safeParse(sample).error).toBeUndefined();
      const identities = samples.map(({ protocol, source, destination, l4, zone }) =>
        JSON.stringify([protocol, source, destination, l4, zone]),
      );
      expect(new Set(identities).size).toBe(samples.length);
      for (const { zone } of samples) expect(zone.direction === 'both' || zone.zone > 0).toBe(true);
    }),
  );
});
