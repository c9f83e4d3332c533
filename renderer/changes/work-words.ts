import { countOf, type Outcome, type WorkResult } from '../../shared/work.ts';
import { formatCount, formatQuantity } from '../ui/format.ts';

/** What flows came to, in the order in which it is told. */
const words: readonly (readonly [Outcome, string])[] = [
  ['deleted', 'deleted'],
  ['created', 'injected'],
  ['changed', 'changed'],
  ['unchanged', 'so already'],
  ['replaced', 'replaced by another life, which was changed'],
  ['exists', 'there already'],
  ['gone', 'already gone'],
  ['refused', 'refused'],
  ['unknown', 'with unknown outcome'],
  ['untried', 'not tried'],
];

/** Where it is said otherwise once something is taken back. */
const wordsOfUndo: Partial<Readonly<Record<Outcome, string>>> = {
  created: 'brought back',
  exists: 'there again already',
};

/** `3 flows deleted, 1 already gone`. */
export function outcomeText(result: Pick<WorkResult, 'counts'>): string {
  return toldAs(result, {});
}

/** `3 flows brought back, 1 there again already`. */
export function undoOutcomeText(result: Pick<WorkResult, 'counts'>): string {
  return toldAs(result, wordsOfUndo);
}

function toldAs(
  result: Pick<WorkResult, 'counts'>,
  otherwise: Partial<Readonly<Record<Outcome, string>>>,
): string {
  const [first, ...rest] = words.flatMap(([outcome, word]) => {
    const flows = countOf(result, outcome);
    return flows > 0 ? [{ flows, word: otherwise[outcome] ?? word }] : [];
  });
  if (!first) return 'No flow was concerned';
  return [
    `${formatQuantity(first.flows, 'flow')} ${first.word}`,
    ...rest.map(({ flows, word }) => `${formatCount(flows)} ${word}`),
  ].join(', ');
}

/** Whether there is more to tell than that all was done. */
export function needsReading(result: WorkResult): boolean {
  return result.stopped !== null || result.note !== null || result.refusalCount > countOf(result, 'gone');
}
