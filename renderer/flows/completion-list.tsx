import type { Word } from '../../shared/filter/vocabulary.ts';
import { classes } from '../ui/classes.ts';
import styles from './completion-list.module.css';

interface CompletionListProps {
  readonly id: string;
  readonly words: readonly Word[];
  /** The place of the word that Enter takes; −1 for none. */
  readonly chosen: number;
  readonly onTake: (word: Word) => void;
}

/** The element id of a word in the list. */
export function optionId(listId: string, place: number): string {
  return `${listId}-${place}`;
}

/** What can stand at the caret of the filter. */
export function CompletionList({ id, words, chosen, onTake }: CompletionListProps) {
  return (
    <div id={id} role="listbox" aria-label="Completions" className={styles.list} hidden={words.length === 0}>
      {words.map((word, place) => (
        <div
          key={word.text}
          id={optionId(id, place)}
          role="option"
          tabIndex={-1}
          aria-selected={place === chosen}
          className={classes(styles.option, place === chosen && styles.chosen)}
          ref={place === chosen ? (element) => element?.scrollIntoView({ block: 'nearest' }) : undefined}
          // Before the input loses the focus, and with it the list goes.
          onPointerDown={(event) => {
            event.preventDefault();
            onTake(word);
          }}
        >
          <span className={word.kind === 'field' || word.kind === 'flag' ? styles.name : styles.value}>
            {word.text}
          </span>
          <span className={styles.about}>{word.about}</span>
        </div>
      ))}
    </div>
  );
}
