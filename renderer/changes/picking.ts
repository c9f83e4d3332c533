import { useEffect, useState } from 'react';
import { type ErrorData, toInspectorError } from '../../shared/errors.ts';
import type { Pick } from '../../shared/pick.ts';
import { type Removal, scopeOf } from '../flow-actions.ts';
import { call } from '../session.ts';

export type Picking =
  | { readonly status: 'picking' }
  | { readonly status: 'picked'; readonly pick: Pick }
  | { readonly status: 'failed'; readonly error: ErrorData };

/** Has the engine pick flows and says what they are; null: nothing is to be picked yet. */
export function usePick(targetId: string, what: Removal | null): Picking {
  const [picking, setPicking] = useState<Picking>({ status: 'picking' });
  const key = what && JSON.stringify(scopeOf(what));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says all of it that counts
  useEffect(() => {
    const abort = new AbortController();
    setPicking({ status: 'picking' });
    if (what === null) return;
    call('flows.pick', { targetId, scope: scopeOf(what) }, abort.signal).then(
      (pick) => {
        if (!abort.signal.aborted) setPicking({ status: 'picked', pick });
      },
      (thrown: unknown) => {
        const { data } = toInspectorError(thrown, 'pick the flows');
        if (!abort.signal.aborted) setPicking({ status: 'failed', error: data });
      },
    );
    return () => abort.abort();
  }, [targetId, key]);
  return picking;
}
