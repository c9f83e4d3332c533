import { describe, expect, test } from 'vitest';
import { injectCommand } from './command.test-support.ts';
import { previewCommand } from './form-command.ts';
import { defaultForm } from './form-defaults.ts';
import { readFlowForm } from './form-reading.ts';
import { ICMP, SCTP, TCP } from './protocol.ts';
import { SettingValues, settingDefinitions } from './settings.ts';

const settings = SettingValues.parse(
  Object.fromEntries(settingDefinitions.map(({ name, builtIn }) => [name, builtIn])),
);
const tcp = defaultForm(TCP, { settings, sysctls: {} });
const previewOf = (form: typeof tcp) => previewCommand(form, readFlowForm(form));
const textOf = (form: typeof tcp) => previewOf(form).words.map(({ text }) => text);

describe('the command beside the form', () => {
  test('is the one that injects this flow', () => {
    const { spec } = readFlowForm(tcp);
    expect(spec && injectCommand(spec)).toEqual({ argv: previewOf(tcp).argv, note: null });
    expect(previewOf(tcp)).toMatchObject({ notes: [], impossible: null });
  });

  test('shows a wrong value as typed, marks it, and cannot be copied', () => {
    const preview = previewOf({ ...tcp, destinationPort: '70000', timeout: '5 m' });
    expect(preview.words.filter(({ wrong }) => wrong)).toEqual([{ text: '70000', wrong: true }]);
    expect(preview.words.map(({ text }) => text)).toContain('300');
    expect(preview.argv).toBeNull();
    expect(preview.notes).toEqual(['conntrack(8) itself would accept 70000 and store 4464.']);
  });

  test('has a note for each value that conntrack(8) would change', () => {
    expect(previewOf({ ...tcp, source: '1.1.1', zone: 'abc', sourcePort: 'x' }).notes).toEqual([
      'conntrack(8) itself would accept 1.1.1 and store 1.1.0.1.',
      'conntrack(8) itself would accept x and store 0.',
      'conntrack(8) itself would accept abc and store 0.',
    ]);
  });

  test('says nothing about families that do not match: conntrack(8) refuses them too', () => {
    expect(previewOf({ ...tcp, destination: '2001:db8::1' }).notes).toEqual([]);
    const icmp = { ...defaultForm(ICMP, { settings, sysctls: {} }), source: '::1', destination: '::2' };
    expect(previewOf(icmp).notes).toEqual([]);
  });

  test('shows a translation while its port is still wrong', () => {
    const preview = previewOf({ ...tcp, sourceNatAddress: '203.0.113.1', sourceNatPort: '70000' });
    expect(preview.words.at(-1)).toEqual({ text: '203.0.113.1:70000', wrong: true });
  });

  test('says what conntrack(8) cannot do', () => {
    const sctp = { ...defaultForm(SCTP, { settings, sysctls: {} }), state: 'HEARTBEAT_SENT' };
    expect(previewOf(sctp)).toMatchObject({ argv: null, impossible: expect.stringContaining('crashes') });
    expect(textOf(sctp)).toContain('HEARTBEAT_SENT');
  });
});
