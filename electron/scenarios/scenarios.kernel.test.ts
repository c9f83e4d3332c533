import { describe, expect, it } from 'vitest';
import { asNobody, isRoot } from '../../e2e/fixtures/launchers.ts';
import { installApp, startRemoteEngine } from '../../e2e/fixtures/remote-engine.ts';
import { openLive, startTestEngine } from '../../e2e/fixtures/test-engine.ts';
import type { InspectorClient } from '../../shared/client.ts';
import { stateName } from '../../shared/protocol.ts';
import type { ScenarioRun } from '../../shared/scenario.ts';
import { StatusBit } from '../../shared/status.ts';

const targetId = 'sandbox';
const LONGEST_MS = 60_000;
const LOOK_MS = 50;

/** Starts a demonstration and answers its last state, with a word about each look that a flow of its own had meanwhile. */
async function watch(client: InspectorClient, scenarioId: string, until = isOver) {
  const scenario = (await client.call('scenarios.list', { targetId })).find(({ id }) => id === scenarioId);
  if (!scenario) throw new Error(`no demonstration ${scenarioId}`);
  const looks = new Set<string>();
  const query = { targetId, filter: scenario.filter, sort: [], offset: 0, limit: 10 };
  let matched = 0;
  const look = async () => {
    const page = await client.call('flows.query', query);
    matched = Math.max(matched, page.matched);
    for (const { flow, goneSince } of page.rows) {
      const state = flow.state === null ? '' : stateName(flow.protocol, flow.state);
      const reply = flow.status & StatusBit.seenReply ? 'replied' : 'unreplied';
      const assured = flow.status & StatusBit.assured ? ' assured' : '';
      looks.add(
        goneSince === null ? `${state} ${reply}${assured} zone ${flow.zones.original}`.trim() : 'gone',
      );
    }
  };
  const timer = setInterval(() => void look(), LOOK_MS);
  try {
    await client.call('scenarios.run', { targetId, scenarioId });
    const run = await runWhen(client, until);
    await look();
    return { run, looks: [...looks], matched };
  } finally {
    clearInterval(timer);
  }
}

function isOver({ phase }: ScenarioRun): boolean {
  return ['finished', 'stopped', 'failed'].includes(phase);
}

function runWhen(client: InspectorClient, isWanted: (run: ScenarioRun) => boolean): Promise<ScenarioRun> {
  return new Promise((accept, refuse) => {
    const stop = client.subscribe(
      'scenarios.state',
      { targetId },
      (run) => {
        if (run === null || !isWanted(run)) return;
        queueMicrotask(() => stop());
        accept(run);
      },
      refuse,
    );
  });
}

const expected: Readonly<Record<string, readonly string[]>> = {
  'tcp-life': [
    'SYN_SENT unreplied zone 0',
    'SYN_RECV replied zone 0',
    'ESTABLISHED replied assured zone 0',
    'CLOSE_WAIT replied assured zone 0',
    'TIME_WAIT replied assured zone 0',
  ],
  'udp-assured': ['unreplied zone 0', 'replied zone 0', 'replied assured zone 0'],
  ping: ['unreplied zone 0', 'replied zone 0'],
  translation: ['ESTABLISHED replied assured zone 0'],
  'two-zones': ['replied zone 100', 'replied zone 200'],
  'times-out': ['ESTABLISHED replied assured zone 0', 'CLOSE replied assured zone 0', 'gone'],
  'port-scan': ['unreplied zone 0'],
};
const flowsOf: Readonly<Record<string, number>> = {
  'udp-assured': 2,
  ping: 2,
  translation: 2,
  'two-zones': 2,
  'port-scan': 20_000,
};

describe.concurrent('a demonstration', () => {
  it.each(Object.keys(expected))(
    '%s shows what it says, in a real table',
    async (scenarioId) => {
      const engine = startTestEngine();
      try {
        await openLive(engine.client, targetId);
        const { run, looks, matched } = await watch(engine.client, scenarioId);
        expect(run.error).toBeNull();
        expect(run.phase).toBe('finished');
        for (const look of expected[scenarioId] ?? []) expect(looks).toContain(look);
        expect(matched).toBe(flowsOf[scenarioId] ?? 1);
      } finally {
        await engine.stop();
      }
    },
    LONGEST_MS,
  );
});

it(
  'shows what it says to an ordinary user, too',
  async ({ skip }) => {
    skip(!isRoot, 'needs root, to become an ordinary user');
    const app = await installApp(0o755);
    const engine = startRemoteEngine(app, asNobody());
    try {
      await openLive(engine.client, targetId);
      const { run, looks } = await watch(engine.client, 'ping');
      expect(run).toMatchObject({ phase: 'finished', error: null });
      for (const look of expected.ping ?? []) expect(looks).toContain(look);
    } finally {
      await engine.kill();
      app.remove();
    }
  },
  LONGEST_MS,
);
