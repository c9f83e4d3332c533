import { constants } from 'node:os';
import { describe, expect, it } from 'vitest';
import { type KernelOperation, kernelError } from './explain-errno.ts';

const flow = 'tcp 192.0.2.1:1 → 198.51.100.1:2';
const { errno } = constants;

function explain(operation: KernelOperation, number: number, kernelText: string | null = null) {
  return kernelError({ operation, subject: flow, errno: number, kernelText });
}

describe('kernelError', () => {
  it.each([
    ['inject', errno.EEXIST, 'exists'],
    ['inject', errno.ENOMEM, 'table-full'],
    ['inject', errno.EINVAL, 'invalid'],
    ['inject', errno.ERANGE, 'invalid'],
    ['inject', errno.EBUSY, 'invalid'],
    ['inject', errno.EOPNOTSUPP, 'unsupported'],
    ['inject', errno.EPERM, 'not-permitted'],
    ['change', errno.ENOENT, 'not-found'],
    ['change', errno.EOPNOTSUPP, 'unsupported'],
    ['change', errno.ENOSPC, 'unsupported'],
    ['delete', errno.ENOENT, 'not-found'],
    ['read', errno.ENOENT, 'not-found'],
    ['list', errno.ENOBUFS, 'overrun'],
    ['list', errno.EINVAL, 'unsupported'],
    ['listen to', errno.EPERM, 'not-permitted'],
    ['expect', errno.EMFILE, 'table-full'],
    ['forget', errno.ENOENT, 'not-found'],
  ] as const)('calls %s with errno %i %s', (operation, number, code) => {
    expect(explain(operation, number).code).toBe(code);
  });

  it('keeps operation, subject and errno, and the kernel’s own words', () => {
    expect(explain('inject', errno.EEXIST, 'Duplicate tuple').data).toMatchObject({
      operation: `inject ${flow}`,
      subject: flow,
      errno: 'EEXIST',
      detail: 'Duplicate tuple',
    });
    expect(explain('inject', errno.EEXIST).data).not.toHaveProperty('detail');
  });

  it('says the errno of a refusal that it does not know', () => {
    const error = explain('delete', errno.ELOOP);
    expect(error.code).toBe('internal');
    expect(error.message).toContain('ELOOP');
  });
});
