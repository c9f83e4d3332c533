import { useEffect, useState } from 'react';
import { type ErrorData, toInspectorError } from '../../shared/errors.ts';
import type { FlowRef } from '../../shared/flow.ts';
import type { Pick } from '../../shared/pick.ts';
import type { Removal } from '../flow-actions.ts';
import { call } from '../session.ts';

/** So many flows are named to the engine at a time. */
const CHUNK = 1000;

export type Picking =
  | { readonly status: 'picking' }
  | { readonly status: 'picked'; readonly pick: Pick }
  | { readonly status: 'failed'; readonly error: ErrorData };

/** Has the engine pick flows and says what they are; null: nothing is to be picked yet. */
export function usePick(targetId: string, what: Removal | null): Picking {
  const [picking, setPicking] = useState<Picking>({ status: 'picking' });
  const key = what && JSON.stringify(what.kind === 'flows' ? what.refs : what);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says all of it that counts
  useEffect(() => {
    const abort = new AbortController();
    setPicking({ status: 'picking' });
    if (what === null) return;
    pickFlows(targetId, what, abort.signal).then(
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

async function pickFlows(targetId: string, what: Removal, signal: AbortSignal): Promise<Pick> {
  if (what.kind !== 'flows') return call('flows.pick', { targetId, scope: what, addTo: null }, signal);
  const [first, ...rest] = partsOf(what.refs);
  const pickPart = (refs: FlowRef[], addTo: string | null) =>
    call('flows.pick', { targetId, scope: { kind: 'flows', refs }, addTo }, signal);
  let pick = await pickPart(first ?? [], null);
  for (const part of rest) pick = await pickPart(part, pick.pickId);
  return pick;
}

function partsOf(refs: readonly FlowRef[]): FlowRef[][] {
  const parts = Math.ceil(refs.length / CHUNK);
  return Array.from({ length: parts }, (_, part) => refs.slice(part * CHUNK, (part + 1) * CHUNK));
}
