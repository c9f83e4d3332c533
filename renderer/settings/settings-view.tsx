import type { Preferences } from '../../shared/preferences.ts';
import { setPreferences, usePreference } from '../preferences.ts';
import { CheckboxField, type Choice } from '../ui/field.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { FormDefaults } from './form-defaults.tsx';
import styles from './settings-view.module.css';

/** How the page looks and listens, and where its forms start from. */
export function SettingsView() {
  const singleKeys = usePreference((preferences) => preferences.singleKeys);
  return (
    <div className={styles.view}>
      <section className={styles.section} aria-labelledby="settings-looks">
        <h2 id="settings-looks">Looks</h2>
        <div className={styles.choices}>
          <PreferenceChoice
            name="theme"
            label="Colours"
            choices={[
              { value: 'system', label: 'As the system' },
              { value: 'dark', label: 'Dark' },
              { value: 'light', label: 'Light' },
            ]}
          />
          <PreferenceChoice
            name="density"
            label="Rows"
            choices={[
              { value: 'comfortable', label: 'Comfortable' },
              { value: 'compact', label: 'Compact' },
            ]}
          />
        </div>
      </section>
      <section className={styles.section} aria-labelledby="settings-numbers">
        <h2 id="settings-numbers">Numbers and times</h2>
        <div className={styles.choices}>
          <PreferenceChoice
            name="byteUnits"
            label="Bytes"
            choices={[
              { value: 'decimal', label: 'kB = 1,000' },
              { value: 'binary', label: 'KiB = 1,024' },
            ]}
          />
          <PreferenceChoice
            name="rateUnits"
            label="Rates"
            choices={[
              { value: 'bytes', label: 'Bytes/s' },
              { value: 'bits', label: 'Bits/s' },
            ]}
          />
          <PreferenceChoice
            name="ages"
            label="Ages"
            choices={[
              { value: 'spans', label: 'How long: 1 m 58 s' },
              { value: 'moments', label: 'Since when: 14:48:25' },
            ]}
          />
          <PreferenceChoice
            name="clock"
            label="Time of day"
            choices={[
              { value: 'local', label: 'Local' },
              { value: 'utc', label: 'UTC' },
            ]}
          />
          <PreferenceChoice
            name="refresh"
            label="Tables are read again"
            choices={[
              { value: 'live', label: 'Live' },
              { value: 'each second', label: 'Each second' },
              { value: 'each 5 seconds', label: 'Each 5 seconds' },
            ]}
          />
        </div>
      </section>
      <section className={styles.section} aria-labelledby="settings-keyboard">
        <h2 id="settings-keyboard">Keyboard</h2>
        <CheckboxField
          label="Keys without Ctrl act while the table or nothing has the focus"
          hint="Letters, digits and signs, such as i, 1 and /. Switch them off when you use speech input."
          checked={singleKeys}
          onChange={(checked) => setPreferences({ singleKeys: checked })}
        />
      </section>
      <section className={styles.section} aria-labelledby="settings-forms">
        <h2 id="settings-forms">Where forms and samples start from</h2>
        <FormDefaults />
      </section>
    </div>
  );
}

/** The preferences that are one of a few. */
type ChoiceName = 'theme' | 'density' | 'byteUnits' | 'rateUnits' | 'ages' | 'clock' | 'refresh';

interface PreferenceChoiceProps<N extends ChoiceName> {
  readonly name: N;
  readonly label: string;
  readonly choices: readonly Choice<Preferences[N]>[];
}

function PreferenceChoice<N extends ChoiceName>({ name, label, choices }: PreferenceChoiceProps<N>) {
  const value = usePreference((preferences) => preferences[name]);
  return (
    <Segmented
      label={label}
      value={value}
      choices={choices}
      onChange={(chosen) => setPreferences({ [name]: chosen })}
    />
  );
}
