import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InspectorError } from '../shared/errors.ts';
import { environmentName, settingDefinitions } from '../shared/settings.ts';
import { readSettings, settingsFile } from './settings.ts';

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'settings-test-'));
});
afterEach(() => rmSync(home, { recursive: true }));

function writeSettings(content: unknown): string {
  const file = settingsFile({}, home);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

function errorOf(environment: Record<string, string> = {}) {
  try {
    readSettings(environment, home);
  } catch (thrown) {
    if (thrown instanceof InspectorError) return thrown.data;
    throw thrown;
  }
  throw new Error('The settings were accepted.');
}

describe('without a file and variables', () => {
  it('every value is the built-in one', () => {
    const { values, sources } = readSettings({}, home);
    for (const { name, builtIn } of settingDefinitions) {
      expect(values[name]).toBe(builtIn);
      expect(sources[name]).toBe('built-in');
    }
  });
});

describe('the settings file', () => {
  it('goes before what is built in', () => {
    const file = writeSettings({ sourceIPv4: '10.1.2.3', tcpDestinationPort: 8443 });
    const { values, sources } = readSettings({}, home);
    expect(values).toMatchObject({
      sourceIPv4: '10.1.2.3',
      tcpDestinationPort: 8443,
      udpDestinationPort: 53,
    });
    expect(sources).toMatchObject({
      sourceIPv4: file,
      tcpDestinationPort: file,
      udpDestinationPort: 'built-in',
    });
  });

  it('is looked for under XDG_CONFIG_HOME, or else ~/.config', () => {
    expect(settingsFile({ XDG_CONFIG_HOME: '/x' }, '/home/a')).toBe('/x/conntrack-inspector/settings.json');
    expect(settingsFile({ XDG_CONFIG_HOME: '' }, '/home/a')).toBe(
      '/home/a/.config/conntrack-inspector/settings.json',
    );
  });

  it.each([
    ['is not JSON', '{"sourceIPv4": }', /is not JSON/],
    ['holds no object', '[1]', /must hold one JSON object/],
    [
      'holds a number as text',
      { tcpSourcePort: '80' },
      /tcpSourcePort must be a whole number from 0 to 65535, but is "80"/,
    ],
    ['holds text as a number', { sourceIPv4: 5 }, /sourceIPv4 .*expected string.* but is 5/],
    ['holds null', { firstZone: null }, /firstZone must be a whole number .* but is null/],
  ])('is named when it %s', (_title, content, message) => {
    const file = writeSettings(content);
    expect(errorOf().message).toMatch(message);
    expect(errorOf().message).toContain(file);
    expect(errorOf()).toMatchObject({ code: 'invalid', hint: expect.any(String) });
  });

  it('may not hold a setting that does not exist, and the nearest is named', () => {
    const file = writeSettings({ sourceIpv5: '10.0.0.1' });
    expect(errorOf()).toMatchObject({ subject: file, hint: 'Did you mean "sourceIPv4"?' });
    writeSettings({ colour: 'blue' });
    expect(errorOf().hint).toMatch(/^The settings are sourceIPv4, /);
  });

  it('is named when it cannot be read', () => {
    mkdirSync(settingsFile({}, home), { recursive: true });
    expect(errorOf().message).toMatch(/settings\.json cannot be read \(EISDIR/);
  });
});

describe('environment variables', () => {
  it('go before what is built in, and after the file', () => {
    writeSettings({ firstZone: 7 });
    const environment = { CONNTRACK_INSPECTOR_FIRST_ZONE: '42', CONNTRACK_INSPECTOR_TIMEOUT_SECONDS: '60' };
    const { values, sources } = readSettings(environment, home);
    expect(values).toMatchObject({ firstZone: 7, timeoutSeconds: 60 });
    expect(sources.timeoutSeconds).toBe('CONNTRACK_INSPECTOR_TIMEOUT_SECONDS');
  });

  it('exist for every setting', () => {
    const environment = Object.fromEntries(
      settingDefinitions.map(({ name, builtIn }) => [environmentName(name), String(builtIn)]),
    );
    const { values, sources } = readSettings(environment, home);
    for (const { name, builtIn } of settingDefinitions) {
      expect(values[name]).toBe(builtIn);
      expect(sources[name]).toBe(environmentName(name));
    }
  });

  it('count as absent when they are empty', () => {
    expect(readSettings({ CONNTRACK_INSPECTOR_FIRST_ZONE: '' }, home).sources.firstZone).toBe('built-in');
  });

  it.each([
    ['CONNTRACK_INSPECTOR_SOURCE_IPV4', '1.1.1', 'must be an IPv4 address, but is "1.1.1"'],
    ['CONNTRACK_INSPECTOR_SOURCE_IPV4', '2001:db8::1', 'must be an IPv4 address'],
    ['CONNTRACK_INSPECTOR_SOURCE_IPV6', '::g', 'must be an IPv6 address'],
    ['CONNTRACK_INSPECTOR_TCP_SOURCE_PORT', '-1', 'must be 0 or more, but is -1'],
    ['CONNTRACK_INSPECTOR_TCP_SOURCE_PORT', '70000', 'must be 65535 or less, but is 70000'],
    ['CONNTRACK_INSPECTOR_TCP_SOURCE_PORT', 'abc', 'must be a whole number from 0 to 65535, but is "abc"'],
    ['CONNTRACK_INSPECTOR_TCP_SOURCE_PORT', '1.5', 'must be a whole number from 0 to 65535, but is 1.5'],
    ['CONNTRACK_INSPECTOR_TCP_SOURCE_PORT', '0x50', 'must be a whole number from 0 to 65535, but is "0x50"'],
    ['CONNTRACK_INSPECTOR_FIRST_ZONE', '65536', 'must be 65535 or less'],
    ['CONNTRACK_INSPECTOR_TIMEOUT_SECONDS', '99999999999', 'must be 2147483 or less'],
    ['CONNTRACK_INSPECTOR_ICMP_TYPE', '99', 'must be one of 8, 0, 13,'],
  ])('are named with what is allowed: %s=%s', (variable, text, message) => {
    const error = errorOf({ [variable]: text });
    expect(error.message).toContain(message);
    expect(error.message).toContain(variable);
    expect(error).toMatchObject({ code: 'invalid', hint: expect.stringContaining(variable) });
  });
});
