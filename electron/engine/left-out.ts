import type { Flow } from '../../shared/flow.ts';
import type { FlowSpec } from '../../shared/flow-spec.ts';
import { labelText } from '../../shared/label.ts';
import { statusMeanings } from '../../shared/status.ts';

/**
 * What the kernel quietly made otherwise than it was told, as sentences; null when the flow is as the spec says.
 * `labelObstacle`: why flows have no room for labels here, where that is known.
 */
export function whatWasLeftOut(spec: FlowSpec, flow: Flow, labelObstacle: string | null): string | null {
  const sentences = [
    ...(spec.labels === flow.labels || spec.labels === null
      ? []
      : [labelSentence(spec.labels, flow.labels, labelObstacle)]),
    ...portSentences(spec, flow),
    ...statusMeanings
      .filter(({ bit }) => (spec.status & bit) !== 0 && (flow.status & bit) === 0)
      .map(({ kernelName }) => `The kernel did not keep the status ${kernelName}.`),
    ...(spec.helper === flow.helper || spec.helper === null ? [] : [`It has no helper ${spec.helper}.`]),
  ];
  return sentences.length === 0 ? null : sentences.join(' ');
}

/** What became of labels that the kernel did not keep, or not all. */
export function labelSentence(wanted: string, kept: string | null, obstacle: string | null): string {
  if (kept !== null) return `Of the labels ${labelText(wanted)} the kernel kept ${labelText(kept)}.`;
  return `The kernel dropped the labels ${labelText(wanted)}. ${obstacle ?? 'No rule in this network namespace uses labels.'}`;
}

/** The kernel takes another port where the wanted one would make the replies those of another flow. */
function portSentences(
  { l4: own, sourceNat, destinationNat }: FlowSpec,
  { reply: { l4 } }: Flow,
): readonly string[] {
  if (own.kind !== 'ports' || l4.kind !== 'ports') return [];
  const other = (end: string, target: FlowSpec['sourceNat'], wanted: number, found: number) =>
    target === null || wanted === found
      ? []
      : [`The ${end} port ${wanted} is taken on ${target.address}; the kernel chose ${found}.`];
  return [
    ...other('source', sourceNat, sourceNat?.port ?? own.source, l4.destination),
    ...other('destination', destinationNat, destinationNat?.port ?? own.destination, l4.source),
  ];
}
