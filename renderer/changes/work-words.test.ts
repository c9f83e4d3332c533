import { expect, it } from 'vitest';
import { outcomeText, undoOutcomeText } from './work-words.ts';

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
