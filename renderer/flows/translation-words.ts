import { type Flow, translationOf } from '../../shared/flow.ts';
import { endpointText } from './endpoint.tsx';

/** Which half of the reply is not the mirror of the original. */
export interface ChangedHalves {
  /** Replies come from somewhere else than the packets were sent to. */
  readonly replySource: boolean;
  /** Replies go somewhere else than the packets came from. */
  readonly replyDestination: boolean;
}

/** Compares the two tuples of a flow. */
export function changedHalves(flow: Flow): ChangedHalves {
  const { source, destination } = translationOf({ ...flow, status: 0 });
  return { replySource: destination, replyDestination: source };
}

/** What translation does to a flow, in one sentence. */
export function translationSentence(flow: Flow): string {
  const changed = changedHalves(flow);
  const from = endpointText(flow.protocol, flow.reply, 'source');
  const to = endpointText(flow.protocol, flow.reply, 'destination');
  if (changed.replySource && changed.replyDestination) {
    return `Source and destination are both translated: replies come from ${from} and go to ${to}.`;
  }
  if (changed.replyDestination) return `The source is translated: replies go to ${to}.`;
  if (changed.replySource) return `The destination is translated: replies come from ${from}.`;
  const { source, destination } = translationOf(flow);
  if (source || destination) {
    return 'Marked as translated, although both directions name the same ends.';
  }
  return 'Not translated: replies come from where the packets went.';
}
