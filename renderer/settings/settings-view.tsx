import { setPreferences, type Theme, usePreference } from '../preferences.ts';
import { CheckboxField } from '../ui/field.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { FormDefaults } from './form-defaults.tsx';
import styles from './settings-view.module.css';

const themes: readonly { readonly value: Theme; readonly label: string }[] = [
  { value: 'system', label: 'As the system' },
  { value: 'dark', label: 'Dark' },
  { value: 'light', label: 'Light' },
];

/** How the page looks and listens, and where its forms start from. */
export function SettingsView() {
  const theme = usePreference((preferences) => preferences.theme);
  const singleKeys = usePreference((preferences) => preferences.singleKeys);
  return (
    <div className={styles.view}>
      <section className={styles.section} aria-labelledby="settings-page">
        <h2 id="settings-page">This page</h2>
        <Segmented
          label="Colours"
          value={theme}
          choices={themes}
          onChange={(value) => setPreferences({ theme: value })}
        />
        <CheckboxField
          label="Keys without Ctrl act while the table has the focus"
          hint="Letters, digits and signs: / i j k 1 2 3 ?. Switch them off when you use speech input."
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
