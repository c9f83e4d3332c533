import { describe, expect, test } from 'vitest';
import { describeExpectation, ExpectationSpec } from './expectation.ts';
import { ICMP, UDP } from './protocol.ts';

const spec: ExpectationSpec = {
  master: {
    protocol: 6,
    original: {
      source: '192.0.2.1',
      destination: '198.51.100.1',
      l4: { kind: 'ports', source: 40000, destination: 21 },
    },
    zones: { original: 0, reply: 0 },
    id: 1,
  },
  expected: {
    protocol: UDP,
    source: '192.0.2.0',
    sourcePrefix: 24,
    sourcePort: null,
    destination: '10.2.0.1',
    destinationPort: 30000,
    permanent: true,
    inactive: false,
    class: 0,
  },
};

describe('an expectation', () => {
  test('may be of any flow with ports, in its master’s family', () => {
    expect(ExpectationSpec.safeParse(spec).success).toBe(true);
  });

  test.each<[string, object, string]>([
    ['a protocol without ports', { protocol: ICMP }, 'expected.protocol'],
    ['a source of the other family', { source: '2001:db8::1' }, 'expected.source'],
    ['a destination of the other family', { destination: '2001:db8::1' }, 'expected.destination'],
    ['a prefix longer than the address', { sourcePrefix: 33 }, 'expected.sourcePrefix'],
    ['a class that no helper has', { class: 4 }, 'expected.class'],
    ['a timeout, which is the helper’s', { timeoutSeconds: 60 }, 'expected'],
  ])('is refused with %s', (_name, changes, path) => {
    const changed = { ...spec, expected: { ...spec.expected, ...changes } };
    const issues = ExpectationSpec.safeParse(changed).error?.issues ?? [];
    expect(issues.map((issue) => issue.path.join('.'))).toEqual([path]);
  });

  test('is told in one line', () => {
    const tuple = {
      source: '192.0.2.1',
      destination: '10.2.0.1',
      l4: { kind: 'ports', source: 20, destination: 30000 },
    } as const;
    const mask = (source: string, port: number) => ({
      source,
      destination: '255.255.255.255',
      l4: { kind: 'ports', source: port, destination: 0xffff } as const,
    });
    const words = (source: string, port: number) =>
      describeExpectation({ protocol: UDP, tuple, mask: mask(source, port) });
    expect(words('255.255.255.255', 0xffff)).toBe('udp 192.0.2.1:20 → 10.2.0.1:30000');
    expect(words('255.255.255.0', 0)).toBe('udp 192.0.2.1/24:any → 10.2.0.1:30000');
    expect(words('0.0.0.0', 0)).toBe('udp any:any → 10.2.0.1:30000');
  });
});
