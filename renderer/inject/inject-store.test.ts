import { beforeEach, describe, expect, test, vi } from 'vitest';
import { builtInSettings, createFakeEngine, openTarget, refuse } from '../../e2e/fixtures/fake-engine.ts';
import { sessionStore, startSession } from '../session.ts';
import {
  changeForm,
  chooseProtocol,
  fillNextFreeZone,
  injectStore,
  loadSettings,
  refreshForm,
  submitForm,
} from './inject-store.ts';
import { type RecentFlow, recentStore } from './recent-store.ts';

const full = {
  code: 'table-full',
  operation: 'inject tcp',
  message: 'The connection-tracking table is full.',
  errno: 'ENOMEM',
} as const;

let engine: ReturnType<typeof createFakeEngine>;
const form = () => injectStore.getState().editedForm?.form;
const recent = () => recentStore.getState() as readonly RecentFlow[];

beforeEach(async () => {
  injectStore.setState(injectStore.getInitialState(), true);
  recentStore.setState([], true);
  engine = createFakeEngine();
  startSession(engine.connect);
  await vi.waitFor(() => expect(sessionStore.getState().target).not.toBeNull());
  await loadSettings();
});

describe('the inject form', () => {
  test("opens with the settings' values and the kernel's timeout", () => {
    expect(form()).toMatchObject({
      source: builtInSettings.sourceIPv4,
      state: 'ESTABLISHED',
      timeout: '7200 s',
    });
  });

  test('keeps what was typed when settings or sysctls are read again', async () => {
    changeForm({ source: '203.0.113.7' });
    const sysctls = { nf_conntrack_tcp_timeout_established: 60 };
    sessionStore.setState({ target: { ...openTarget, sysctls } });
    refreshForm();
    await loadSettings();
    expect(form()).toMatchObject({ source: '203.0.113.7', timeout: '60 s' });
    sessionStore.setState({ target: openTarget });
  });

  test('changes its fields with the protocol', () => {
    chooseProtocol(58);
    expect(form()).toMatchObject({ source: builtInSettings.sourceIPv6, icmpType: '128', state: '' });
  });

  test('says why it has nothing to start from', async () => {
    injectStore.setState(injectStore.getInitialState(), true);
    engine.answer('settings.read', () => refuse(full));
    await loadSettings();
    expect(injectStore.getState()).toMatchObject({ editedForm: null, settingsError: full });
  });
});

describe('the next free zone', () => {
  test("is searched from the settings' first zone and filled in", async () => {
    engine.answer('zones.reserve', () => ({ zones: [4098] }));
    await fillNextFreeZone();
    expect(engine.asked).toHaveBeenLastCalledWith('zones.reserve', {
      targetId: 'sandbox',
      reserver: expect.any(String),
      from: builtInSettings.firstZone,
      count: 1,
      contiguous: false,
      avoidSeenMinutes: 0,
    });
    expect(form()?.zone).toBe('4098');
  });

  test('may not exist', async () => {
    const message = 'No zone is free.';
    engine.answer('zones.reserve', () => refuse({ code: 'not-found', operation: 'reserve a zone', message }));
    await fillNextFreeZone();
    expect(injectStore.getState()).toMatchObject({ zoneError: message, findingZone: false });
  });
});

describe('submitting', () => {
  test('is refused with the first wrong field, and nothing is sent', () => {
    engine.asked.mockClear();
    changeForm({ zone: 'abc', destinationPort: '70000' });
    expect(submitForm(() => undefined)).toBe('destinationPort');
    expect(engine.asked).not.toHaveBeenCalled();
    expect(recent()).toEqual([]);
  });

  test('sends the flow and lists its outcome, newest first', async () => {
    const ref = { id: 5 };
    engine.answer('flows.inject', () => [{ outcome: 'created', ref }]);
    expect(submitForm(() => undefined)).toBeNull();
    expect(recent()[0]?.outcome).toBeNull();
    await vi.waitFor(() => expect(recent()[0]?.outcome).toMatchObject({ outcome: 'created', ref }));
    engine.answer('flows.inject', () => [{ outcome: 'refused', error: full }]);
    submitForm(() => undefined);
    await vi.waitFor(() => expect(recent()[0]?.outcome).toMatchObject({ outcome: 'refused', error: full }));
    expect(recent()).toHaveLength(2);
  });

  test('that fails on the way is a refusal with its cause', async () => {
    engine.answer('flows.inject', () => refuse(full));
    submitForm(() => undefined);
    await vi.waitFor(() => expect(recent()[0]?.outcome).toEqual({ outcome: 'refused', error: full }));
  });
});
