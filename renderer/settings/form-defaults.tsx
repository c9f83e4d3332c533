import { useEffect, useState } from 'react';
import { type ErrorData, toInspectorError } from '../../shared/errors.ts';
import { environmentName, type Settings, settingDefinitions } from '../../shared/settings.ts';
import { call, useSession } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { ErrorState, LoadingState } from '../ui/view-state.tsx';
import styles from './settings-view.module.css';

/** The values in force, and where each came from. */
export function FormDefaults() {
  const isConnected = useSession((session) => session.connection.status === 'connected');
  const [settings, setSettings] = useState<Settings | null>(null);
  const [error, setError] = useState<ErrorData | null>(null);
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a further attempt reads again
  useEffect(() => {
    if (!isConnected) return;
    setError(null);
    call('settings.read', {}).then(setSettings, (thrown: unknown) =>
      setError(toInspectorError(thrown, 'read the settings').data),
    );
  }, [isConnected, attempt]);
  if (error) {
    return (
      <ErrorState
        error={error}
        actions={<Button onClick={() => setAttempt(attempt + 1)}>Try again</Button>}
      />
    );
  }
  if (!settings && !isConnected)
    return <p className={styles.note}>They are shown as soon as there is a connection.</p>;
  if (!settings) return <LoadingState title="Reading the settings…" />;
  return (
    <>
      <p className={styles.note}>
        Each value comes from the settings file, from its environment variable, or from the program itself.
        None of the addresses built in belongs to anyone: they are set aside for documentation.
      </p>
      <table className={styles.values}>
        <thead>
          <tr>
            <th scope="col">Setting</th>
            <th scope="col">Value</th>
            <th scope="col">Comes from</th>
            <th scope="col">Environment variable</th>
          </tr>
        </thead>
        <tbody>
          {settingDefinitions.map(({ name, description }) => (
            <tr key={name}>
              <th scope="row">{description}</th>
              <td>
                <code>{settings.values[name]}</code>
              </td>
              <td>{settings.sources[name] ?? 'built-in'}</td>
              <td>
                <code>{environmentName(name)}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
