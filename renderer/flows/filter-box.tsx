import { Search, X } from 'lucide-react';
import { type KeyboardEvent, useId, useRef, useState } from 'react';
import type { Completion } from '../../shared/filter/complete.ts';
import { IconButton } from '../ui/button.tsx';
import { classes } from '../ui/classes.ts';
import styles from './filter-box.module.css';
import { FILTER_ID } from './filter-focus.ts';
import { FilterOutcome } from './filter-outcome.tsx';
import { paintFilter } from './filter-paint.ts';
import { completionsAt, enterFilter, typeFilter, useFilterText } from './filter-text.ts';

interface FilterBoxProps {
  /** Hands the focus on to the table. */
  readonly onDone: () => void;
}

const NONE: Completion = { from: 0, to: 0, words: [] };
const MOST_WORDS = 60;

/** The display filter: painted and checked as it is typed, with a list of what could come next. */
export function FilterBox({ onDone }: FilterBoxProps) {
  const text = useFilterText((filter) => filter.text);
  const error = useFilterText((filter) => filter.error);
  const input = useRef<HTMLInputElement>(null);
  const paint = useRef<HTMLDivElement>(null);
  const listId = useId();
  const [completion, setCompletion] = useState(NONE);
  const [chosen, setChosen] = useState(-1);
  const words = completion.words.slice(0, MOST_WORDS);
  const isOpen = words.length > 0;
  // What is just being typed is not wrong yet as long as there is something that it could become.
  const isUnfinished = isOpen && error !== null && completion.to === error.position + error.length;
  const shownError = isUnfinished ? null : error;

  const offer = (typed: string, caret: number) => {
    const found = completionsAt(typed, caret);
    const isFinished = found.words.length === 1 && found.words[0]?.text === typed.slice(found.from, found.to);
    setCompletion(isFinished ? NONE : found);
    setChosen(-1);
  };
  const close = () => setCompletion(NONE);
  const insert = (word: string) => {
    const before = `${text.slice(0, completion.from)}${word} `;
    const after = text.slice(completion.to).replace(/^ /, '');
    typeFilter(before + after);
    offer(before + after, before.length);
    requestAnimationFrame(() => input.current?.setSelectionRange(before.length, before.length));
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const word = words[chosen]?.text;
    switch (event.key) {
      case 'ArrowDown':
      case 'ArrowUp': {
        if (!isOpen) offer(text, event.currentTarget.selectionStart ?? text.length);
        else setChosen(stepped(chosen, event.key === 'ArrowDown' ? 1 : -1, words.length));
        break;
      }
      case 'Tab':
        if (word === undefined || event.shiftKey) return close();
        insert(word);
        break;
      case 'Enter':
        if (word !== undefined) insert(word);
        else {
          close();
          enterFilter(text);
          if (!error) onDone();
        }
        break;
      case 'Escape':
        if (isOpen) close();
        else onDone();
        break;
      default:
        return;
    }
    event.preventDefault();
  };

  return (
    <search className={styles.box}>
      <Search size={14} aria-hidden className={styles.lens} />
      <div className={styles.line}>
        <div ref={paint} aria-hidden className={styles.paint}>
          {paintFilter(text, shownError).map((stretch) => (
            <span key={stretch.from} className={classes(styles[stretch.tone], stretch.wrong && styles.wrong)}>
              {stretch.text}
            </span>
          ))}
        </div>
        <input
          ref={input}
          id={FILTER_ID}
          className={styles.input}
          type="text"
          role="combobox"
          aria-label="Filter flows"
          aria-autocomplete="list"
          aria-expanded={isOpen}
          aria-controls={listId}
          aria-activedescendant={isOpen && chosen >= 0 ? `${listId}-${chosen}` : undefined}
          aria-invalid={shownError !== null}
          aria-describedby={`${listId}-outcome`}
          placeholder="Filter, for example: proto == tcp and not assured"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          maxLength={10_000}
          value={text}
          onChange={({ target }) => {
            typeFilter(target.value);
            offer(target.value, target.selectionStart ?? target.value.length);
          }}
          onScroll={({ currentTarget }) => {
            if (paint.current) paint.current.scrollLeft = currentTarget.scrollLeft;
          }}
          onKeyDown={onKeyDown}
          onBlur={close}
        />
      </div>
      {text !== '' && (
        <IconButton
          icon={X}
          label="Clear the filter"
          className={styles.clear}
          onClick={() => {
            enterFilter('');
            input.current?.focus();
          }}
        />
      )}
      <FilterOutcome id={`${listId}-outcome`} error={shownError} isUnfinished={isUnfinished} />
      <div id={listId} role="listbox" aria-label="Completions" className={styles.list} hidden={!isOpen}>
        {words.map((word, index) => (
          <div
            key={word.text}
            id={`${listId}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen}
            className={classes(styles.option, index === chosen && styles.chosen)}
            ref={index === chosen ? (element) => element?.scrollIntoView({ block: 'nearest' }) : undefined}
            // Before the input loses the focus, and with it the list goes.
            onPointerDown={(event) => {
              event.preventDefault();
              insert(word.text);
            }}
          >
            <span className={word.kind === 'field' || word.kind === 'flag' ? styles.name : styles.value}>
              {word.text}
            </span>
            <span className={styles.about}>{word.about}</span>
          </div>
        ))}
      </div>
    </search>
  );
}

/** The next or previous place in a list; −1, the text itself, comes before the first and after the last. */
function stepped(from: number, by: 1 | -1, length: number): number {
  const next = from + by;
  if (next < -1) return length - 1;
  return next >= length ? -1 : next;
}
