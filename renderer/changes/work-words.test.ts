import { expect, it } from 'vitest';
import type { WorkResult } from '../../shared/work.ts';
import { needsReading, outcomeText, undoOutcomeText } from './work-words.ts';

const counts = [
  { outcome: 'exists', flows: 2 },
  { outcome: 'created', flows: 199_998 },
] as const;

it('says of flows that were made that they were injected', () => {
  expect(outcomeText({ counts: [...counts] })).toBe('199,998 flows injected, 2 there already');
});

it('says of what Undo makes that it was brought back', () => {
  expect(undoOutcomeText({ counts: [...counts] })).toBe('199,998 flows brought back, 2 there again already');
});

it('says of an Undo that deletes the same as of any deletion', () => {
  const deleted = { counts: [{ outcome: 'deleted' as const, flows: 1 }] };
  expect(undoOutcomeText(deleted)).toBe(outcomeText(deleted));
});

it('says so when there was nothing to do', () => {
  expect(outcomeText({ counts: [] })).toBe('No flow was concerned');
});

it('is to be read where something could not be found out, though every flow was deleted', () => {
  const result: WorkResult = {
    counts: [{ outcome: 'deleted', flows: 3 }],
    refusals: [],
    refusalCount: 0,
    stopped: null,
    note: null,
    tookMs: 1,
    undo: { possible: true },
  };
  expect(needsReading(result)).toBe(false);
  expect(needsReading({ ...result, note: 'Undo may lack some.' })).toBe(true);
});
