import { ArrowLeft, ArrowRight } from 'lucide-react';
import type { Flow } from '../../shared/flow.ts';
import { classes } from '../ui/classes.ts';
import { Endpoint } from './endpoint.tsx';
import styles from './translation-picture.module.css';
import { changedHalves, translationSentence } from './translation-words.ts';

/** Both directions of a flow, what differs marked. */
export function TranslationPicture({ flow }: { readonly flow: Flow }) {
  const changed = changedHalves(flow);
  const { protocol, original, reply } = flow;
  return (
    <>
      <div className={styles.picture}>
        <div className={styles.end}>
          <Endpoint protocol={protocol} tuple={original} end="source" />
        </div>
        <ArrowRight size={14} role="img" aria-label="sends to" />
        <div className={styles.end}>
          <Endpoint protocol={protocol} tuple={original} end="destination" />
        </div>
        <div className={classes(styles.end, changed.replyDestination && styles.changed)}>
          <Endpoint protocol={protocol} tuple={reply} end="destination" />
        </div>
        <ArrowLeft size={14} role="img" aria-label="gets replies from" />
        <div className={classes(styles.end, changed.replySource && styles.changed)}>
          <Endpoint protocol={protocol} tuple={reply} end="source" />
        </div>
      </div>
      <p className={styles.sentence}>{translationSentence(flow)}</p>
    </>
  );
}
