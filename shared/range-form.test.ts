import { describe, expect, test } from 'vitest';
import type { FlowForm } from './flow-form.ts';
import { noEnds, rangeSize } from './flow-range.ts';
import { defaultForm } from './form-defaults.ts';
import { readFlowForm } from './form-reading.ts';
import { GRE, ICMP, TCP } from './protocol.ts';
import { formOfEnds, runningParts } from './range-form.ts';
import { SettingValues, settingDefinitions } from './settings.ts';

const settings = SettingValues.parse(
  Object.fromEntries(settingDefinitions.map(({ name, builtIn }) => [name, builtIn])),
);
const form = (protocol: number, changes: Partial<FlowForm> = {}) => ({
  ...defaultForm(protocol, { settings, sysctls: {} }),
  ...changes,
});
const problemsOf = (typed: FlowForm) =>
  readFlowForm(typed).problems.map(({ field, message }) => `${field}: ${message}`);

describe('a form that repeats its flow', () => {
  test('names a range with every end that was typed', () => {
    const { range, spec } = readFlowForm(form(TCP, { sourceTo: '192.0.2.19', destinationPortTo: '452' }));
    expect(range).toEqual({ first: spec, to: { ...noEnds, source: '192.0.2.19', destinationPort: 452 } });
    expect(range && rangeSize(range)).toBe(100);
  });

  test('names none while nothing is typed', () => {
    expect(readFlowForm(form(TCP)).range).toBeNull();
    expect(readFlowForm(form(TCP, { sourceTo: '  ' })).range).toBeNull();
  });

  test('does not look at ends that its protocol does not have', () => {
    const typed = form(GRE, { sourcePortTo: 'abc', icmpIdTo: 'abc' });
    expect(readFlowForm(typed)).toMatchObject({ range: null, problems: [] });
    expect(runningParts(ICMP)).toEqual(['zone', 'source', 'destination', 'icmpId']);
  });

  test.each<[string, Partial<FlowForm>, string]>([
    ['an end before its start', { sourcePortTo: '39999' }, 'sourcePortTo: must not lie before 40000'],
    [
      'an end of the other family',
      { sourceTo: '2001:db8::1' },
      'sourceTo: must be a complete IPv4 address, as its start is',
    ],
    ['an end that is no number', { zoneTo: 'x' }, 'zoneTo: a number, 0 to 65535'],
    [
      'more flows than one range may make',
      { sourceTo: '192.255.255.255' },
      'sourceTo: makes 16,776,694 flows: at most 1,000,000 at a time',
    ],
    [
      'an expectation as well',
      { zoneTo: '3', expects: true, helper: 'ftp', expectedDestinationPort: '1' },
      'zoneTo: not together with an expectation',
    ],
  ])('refuses %s beside its field', (_name, changes, problem) => {
    const reading = readFlowForm(form(TCP, changes));
    expect(problemsOf(form(TCP, changes))).toHaveLength(1);
    expect(problemsOf(form(TCP, changes))[0]).toBe(problem);
    expect(reading.spec).toBeNull();
  });

  test('reads back from the ends of a range', () => {
    const typed = form(TCP, { sourceTo: '192.0.2.19', zoneTo: '7' });
    const { range } = readFlowForm(typed);
    if (!range) throw new Error('there is no range');
    expect(readFlowForm({ ...form(TCP), ...formOfEnds(range.to) }).range).toEqual(range);
  });
});
