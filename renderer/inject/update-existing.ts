import type { Flow } from '../../shared/flow.ts';
import { refOf } from '../../shared/flow.ts';
import type { FlowChange } from '../../shared/flow-change.ts';
import type { FlowSpec } from '../../shared/flow-spec.ts';
import { StatusBit } from '../../shared/status.ts';
import type { WorkResult } from '../../shared/work.ts';
import { call } from '../session.ts';
import { findExisting } from './existing-flow.ts';

/** What became of changing a flow that exists. */
export interface UpdateOutcome {
  /** Null: there was no such flow any more. */
  readonly result: WorkResult | null;
  /** What of the form a flow that exists can't take, in words. */
  readonly left: readonly string[];
}

/** Changes the flow that a spec's tuple and zones name to what else the spec says. Throws an InspectorError. */
export async function updateExisting(targetId: string, spec: FlowSpec): Promise<UpdateOutcome> {
  const flow = await findExisting(targetId, spec);
  if (flow === null) return { result: null, left: [] };
  const { change, left } = changeFor(spec, flow);
  const pick = { targetId, scope: { kind: 'flows' as const, refs: [refOf(flow)] } };
  const { pickId } = await call('flows.pick', pick);
  const result = await call('flows.change', { targetId, pickId, workId: crypto.randomUUID(), change });
  return { result, left };
}

const SET_LATER = StatusBit.seenReply | StatusBit.assured;
const ALL_LABELS = 'f'.repeat(32);
const NO_LABELS = '0'.repeat(32);

/** What is to change in a flow for it to be as a spec says, and what of that the kernel fixes when a flow is made. */
export function changeFor(
  spec: FlowSpec,
  flow: Flow,
): { readonly change: FlowChange; readonly left: readonly string[] } {
  const missing = spec.status & ~flow.status;
  const setStatus = missing & SET_LATER;
  const change: FlowChange = {
    mark: spec.mark === (flow.mark ?? 0) ? null : { value: spec.mark, mask: 0xffff_ffff },
    timeoutSeconds: spec.timeoutSeconds,
    state: spec.state === flow.state ? null : spec.state,
    setStatus: setStatus === 0 ? null : setStatus,
    labels: spec.labels === flow.labels ? null : { bits: spec.labels ?? NO_LABELS, mask: ALL_LABELS },
    helper: null,
  };
  const left = [
    ...(spec.sourceNat || spec.destinationNat ? ['translation'] : []),
    ...(spec.helper === flow.helper ? [] : ['helper']),
    ...((missing & ~SET_LATER) === 0 ? [] : ['status bits that are set at creation only']),
    ...(spec.sctpTags === null ? [] : ['verification tags']),
  ];
  return { change, left };
}
