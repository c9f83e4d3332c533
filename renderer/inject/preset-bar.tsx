import { Trash2 } from 'lucide-react';
import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { builtInPresets } from '../../shared/built-in-presets.ts';
import type { Preset } from '../../shared/preset.ts';
import { PresetName } from '../../shared/preset.ts';
import { type Session, useSession } from '../session.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { attempt } from '../ui/notifications.ts';
import { Popover, type PopoverHandle } from '../ui/popover.tsx';
import styles from './preset-bar.module.css';
import { applyPreset, loadPresets, presetAt, removePreset, savePreset, usePresets } from './preset-store.ts';

/** What the form can start from: presets that come with the program, and a person's own. */
export function PresetBar() {
  const id = useId();
  const saving = useRef<PopoverHandle>(null);
  const connected = useSession((session) => session.connection.status === 'connected');
  const { presets, problems } = usePresets();
  useEffect(() => {
    if (connected) void attempt(loadPresets());
  }, [connected]);
  return (
    <div className={styles.bar}>
      <label htmlFor={id} className={styles.label}>
        Start from
      </label>
      {/* Shows no choice of its own: what was chosen is in the form, and may be changed there. */}
      <select
        id={id}
        className={styles.choice}
        value=""
        onChange={(event) => {
          const preset = presetAt(event.target.value);
          if (preset) applyPreset(preset);
        }}
      >
        <option value="" disabled hidden>
          a preset…
        </option>
        {presets.length > 0 && <Group label="Saved" list="saved" presets={presets} />}
        <Group label="Built in" list="built-in" presets={builtInPresets} />
      </select>
      <Popover
        handle={saving}
        button="Save as…"
        buttonClass={styles.save}
        label="Save as a preset"
        align="end"
      >
        <SaveForm onDone={() => saving.current?.close()} />
        {presets.length > 0 && <SavedList presets={presets} />}
      </Popover>
      {problems.length > 0 && (
        <ul className={styles.problems} role="status">
          {problems.map((problem) => (
            <li key={problem}>Left out: {problem}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

interface GroupProps {
  readonly label: string;
  readonly list: 'saved' | 'built-in';
  readonly presets: readonly Preset[];
}

function Group({ label, list, presets }: GroupProps) {
  return (
    <optgroup label={label}>
      {presets.map(({ name }, index) => (
        <option key={name} value={`${list} ${index}`}>
          {name}
        </option>
      ))}
    </optgroup>
  );
}

function SaveForm({ onDone }: { readonly onDone: () => void }) {
  const [name, setName] = useState('');
  const [error, setError] = useState<string | null>(null);
  const obstacle = useSession(whyNotKept);
  const exists = usePresets().presets.some((preset) => preset.name === name.trim());
  const save = async () => {
    const wanted = PresetName.safeParse(name.trim());
    const problem = wanted.success ? await savePreset(wanted.data) : 'a name of 1 to 60 characters';
    setError(problem);
    if (problem !== null) return;
    setName('');
    onDone();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void attempt(save());
  };
  return (
    <form className={styles.saveForm} onSubmit={submit} noValidate aria-label="Save as a preset">
      <TextField
        label="Name of the preset"
        value={name}
        error={error ?? obstacle}
        onChange={(text) => {
          setName(text);
          setError(null);
        }}
      />
      <Button type="submit" tone="primary" disabledReason={obstacle}>
        {exists ? 'Replace' : 'Save'}
      </Button>
    </form>
  );
}

/** Presets are kept by the program, whatever table is open. */
function whyNotKept({ connection }: Session): string | null {
  return connection.status === 'connected' ? null : 'Not connected.';
}

function SavedList({ presets }: { readonly presets: readonly Preset[] }) {
  return (
    <ul className={styles.saved} aria-label="Saved presets">
      {presets.map(({ name }) => (
        <li key={name}>
          <span>{name}</span>
          <IconButton
            icon={Trash2}
            label={`Remove ${name}`}
            onClick={() => void attempt(removePreset(name))}
          />
        </li>
      ))}
    </ul>
  );
}
