import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitrarySpec } from '../e2e/fixtures/arbitrary-spec.ts';
import { injectCommand } from './command.test-support.ts';
import { type Command, commandLine, deleteCommand, getCommand } from './command.ts';
import type { FlowRef } from './flow.ts';
import type { FlowSpec } from './flow-spec.ts';
import { labelBits } from './label.ts';
import { StatusBit } from './status.ts';

const tcp: FlowSpec = {
  protocol: 6,
  source: '192.0.2.10',
  destination: '198.51.100.20',
  l4: { kind: 'ports', source: 40000, destination: 443 },
  zone: { direction: 'both', zone: 4098 },
  state: 3,
  timeoutSeconds: 300,
  mark: 0,
  status: 0,
  labels: null,
  helper: null,
  sctpTags: null,
  sourceNat: null,
  destinationNat: null,
};
const ref: FlowRef = {
  protocol: 6,
  original: { source: tcp.source, destination: tcp.destination, l4: tcp.l4 },
  zones: { original: 7, reply: 7 },
  id: 1,
};
const line = (command: Command) =>
  'argv' in command ? commandLine(command.argv) : `impossible: ${command.impossible}`;

describe('the command that injects', () => {
  test('names ends, state, timeout and zone', () => {
    expect(line(injectCommand(tcp))).toBe(
      'conntrack -I -p tcp -s 192.0.2.10 -d 198.51.100.20 --sport 40000 --dport 443 --state ESTABLISHED --timeout 300 -w 4098',
    );
  });

  test('leaves out what is as it would be anyway: zone 0, mark 0, no status', () => {
    const udp = { ...tcp, protocol: 17, state: null, zone: { direction: 'both', zone: 0 } as const };
    expect(line(injectCommand(udp))).toBe(
      'conntrack -I -p udp -s 192.0.2.10 -d 198.51.100.20 --sport 40000 --dport 443 --timeout 300',
    );
  });

  test('names a directional zone, mark, status and translation', () => {
    const spec: FlowSpec = {
      ...tcp,
      zone: { direction: 'reply', zone: 5 },
      mark: 0x10,
      status: StatusBit.seenReply | StatusBit.assured,
      sourceNat: { address: '203.0.113.1', port: 1024 },
      destinationNat: { address: '203.0.113.2', port: null },
    };
    expect(line(injectCommand(spec))).toMatch(
      / --timeout 300 --reply-zone 5 -u SEEN_REPLY,ASSURED -m 16 --src-nat 203\.0\.113\.1:1024 --dst-nat 203\.0\.113\.2$/,
    );
  });

  test('puts an IPv6 address with a port in brackets, quoted for the shell', () => {
    const spec: FlowSpec = {
      ...tcp,
      source: '2001:db8::1',
      destination: '2001:db8::2',
      sourceNat: { address: '2001:db8::9', port: 5 },
    };
    expect(line(injectCommand(spec))).toMatch(/ --src-nat '\[2001:db8::9\]:5'$/);
  });

  test('names ICMP by its numbers and other protocols by theirs', () => {
    const icmpv6: FlowSpec = {
      ...tcp,
      protocol: 58,
      source: '2001:db8::1',
      destination: '2001:db8::2',
      l4: { kind: 'icmp', type: 128, code: 0, id: 7 },
      state: null,
    };
    expect(line(injectCommand(icmpv6))).toContain(
      '-p icmpv6 -s 2001:db8::1 -d 2001:db8::2 --icmpv6-type 128',
    );
    const esp: FlowSpec = { ...tcp, protocol: 50, l4: { kind: 'none' }, state: null };
    expect(line(injectCommand(esp))).toContain('-p 50 -s 192.0.2.10 -d 198.51.100.20 --timeout');
  });

  test('names the verification tags of SCTP, which conntrack(8) insists on', () => {
    const spec = { ...tcp, protocol: 132, state: 4, sctpTags: { original: 0xdeadbeef, reply: 0 } };
    expect(line(injectCommand(spec))).toContain(
      '--state ESTABLISHED --orig-vtag 4022250974 --reply-vtag 0 --timeout',
    );
    expect(injectCommand(spec)).toHaveProperty('note', expect.stringContaining('bytes turned round'));
  });

  test('says where conntrack(8) insists on more', () => {
    const dccp = injectCommand({ ...tcp, protocol: 33, state: 4 });
    expect(line(dccp)).toContain('--role client');
    expect(dccp).toHaveProperty('note', expect.stringContaining('role'));
  });

  test('does not exist for what conntrack(8) cannot do', () => {
    expect(injectCommand({ ...tcp, protocol: 33, state: null })).toHaveProperty('impossible');
    expect(injectCommand({ ...tcp, protocol: 132, state: 8 })).toHaveProperty('impossible');
    const sourceNat = { address: '203.0.113.1', port: 5 };
    expect(injectCommand({ ...tcp, protocol: 136, state: null, sourceNat })).toHaveProperty('impossible');
    expect(injectCommand({ ...tcp, sourceNat })).toHaveProperty('argv');
    const impossible = (reason: string) => ({ impossible: expect.stringContaining(reason) });
    expect(injectCommand({ ...tcp, helper: 'ftp' })).toEqual(impossible('helper'));
    expect(injectCommand({ ...tcp, labels: labelBits([5]) })).toEqual(impossible('labels'));
    expect(injectCommand({ ...tcp, status: StatusBit.helper })).toEqual(impossible('HELPER'));
    expect(line(injectCommand({ ...tcp, status: StatusBit.fixedTimeout }))).toContain('-u FIXED_TIMEOUT');
  });
});

describe('the command that deletes', () => {
  test('always names a zone: without one conntrack(8) takes the flow of every zone', () => {
    expect(line(deleteCommand(ref))).toBe(
      'conntrack -D -p tcp -s 192.0.2.10 -d 198.51.100.20 --sport 40000 --dport 443 -w 7',
    );
    expect(line(deleteCommand({ ...ref, zones: { original: 0, reply: 0 } }))).toMatch(/ -w 0$/);
    expect(line(deleteCommand({ ...ref, zones: { original: 5, reply: 0 } }))).toMatch(/ --orig-zone 5$/);
    expect(line(deleteCommand({ ...ref, zones: { original: 0, reply: 5 } }))).toMatch(/ --reply-zone 5$/);
  });

  test('warns that GRE keys are not looked at', () => {
    const l4 = { kind: 'gre', sourceKey: 1, destinationKey: 2 } as const;
    const gre = { ...ref, protocol: 47, original: { ...ref.original, l4 } };
    expect(deleteCommand(gre)).toHaveProperty('note', expect.stringContaining('every GRE flow'));
    expect(deleteCommand(ref)).toHaveProperty('note', null);
  });
});

test('the command that shows one flow is -G in zone 0, and a filtered list elsewhere', () => {
  expect(line(getCommand({ ...ref, zones: { original: 0, reply: 0 } }))).toBe(
    'conntrack -G -p tcp -s 192.0.2.10 -d 198.51.100.20 --sport 40000 --dport 443 -o extended,id',
  );
  expect(line(getCommand(ref))).toMatch(/^conntrack -L .* -w 7 -o extended,id$/);
  expect(getCommand(ref)).toHaveProperty('note', expect.stringContaining('whole table'));
});

test('a shell reads a command line back as the same words', () => {
  const word = fc.oneof(
    fc.string().filter((text) => !text.includes('\0')),
    fc.constantFrom(
      '',
      "it's",
      '$HOME',
      '`id`',
      '[2001:db8::1]:5',
      '*',
      '~',
      '!',
      '\n',
      '-n',
      'a b',
      '=x',
      'ä',
    ),
  );
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 8 }), (argv) => {
      const script = `printf '%s\\0' ${commandLine(argv)}`;
      expect(execFileSync('sh', ['-c', script], { encoding: 'utf8' })).toBe(`${argv.join('\0')}\0`);
    }),
    { numRuns: 50 },
  );
});

test('every flow has a command or a reason why not', () => {
  fc.assert(
    fc.property(arbitrarySpec, (spec) => {
      const command = injectCommand(spec);
      if ('argv' in command) expect(command.argv.every((word) => word !== '')).toBe(true);
      else expect(command.impossible).toMatch(/conntrack\(8\)/);
    }),
  );
});
