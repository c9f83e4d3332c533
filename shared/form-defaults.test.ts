import { describe, expect, test } from 'vitest';
import {
  changeFields,
  changeProtocol,
  changeProtocolText,
  defaultForm,
  type EditedForm,
  type FormOrigin,
  filledForm,
  refreshDefaults,
} from './form-defaults.ts';
import { readFlowForm } from './form-reading.ts';
import { GRE, ICMP, ICMPV6, SCTP, TCP, UDP } from './protocol.ts';
import { SettingValues, settingDefinitions } from './settings.ts';

const settings = SettingValues.parse(
  Object.fromEntries(settingDefinitions.map(({ name, builtIn }) => [name, builtIn])),
);
const origin: FormOrigin = {
  settings,
  sysctls: { nf_conntrack_tcp_timeout_established: 7200, nf_conntrack_tcp_timeout_syn_sent: 90 },
};

test.each([TCP, UDP, ICMP, ICMPV6, SCTP, GRE, 253])(
  'the form opens with a valid flow for protocol %i',
  (protocol) => {
    expect(readFlowForm(defaultForm(protocol, origin)).problems).toEqual([]);
  },
);

describe('defaults', () => {
  test('are the values of the settings', () => {
    const own = { ...settings, sourceIPv4: '203.0.113.7', tcpDestinationPort: 8443, icmpv6Id: 77 };
    expect(defaultForm(TCP, { ...origin, settings: own })).toMatchObject({
      source: '203.0.113.7',
      destinationPort: '8443',
    });
    expect(defaultForm(ICMPV6, { ...origin, settings: own })).toMatchObject({
      source: settings.sourceIPv6,
      icmpId: '77',
    });
  });

  test("take the timeout from the target's kernel", () => {
    expect(defaultForm(TCP, origin).timeout).toBe('7200 s');
  });

  test('take the timeout of the settings where one is set', () => {
    expect(defaultForm(TCP, { ...origin, settings: { ...settings, timeoutSeconds: 1234 } }).timeout).toBe(
      '1234 s',
    );
  });
});

const untouched = (protocol: number): EditedForm => ({
  form: defaultForm(protocol, origin),
  edited: new Set(),
});

describe('a timeout', () => {
  test('follows the state while nobody has typed one', () => {
    expect(changeFields(untouched(TCP), { state: 'SYN_SENT' }, origin).form.timeout).toBe('90 s');
  });

  test('stays as typed afterwards', () => {
    const typed = changeFields(untouched(TCP), { timeout: '5 m' }, origin);
    expect(typed.form.timeout).toBe('5 m');
    expect(changeFields(typed, { state: 'SYN_SENT' }, origin).form.timeout).toBe('5 m');
  });
});

describe('changing the protocol', () => {
  test('keeps what was typed and takes the rest from the new defaults', () => {
    const typed = changeFields(untouched(TCP), { source: '203.0.113.9', zone: '7', timeout: '5 m' }, origin);
    expect(changeProtocol(typed, UDP, origin).form).toMatchObject({
      protocol: UDP,
      source: '203.0.113.9',
      destinationPort: String(settings.udpDestinationPort),
      zone: '7',
      timeout: '5 m',
      state: '',
    });
  });

  test('replaces addresses that the new protocol cannot have, also on the way back', () => {
    const typed = changeFields(untouched(TCP), { source: '203.0.113.9' }, origin);
    expect(changeProtocol(typed, ICMP, origin).form.source).toBe('203.0.113.9');
    const icmpv6 = changeProtocol(typed, ICMPV6, origin);
    expect(icmpv6.form).toMatchObject({ source: settings.sourceIPv6, destination: settings.destinationIPv6 });
    expect(changeProtocol(icmpv6, TCP, origin).form.source).toBe(settings.sourceIPv4);
  });

  test('gives untouched addresses the family of the one that was typed', () => {
    const typed = changeFields(untouched(ICMPV6), { source: '2001:db8::9' }, origin);
    expect(changeProtocol(typed, UDP, origin).form).toMatchObject({
      source: '2001:db8::9',
      destination: settings.destinationIPv6,
    });
  });

  test('leaves an unreadable address for the person to mend', () => {
    const typed = changeFields(untouched(TCP), { source: '203.0.113' }, origin);
    expect(changeProtocol(typed, ICMPV6, origin).form.source).toBe('203.0.113');
  });

  test('starts afresh with state and ICMP numbers', () => {
    const typed = changeFields(untouched(ICMP), { icmpType: '13' }, origin);
    expect(changeProtocol(typed, ICMPV6, origin).form.icmpType).toBe(String(settings.icmpv6Type));
  });
});

describe('a protocol that is typed', () => {
  test('brings its own fields and defaults as soon as it can be read', () => {
    const typing = changeProtocolText(untouched(TCP), 'sct', origin);
    expect(typing.form).toMatchObject({ protocol: TCP, otherProtocol: true, protocolText: 'sct' });
    const typed = changeProtocolText(typing, 'sctp', origin);
    expect(typed.form).toMatchObject({ protocol: SCTP, protocolText: 'sctp', state: 'ESTABLISHED' });
    expect(readFlowForm(typed.form).problems).toEqual([]);
  });

  test('stays as typed when defaults change, and goes with the next protocol that is chosen', () => {
    const typed = changeProtocolText(untouched(TCP), ' 253', origin);
    expect(refreshDefaults(typed, origin).form).toMatchObject({ protocol: 253, protocolText: ' 253' });
    expect(changeProtocol(typed, UDP, origin).form).toMatchObject({ otherProtocol: false, protocol: UDP });
  });
});

describe('a form that was filled in from elsewhere', () => {
  const form = { ...defaultForm(TCP, origin), state: 'SYN_SENT', source: '203.0.113.7', timeout: '5 s' };

  test('keeps all it was given, and takes its timeout from the kernel where that is meant', () => {
    expect(filledForm(form, false, origin).form).toEqual(form);
    expect(filledForm(form, true, origin).form).toEqual({ ...form, timeout: '90 s' });
  });

  test('goes over to another protocol as a typed one does', () => {
    const filled = filledForm(form, true, origin);
    expect(changeProtocol(filled, ICMPV6, origin).form).toMatchObject({
      protocol: ICMPV6,
      source: settings.sourceIPv6,
      state: '',
    });
  });
});

test('defaults that change later leave alone what was typed', () => {
  const typed = changeFields(untouched(TCP), { state: 'SYN_SENT', destinationPort: '22' }, origin);
  const later: FormOrigin = {
    settings: { ...settings, sourceIPv4: '203.0.113.7' },
    sysctls: { nf_conntrack_tcp_timeout_syn_sent: 45 },
  };
  expect(refreshDefaults(typed, later).form).toMatchObject({
    source: '203.0.113.7',
    destinationPort: '22',
    state: 'SYN_SENT',
    timeout: '45 s',
  });
});
