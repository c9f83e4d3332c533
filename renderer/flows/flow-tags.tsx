import { type Flow, translationOf } from '../../shared/flow.ts';
import { StatusBit } from '../../shared/status.ts';
import { Tag } from '../ui/tag.tsx';
import styles from './flow-tags.module.css';

type Tone = 'plain' | 'ok' | 'warn' | 'bad' | 'accent';

/** What the status of a flow says at a glance. */
export function flowTags(flow: Flow): readonly (readonly [word: string, tone: Tone])[] {
  const has = (bit: number) => (flow.status & bit) !== 0;
  const translation = translationOf(flow);
  const tags: readonly (readonly [boolean, string, Tone])[] = [
    [has(StatusBit.assured), 'assured', 'ok'],
    [!has(StatusBit.seenReply), 'unreplied', 'warn'],
    [translation.source, 'snat', 'accent'],
    [translation.destination, 'dnat', 'accent'],
    [has(StatusBit.expected), 'expected', 'plain'],
    [has(StatusBit.hwOffload), 'hw offload', 'plain'],
    [has(StatusBit.offload) && !has(StatusBit.hwOffload), 'offload', 'plain'],
    [has(StatusBit.fixedTimeout), 'fixed timeout', 'plain'],
    [has(StatusBit.dying), 'dying', 'bad'],
  ];
  return tags.filter(([applies]) => applies).map(([, word, tone]) => [word, tone]);
}

/** The same as pills. */
export function FlowTags({ flow }: { readonly flow: Flow }) {
  const tags = flowTags(flow);
  return (
    <span className={styles.tags} title={tags.map(([word]) => word).join(', ')}>
      {tags.map(([word, tone]) => (
        <Tag key={word} tone={tone}>
          {word}
        </Tag>
      ))}
    </span>
  );
}
