import { describe, expect, test } from 'vitest';
import { formOfExpected } from './expectation-form.ts';
import type { FlowForm } from './flow-form.ts';
import { defaultForm } from './form-defaults.ts';
import { readFlowForm } from './form-reading.ts';
import { TCP, UDP } from './protocol.ts';
import { SettingValues, settingDefinitions } from './settings.ts';

const settings = SettingValues.parse(
  Object.fromEntries(settingDefinitions.map(({ name, builtIn }) => [name, builtIn])),
);
const form = (changes: Partial<FlowForm> = {}, family: 4 | 6 = 4): FlowForm => ({
  ...defaultForm(TCP, { settings, sysctls: {} }, family),
  helper: 'ftp',
  expects: true,
  expectedDestinationPort: '30000',
  ...changes,
});
const problemsOf = (changes: Partial<FlowForm>) =>
  readFlowForm(form(changes)).problems.map(({ field, message }) => `${field}: ${message}`);

describe('a form whose flow expects another', () => {
  test('takes empty fields for any source and for the flow’s own destination', () => {
    expect(readFlowForm(form()).expected).toEqual({
      protocol: TCP,
      source: '0.0.0.0',
      sourcePrefix: 0,
      sourcePort: null,
      destination: settings.destinationIPv4,
      destinationPort: 30000,
      permanent: false,
      inactive: false,
      class: 0,
    });
    expect(readFlowForm(form({}, 6)).expected).toMatchObject({
      source: '::',
      destination: settings.destinationIPv6,
    });
  });

  test.each([
    ['10.0.0.0/8', '10.0.0.0', 8],
    ['192.0.2.1', '192.0.2.1', 32],
    ['192.0.2.1/0', '192.0.2.1', 0],
  ])('reads the source %s', (expectedSource, source, sourcePrefix) => {
    expect(readFlowForm(form({ expectedSource })).expected).toMatchObject({ source, sourcePrefix });
  });

  test.each<[string, Partial<FlowForm>, string]>([
    ['no helper', { helper: '' }, 'helper: needed: only a helper’s flow can expect another'],
    [
      'a source of the other family',
      { expectedSource: '2001:db8::/32' },
      'expectedSource: must be IPv4, as its master is',
    ],
    ['a prefix that is too long', { expectedSource: '10.0.0.0/33' }, 'expectedSource: a prefix of 0 to 32'],
    ['no destination port', { expectedDestinationPort: '' }, 'expectedDestinationPort: needed, 0 to 65535'],
    ['a class that no helper has', { expectedClass: '4' }, 'expectedClass: 0 to 3'],
  ])('refuses %s beside its field', (_name, changes, problem) => {
    expect(problemsOf(changes)).toEqual([problem]);
  });

  test('reads back from what is expected', () => {
    for (const changes of [
      {},
      { expectedSource: '10.0.0.0/8', expectedSourcePort: '20', expectedClass: '3' },
      { expectedSource: '192.0.2.1', expectedProtocol: UDP, expectedPermanent: true, expectedInactive: true },
    ]) {
      const { expected } = readFlowForm(form(changes));
      if (!expected) throw new Error('nothing is expected');
      const back = {
        ...defaultForm(TCP, { settings, sysctls: {} }),
        helper: 'ftp',
        ...formOfExpected(expected),
      };
      expect(readFlowForm(back).expected).toEqual(expected);
    }
  });

  test('says nothing about it while it is not ticked', () => {
    expect(problemsOf({ expects: false, helper: '', expectedClass: 'x' })).toEqual([]);
  });
});
