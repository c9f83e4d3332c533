import { Flag } from '../netlink/constants.ts';
import { encodeAgain } from '../netlink/encode-again.ts';
import { encodeDelete, encodeGet, encodeUpdate } from '../netlink/encode-life.ts';
import type { ManyFlows } from './conntrack.ts';
import type { ExecutorChannel } from './executor-channel.ts';

/** What can be done to many flows through an executor, in batches. */
export function manyFlowsOf(channel: ExecutorChannel): ManyFlows {
  return {
    read: ({ count, words, at }, onFlow, onRefused) =>
      channel.batch(
        count,
        (writer, sequence, place) => encodeGet(writer, sequence, words, at(place), Flag.ack),
        onRefused,
        onFlow,
      ),
    remove: ({ count, words, at }, onRefused) =>
      channel.batch(
        count,
        (writer, sequence, place) => encodeDelete(writer, sequence, words, at(place)),
        onRefused,
      ),
    update: ({ count, words, at }, updateOf, onRefused) =>
      channel.batch(
        count,
        (writer, sequence, place) => encodeUpdate(writer, sequence, updateOf(place), words, at(place)),
        onRefused,
      ),
    createAgain: (kept, indexes, onRefused) =>
      channel.batch(
        indexes.length,
        (writer, sequence, place) => {
          const index = indexes[place] ?? 0;
          encodeAgain(writer, sequence, kept.view, kept.start(index), kept.end(index));
        },
        onRefused,
      ),
  };
}
