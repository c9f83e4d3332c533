import { describe, expect, test } from 'vitest';
import { openTarget } from '../e2e/fixtures/fake-engine.ts';
import type { ErrorData } from '../shared/errors.ts';
import { pictureState } from './picture-state.ts';
import type { Session } from './session.ts';

const failure: ErrorData = { code: 'internal', operation: 'follow the table', message: 'It failed.' };
const followed: Session = {
  connection: { status: 'connected' },
  targetId: 'sandbox',
  target: openTarget,
  isFollowed: true,
  targetError: null,
};

describe('the picture', () => {
  test('is live while the table is followed and events and listings agree', () => {
    expect(pictureState(followed, false)).toEqual({ word: 'live', tone: 'ok', isInSync: true });
  });

  test.each<[string, string, Partial<Session>]>([
    [
      'the connection is gone',
      'disconnected',
      { connection: { status: 'disconnected', error: failure, retryAt: null }, isFollowed: false },
    ],
    ['the connection is being made again', 'connecting', { connection: { status: 'connecting' } }],
    ['the table is being opened again', 'opening', { isFollowed: false }],
    ['nobody follows it any more', 'not open', { isFollowed: false, targetError: failure }],
    ['a loss is not yet repaired', 'resyncing', { target: { ...openTarget, phase: 'resyncing' } }],
    ['flows are missing', 'partial', { target: { ...openTarget, phase: 'partial' } }],
    ['it will not come back', 'lost', { target: { ...openTarget, phase: 'lost' }, targetError: failure }],
  ])('is never said to be live or in sync when %s, though it was', (_, word, changes) => {
    expect(pictureState({ ...followed, ...changes }, false)).toMatchObject({ word, isInSync: false });
  });

  test('is said to be polled where the kernel sends no events', () => {
    const target = { ...openTarget, sysctls: { nf_conntrack_events: 0 } };
    expect(pictureState({ ...followed, target }, false).word).toBe('polling');
  });
});
