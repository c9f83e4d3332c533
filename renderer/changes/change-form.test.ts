import { describe, expect, test } from 'vitest';
import { StatusBit } from '../../shared/status.ts';
import { emptyForm, readChange } from './change-form.ts';

describe('the change form', () => {
  test('changes nothing while it is empty', () => {
    expect(readChange(emptyForm)).toMatchObject({ isEmpty: true, problems: {} });
  });

  test('reads every part', () => {
    const form = {
      mark: '0x10',
      mask: '0xff',
      timeout: '60',
      state: '3',
      seenReply: true,
      assured: false,
      labelsSet: '0, 4-6',
      labelsCleared: '127',
      helperAway: true,
    };
    expect(readChange(form)).toEqual({
      isEmpty: false,
      problems: {},
      change: {
        mark: { value: 16, mask: 255 },
        timeoutSeconds: 60,
        state: 3,
        setStatus: StatusBit.seenReply,
        labels: { bits: `${'0'.repeat(30)}71`, mask: `8${'0'.repeat(29)}71` },
        helper: '',
      },
    });
  });

  test.each([
    ['mark', { mark: '0x100000000' }],
    ['mark', { mark: 'red' }],
    ['mask', { mark: '1', mask: '0' }],
    ['timeout', { timeout: '0' }],
    ['timeout', { timeout: '99999999999' }],
    ['labelsSet', { labelsSet: '128' }],
    ['labelsSet', { labelsSet: '7-4' }],
    ['labelsCleared', { labelsSet: '1-3', labelsCleared: '2' }],
  ] as const)('says beside %s what is wrong with %o', (field, typed) => {
    const { change, problems } = readChange({ ...emptyForm, ...typed });
    expect(change).toBeNull();
    expect(Object.keys(problems)).toEqual([field]);
  });
});
