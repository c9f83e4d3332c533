import { expect, it } from 'vitest';
import { InspectorError } from '../../shared/errors.ts';
import { inOne } from './scenario-runner.ts';

const failure = (message: string, detail?: string) =>
  new InspectorError({
    code: 'no-sandbox',
    operation: 'run a demonstration',
    message,
    ...(detail === undefined ? {} : { detail }),
  });

it('tells the first failure, and with it that clearing up failed too', () => {
  expect(inOne([])).toBeNull();
  expect(inOne([failure('no rules', 'nft: no')])).toMatchObject({ message: 'no rules', detail: 'nft: no' });
  expect(inOne([failure('no rules', 'nft: no'), failure('addresses stay', 'ip: no')])).toMatchObject({
    message: 'no rules',
    detail: 'nft: no\nClearing up then failed too: addresses stay ip: no',
  });
});
