import { type Completion, completeFilter, type KnownValue } from '../../shared/filter/complete.ts';
import type { Field } from '../../shared/filter/fields.ts';
import { call, sessionStore } from '../session.ts';
import { formatQuantity } from '../ui/format.ts';

const MOST_VALUES = 50;

/** What the engine said last. It serves, for its field, until the next answer is here. */
let known: { readonly field: Field; readonly values: readonly KnownValue[] } | null = null;
let asking: AbortController | null = null;

/**
 * What can stand at the caret. Where that is a value, the engine is asked which values the table holds, and `onMore` gets
 * the completion with them; not when something else is completed in the meantime.
 */
export function completionsAt(
  text: string,
  caret: number,
  onMore: (completion: Completion) => void,
): Completion {
  stopCompleting();
  return completeFilter(text, caret, (field, typed) => {
    void askValues(field, typed, () => onMore(completeFilter(text, caret, valuesOf)));
    return valuesOf(field);
  });
}

/** Whatever is under way is no longer wanted. */
export function stopCompleting(): void {
  asking?.abort();
}

function valuesOf(field: Field): readonly KnownValue[] {
  return known?.field === field ? known.values : [];
}

async function askValues(field: Field, typed: string, onAnswer: () => void): Promise<void> {
  stopCompleting();
  const mine = new AbortController();
  asking = mine;
  try {
    const { targetId } = sessionStore.getState();
    const query = { targetId, field, prefix: typed.slice(0, 256), limit: MOST_VALUES };
    const { values, sampled } = await call('flows.values', query, mine.signal);
    const about = (flows: number) =>
      sampled ? `${formatQuantity(flows, 'flow')} of a sample` : formatQuantity(flows, 'flow');
    known = { field, values: values.map(({ text, flows }) => ({ text, about: about(flows) })) };
  } catch {
    // Without them the words of the language are offered; what keeps the engine from answering is shown by the table.
    return;
  }
  if (!mine.signal.aborted) onAnswer();
}
