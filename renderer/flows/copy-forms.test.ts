import { beforeEach, describe, expect, test, vi } from 'vitest';
import { createFakeEngine, refuse } from '../../e2e/fixtures/fake-engine.ts';
import { type FlowRef, type L4, refOf } from '../../shared/flow.ts';
import { printOf } from '../../shared/life-print.ts';
import { GRE, ICMP, TCP } from '../../shared/protocol.ts';
import { sessionStore, startSession } from '../session.ts';
import { notificationStore } from '../ui/notifications.ts';
import { copyChosenAs, copyForms, flowText, tupleText } from './copy-forms.ts';
import { flowChoiceStore } from './flow-choice.ts';
import { rowOf, showRows } from './rows.test-support.ts';
import { EMPTY_SELECTION, selectionOf, toggled, withFlows } from './selection.ts';

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

describe('copying what is selected', () => {
  const copied = vi.fn<(text: string) => Promise<void>>(async () => undefined);
  const formNamed = (name: string) => {
    const form = copyForms.find((one) => one.name === name);
    if (!form) throw new Error(`there is no form ${name}`);
    return form;
  };
  const gone = { code: 'not-found', operation: 'read a flow', message: 'It is gone.' } as const;
  const said = () => notificationStore.getState().map(({ title }) => title);
  const isSaid = () => vi.waitFor(() => expect(notificationStore.getState()).toHaveLength(1));

  let engine: ReturnType<typeof createFakeEngine>;
  beforeEach(async () => {
    vi.stubGlobal('navigator', { clipboard: { writeText: copied } });
    copied.mockClear();
    notificationStore.setState([], true);
    engine = createFakeEngine();
    startSession(engine.connect);
    await vi.waitFor(() => expect(sessionStore.getState().target).not.toBeNull());
    showRows(0, [rowOf(1), rowOf(2), rowOf(3)]);
    const refs = [1, 2, 9].map((number) => refOf(rowOf(number).flow));
    flowChoiceStore.setState({ isAll: false, selection: withFlows(EMPTY_SELECTION, refs) });
  });

  test('as lines needs nothing of the flows that are out of sight', async () => {
    copyChosenAs(formNamed('tuple'));
    await isSaid();
    expect(copied.mock.calls[0]?.[0].split('\n')).toEqual(
      [1, 2, 9].map((port) => `tcp src=192.0.2.1 dst=198.51.100.1 sport=${port} dport=80`),
    );
    expect(said()).toEqual(['Copied 3 flows as tuple']);
  });

  test('as JSON leaves out those that have ended, and says how many', async () => {
    engine.answer('flows.get', () => refuse(gone));
    copyChosenAs(formNamed('JSON'));
    await isSaid();
    expect(JSON.parse(copied.mock.calls[0]?.[0] ?? '')).toEqual([rowOf(1).flow, rowOf(2).flow]);
    expect(said()).toEqual(['Copied 2 flows as JSON, without 1 that had ended']);
  });

  test('as JSON copies nothing where all have ended', async () => {
    engine.answer('flows.get', () => refuse(gone));
    showRows(0, []);
    copyChosenAs(formNamed('JSON'));
    await isSaid();
    expect(copied).not.toHaveBeenCalled();
    expect(said()).toEqual(['These flows have ended.']);
  });

  test('reads from the engine which flows it keeps, but for those taken out', async () => {
    const numbers = Array.from({ length: 1500 }, (_, index) => index + 1);
    const refs = numbers.map((number) => refOf(rowOf(number).flow));
    const prints = refs.map(printOf).sort().join('');
    const choice = { choiceId: 'c1', count: 1500, prints, isWhole: true };
    engine.answer('flows.chosen', (input) =>
      Object(input).offset === 0 ? refs.slice(0, 1000) : refs.slice(1000),
    );
    const less = refs.slice(1400).reduce(toggled, selectionOf(choice));
    flowChoiceStore.setState({ selection: less });
    copyChosenAs();
    await isSaid();
    expect(copied.mock.calls[0]?.[0].split('\n')).toHaveLength(1400);
    expect(said()).toEqual(['Copied 1,400 flows as text']);
  });
});
