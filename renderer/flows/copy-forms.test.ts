import { expect, test } from 'vitest';
import type { FlowRef, L4 } from '../../shared/flow.ts';
import { GRE, ICMP, TCP } from '../../shared/protocol.ts';
import { flowText, tupleText } from './copy-forms.ts';

function ref(protocol: number, l4: L4, zones: FlowRef['zones'] = { original: 0, reply: 0 }): FlowRef {
  return { protocol, original: { source: '192.0.2.1', destination: '198.51.100.1', l4 }, zones, id: 1 };
}

test('a flow as text names its ends and its zone', () => {
  const tcp = ref(TCP, { kind: 'ports', source: 40000, destination: 443 }, { original: 7, reply: 7 });
  expect(flowText(tcp)).toBe('tcp 192.0.2.1:40000 → 198.51.100.1:443 zone 7');
});

test.each([
  [
    ref(TCP, { kind: 'ports', source: 40000, destination: 443 }),
    'tcp src=192.0.2.1 dst=198.51.100.1 sport=40000 dport=443',
  ],
  [
    ref(ICMP, { kind: 'icmp', type: 8, code: 0, id: 9 }),
    'icmp src=192.0.2.1 dst=198.51.100.1 type=8 code=0 id=9',
  ],
  [
    ref(GRE, { kind: 'gre', sourceKey: 1, destinationKey: 255 }),
    'gre src=192.0.2.1 dst=198.51.100.1 srckey=0x1 dstkey=0xff',
  ],
  [ref(253, { kind: 'none' }, { original: 20, reply: 0 }), '253 src=192.0.2.1 dst=198.51.100.1 zone-orig=20'],
])('a tuple is written as conntrack(8) writes it', (flow, text) => {
  expect(tupleText(flow)).toBe(text);
});
