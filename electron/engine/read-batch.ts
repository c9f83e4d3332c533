import type { Conntrack, LifeBatch, OnFlow } from '../targets/conntrack.ts';

/**
 * Reads the flows of a batch, whichever life there is now; those that are gone are passed over. Throws when answers were lost, because
 * what was not told would be taken to be gone.
 */
export async function readBatch(
  conntrack: Pick<Conntrack, 'many'>,
  batch: LifeBatch,
  onFlow: OnFlow,
): Promise<void> {
  const { lost } = await conntrack.many.read(batch, onFlow, () => undefined);
  if (lost) throw lost;
}
