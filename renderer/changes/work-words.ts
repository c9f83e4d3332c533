import { countOf, type Outcome, type WorkResult } from '../../shared/work.ts';
import { formatCount, formatQuantity } from '../ui/format.ts';

/** What flows came to, in the order in which it is told. */
const words: readonly (readonly [Outcome, string])[] = [
  ['deleted', 'deleted'],
  ['created', 'brought back'],
  ['changed', 'changed'],
  ['unchanged', 'so already'],
  ['replaced', 'replaced by another life, which was changed'],
  ['exists', 'there again already'],
  ['gone', 'already gone'],
  ['refused', 'refused'],
  ['unknown', 'with unknown outcome'],
  ['untried', 'not tried'],
];

/** `3 flows deleted, 1 already gone`. */
export function outcomeText(result: Pick<WorkResult, 'counts'>): string {
  const [first, ...rest] = words.flatMap(([outcome, word]) => {
    const flows = countOf(result, outcome);
    return flows > 0 ? [{ flows, word }] : [];
  });
  if (!first) return 'No flow was concerned';
  return [
    `${formatQuantity(first.flows, 'flow')} ${first.word}`,
    ...rest.map(({ flows, word }) => `${formatCount(flows)} ${word}`),
  ].join(', ');
}

/** Whether there is more to tell than that all was done. */
export function needsReading(result: WorkResult): boolean {
  return result.stopped !== null || result.refusalCount > countOf(result, 'gone');
}
