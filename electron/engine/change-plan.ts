import type { ErrorData } from '../../shared/errors.ts';
import type { FlowChange } from '../../shared/flow-change.ts';
import type { FlowDetails } from '../../shared/flow-details.ts';
import { protocolName, statesOf } from '../../shared/protocol.ts';
import type { FlowUpdate } from '../netlink/encode-life.ts';

/** What is to be asked of the kernel for one flow; null when the flow is so already; or why it can't be. */
export type Plan = { readonly update: FlowUpdate | null } | { readonly problem: Problem };

/** A reason that does not depend on the flow but on its kind: one object for all flows that have it. */
export interface Problem {
  explain(subject: string): ErrorData;
}

const NO_LABELS = '0'.repeat(32);

/** Says what a change means for flows, each as it was read just before. */
export function changePlanner(change: FlowChange): (before: FlowDetails) => Plan {
  const problems = new Map<number, Problem | null>();
  const problemOf = (protocol: number): Problem | null => {
    const known = problems.get(protocol);
    if (known !== undefined) return known;
    const problem = stateProblem(protocol, change.state);
    problems.set(protocol, problem);
    return problem;
  };
  return (before) => {
    const problem = problemOf(before.flow.protocol);
    if (problem) return { problem };
    const update = updateOf(change, before);
    return { update: Object.keys(update).length > 0 ? update : null };
  };
}

/** The parts that are not so already. */
function updateOf(change: FlowChange, { flow, sctp }: FlowDetails): FlowUpdate {
  const { mark, timeoutSeconds, state, setStatus, labels, helper } = change;
  const oldMark = flow.mark ?? 0;
  const newMark = mark ? ((oldMark & ~mask(mark)) | (mark.value & mask(mark))) >>> 0 : oldMark;
  const status = ((setStatus ?? 0) | flow.status) >>> 0;
  const oldHelper = flow.helper ?? '';
  return {
    ...(mark && newMark !== oldMark ? { mark } : {}),
    ...(timeoutSeconds === null ? {} : { timeoutSeconds }),
    ...(state === null || state === flow.state ? {} : { state }),
    ...(state === null || state === flow.state || !sctp
      ? {}
      : { sctpTags: { original: sctp.tagOriginal, reply: sctp.tagReply } }),
    ...(status === flow.status ? {} : { status }),
    ...(labels && changesLabels(labels, flow.labels ?? NO_LABELS)
      ? { labels: { value: labels.bits, mask: labels.mask } }
      : {}),
    ...(helper === null || helper === oldHelper ? {} : { helper }),
  };
}

function mask(mark: NonNullable<FlowChange['mark']>): number {
  return mark.mask;
}

function changesLabels({ bits, mask }: NonNullable<FlowChange['labels']>, old: string): boolean {
  const [value, relevant, before] = [bits, mask, old].map((digits) => BigInt(`0x${digits}`));
  return ((value ?? 0n) & (relevant ?? 0n)) !== ((before ?? 0n) & (relevant ?? 0n));
}

function stateProblem(protocol: number, state: number | null): Problem | null {
  if (state === null) return null;
  const states = statesOf(protocol);
  const name = protocolName(protocol);
  if (states.length > 0 && state < states.length) return null;
  const message =
    states.length === 0 ? `${name} has no states.` : `${name} has states 0 to ${states.length - 1} only.`;
  return {
    explain: (subject) => ({
      code: 'invalid',
      operation: `change ${subject}`,
      subject,
      message,
      hint: 'Nothing of this flow was changed. Leave the state as it is, or choose flows of one protocol.',
    }),
  };
}
