import { Search } from 'lucide-react';
import { type KeyboardEvent, useId, useRef, useState } from 'react';
import type { Completion } from '../../shared/filter/complete.ts';
import { preferenceStore } from '../preferences.ts';
import { classes } from '../ui/classes.ts';
import field from '../ui/filter-field.module.css';
import { ClearButton } from '../ui/filter-field.tsx';
import { CompletionList, optionId } from './completion-list.tsx';
import styles from './filter-box.module.css';
import { completionsAt, stopCompleting } from './filter-completion.ts';
import { FILTER_ID } from './filter-focus.ts';
import { FilterMenu } from './filter-menu.tsx';
import { FilterOutcome } from './filter-outcome.tsx';
import { paintFilter } from './filter-paint.ts';
import { enterFilter, isTooLong, typeFilter, useFilterText } from './filter-text.ts';

interface FilterBoxProps {
  /** Hands the focus on to the table. */
  readonly onDone: () => void;
}

const NONE: Completion = { from: 0, to: 0, words: [] };
const MOST_WORDS = 60;

/**
 * The display filter: painted and checked as it is typed, with a list of what could come next. Down opens that list, Up
 * goes back through the filters that were used.
 */
export function FilterBox({ onDone }: FilterBoxProps) {
  const text = useFilterText((filter) => filter.text);
  const error = useFilterText((filter) => filter.error);
  const input = useRef<HTMLInputElement>(null);
  const paint = useRef<HTMLDivElement>(null);
  const listId = useId();
  const [completion, setCompletion] = useState(NONE);
  const [chosenText, setChosenText] = useState<string | null>(null);
  const [recalled, setRecalled] = useState<Recalled | null>(null);
  const words = completion.words.slice(0, MOST_WORDS);
  // By its text: values that the table holds may come in above it.
  const chosen = words.findIndex((word) => word.text === chosenText);
  const isOpen = words.length > 0;
  // What is just being typed is not wrong yet as long as there is something that it could become.
  const isUnfinished = isOpen && error !== null && completion.to === error.position + error.length;
  const shownError = isUnfinished ? null : error;

  const offer = (typed: string, caret: number) => {
    const show = (found: Completion) => {
      const isFinished =
        found.words.length === 1 && found.words[0]?.text === typed.slice(found.from, found.to);
      setCompletion(isFinished ? NONE : found);
    };
    show(isTooLong(typed) ? NONE : completionsAt(typed, caret, show));
    setChosenText(null);
    setRecalled(null);
  };
  const close = () => {
    stopCompleting();
    setCompletion(NONE);
  };
  const write = (filter: string, caret: number) => {
    typeFilter(filter);
    requestAnimationFrame(() => input.current?.setSelectionRange(caret, caret));
  };
  const insert = (word: string) => {
    const before = `${text.slice(0, completion.from)}${word} `;
    const after = text.slice(completion.to).replace(/^ /, '');
    write(before + after, before.length);
    offer(before + after, before.length);
  };
  const recall = (by: 1 | -1) => {
    const { recentFilters } = preferenceStore.getState();
    const from = recalled ?? { draft: text, place: -1 };
    const place = Math.min(from.place + by, recentFilters.length - 1);
    const filter = recentFilters[place] ?? from.draft;
    write(filter, filter.length);
    setRecalled(place < 0 ? null : { ...from, place });
  };
  const onVertical = (by: 1 | -1, caret: number) => {
    if (isOpen) setChosenText(words[stepped(chosen, by, words.length)]?.text ?? null);
    else if (by === -1 || recalled !== null) recall(by === -1 ? 1 : -1);
    else offer(text, caret);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const word = words[chosen]?.text;
    const caret = event.currentTarget.selectionStart ?? text.length;
    switch (event.key) {
      case 'ArrowDown':
        onVertical(1, caret);
        break;
      case 'ArrowUp':
        onVertical(-1, caret);
        break;
      case 'Tab':
        if (word === undefined || event.shiftKey) return close();
        insert(word);
        break;
      case 'Enter':
        if (word !== undefined) insert(word);
        else {
          close();
          setRecalled(null);
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
    <search className={field.box}>
      <Search size={14} aria-hidden className={field.lens} />
      <div className={field.line}>
        <div ref={paint} aria-hidden className={field.layer}>
          {paintFilter(text, shownError).map((stretch) => (
            <span key={stretch.from} className={classes(styles[stretch.tone], stretch.wrong && field.wrong)}>
              {stretch.text}
            </span>
          ))}
        </div>
        <input
          ref={input}
          id={FILTER_ID}
          className={classes(field.input, styles.input)}
          type="text"
          role="combobox"
          aria-label="Filter flows"
          aria-autocomplete="list"
          aria-expanded={isOpen}
          aria-controls={listId}
          aria-activedescendant={isOpen && chosen >= 0 ? optionId(listId, chosen) : undefined}
          aria-invalid={shownError !== null}
          aria-describedby={`${listId}-outcome`}
          placeholder="Filter, for example: proto == tcp and not assured"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
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
      <FilterOutcome id={`${listId}-outcome`} error={shownError} isUnfinished={isUnfinished} />
      {text !== '' && (
        <ClearButton
          onClear={() => {
            enterFilter('');
            input.current?.focus();
          }}
        />
      )}
      <FilterMenu />
      <CompletionList id={listId} words={words} chosen={chosen} onTake={({ text }) => insert(text)} />
    </search>
  );
}

/** A filter from before, and what was being typed when it was called back. */
interface Recalled {
  readonly draft: string;
  /** 0 for the latest. */
  readonly place: number;
}

/** The next or previous place in a list; −1, the text itself, comes before the first and after the last. */
function stepped(from: number, by: 1 | -1, length: number): number {
  const next = from + by;
  if (next < -1) return length - 1;
  return next >= length ? -1 : next;
}
