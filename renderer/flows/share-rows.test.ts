import { expect, test } from 'vitest';
import type { FlowRow } from '../../shared/flow-page.ts';
import { rowOf } from './rows.test-support.ts';
import { createRowSharing } from './share-rows.ts';

function row(port: number, timeoutSeconds: number): FlowRow {
  const { flow, ...rest } = rowOf(port);
  return { ...rest, flow: { ...flow, timeoutSeconds } };
}

test('a row that did not change stays the same object, wherever it moved', () => {
  const share = createRowSharing();
  const [first] = share([row(1, 30), row(2, 30)]);
  const again = share([row(3, 30), row(1, 30)]);
  expect(again[1]).toBe(first);
});

test('a row that changed is the new one', () => {
  const share = createRowSharing();
  share([row(1, 30)]);
  expect(share([row(1, 29)])[0]?.flow.timeoutSeconds).toBe(29);
});
