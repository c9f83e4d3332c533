import { Bookmark, Check, Pencil, Plus, Trash2 } from 'lucide-react';
import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import { joinFilters } from '../../shared/filter/join.ts';
import type { NamedFilter } from '../../shared/preferences.ts';
import { usePreference } from '../preferences.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Popover, type PopoverHandle } from '../ui/popover.tsx';
import { forgetFilter, renameFilter, saveFilter } from './filter-memory.ts';
import styles from './filter-menu.module.css';
import { enterFilter, useFilterText } from './filter-text.ts';
import { flowRowsStore } from './flow-rows.ts';

/** Filters that were saved under a name, and those that were used before. */
export function FilterMenu() {
  const popover = useRef<PopoverHandle>(null);
  const named = usePreference((preferences) => preferences.namedFilters);
  const recent = usePreference((preferences) => preferences.recentFilters);
  const use = (filter: string) => {
    popover.current?.close();
    enterFilter(filter);
  };
  return (
    <Popover
      label="Saved and recent filters"
      align="end"
      handle={popover}
      buttonLabel="Saved and recent filters"
      quiet
      buttonClass={styles.opener}
      button={<Bookmark size={14} aria-hidden />}
    >
      <div className={styles.menu}>
        <SaveForm />
        <List title="Saved" empty="None yet.">
          {named.map((filter) => (
            <NamedRow key={filter.name} named={filter} onUse={use} />
          ))}
        </List>
        <List title="Recent" empty="None yet.">
          {recent.map((filter) => (
            <li key={filter} className={styles.row}>
              <button type="button" className={styles.use} title={filter} onClick={() => use(filter)}>
                <code className={styles.filter}>{filter}</code>
              </button>
            </li>
          ))}
        </List>
      </div>
    </Popover>
  );
}

/** Saves the filter in force. */
function SaveForm() {
  const text = useFilterText((filter) => filter.text);
  const error = useFilterText((filter) => filter.error);
  const [name, setName] = useState('');
  const reason =
    text.trim() === ''
      ? 'Type a filter first.'
      : error !== null
        ? 'The filter has a mistake.'
        : name.trim() === ''
          ? 'Type a name first.'
          : null;
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (reason !== null) return;
    saveFilter(name.trim(), text);
    setName('');
  };
  return (
    <form className={styles.save} onSubmit={save}>
      <NameInput label="Name for this filter" value={name} onChange={setName} />
      <Button type="submit" disabledReason={reason}>
        Save
      </Button>
    </form>
  );
}

interface NamedRowProps {
  readonly named: NamedFilter;
  readonly onUse: (filter: string) => void;
}

function NamedRow({ named, onUse }: NamedRowProps) {
  const [newName, setNewName] = useState<string | null>(null);
  const { name, filter } = named;
  const rename = (event: FormEvent) => {
    event.preventDefault();
    if (newName?.trim()) renameFilter(named, newName.trim());
    setNewName(null);
  };
  if (newName !== null) {
    return (
      <li>
        <form className={styles.save} onSubmit={rename}>
          <NameInput label={`New name of ${name}`} value={newName} onChange={setNewName} autoFocus />
          <IconButton type="submit" icon={Check} label="Rename" />
        </form>
      </li>
    );
  }
  return (
    <li className={styles.row}>
      <button type="button" className={styles.use} title={filter} onClick={() => onUse(filter)}>
        <span className={styles.name}>{name}</span>
        <code className={styles.filter}>{filter}</code>
      </button>
      <IconButton
        icon={Plus}
        className={styles.tool}
        label={`Add ${name} to the filter`}
        onClick={() => onUse(joinFilters(flowRowsStore.getState().filter, filter))}
      />
      <IconButton
        icon={Pencil}
        className={styles.tool}
        label={`Rename ${name}`}
        onClick={() => setNewName(name)}
      />
      <IconButton
        icon={Trash2}
        className={styles.tool}
        label={`Forget ${name}`}
        onClick={() => forgetFilter(name)}
      />
    </li>
  );
}

interface NameInputProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (name: string) => void;
  readonly autoFocus?: boolean;
}

function NameInput({ label, value, onChange, autoFocus }: NameInputProps) {
  return (
    <input
      className={styles.input}
      aria-label={label}
      placeholder={label}
      maxLength={64}
      autoComplete="off"
      spellCheck={false}
      value={value}
      ref={(element) => {
        if (autoFocus) element?.focus();
      }}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

interface ListProps {
  readonly title: string;
  readonly empty: string;
  readonly children: readonly ReactNode[];
}

function List({ title, empty, children }: ListProps) {
  return (
    <section aria-label={title}>
      <h2 className={styles.title}>{title}</h2>
      {children.length === 0 ? <p className={styles.empty}>{empty}</p> : <ul>{children}</ul>}
    </section>
  );
}
