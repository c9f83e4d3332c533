import { usePreference } from '../preferences.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, FIRST_FOCUS } from '../ui/dialog.tsx';
import { setKeyListOpen } from '../workspace.ts';
import styles from './key-list.module.css';

const keys: readonly (readonly [keys: readonly string[], what: string, character: boolean])[] = [
  [['/'], 'Filter', true],
  [['i'], 'Inject a flow', true],
  [['Delete'], 'Delete the selected flows…', false],
  [['Space'], 'Pause, resume', false],
  [['Enter'], 'Details', false],
  [['Esc'], 'Close what is open, then clear the selection', false],
  [['↑', '↓'], 'One row', false],
  [['j', 'k'], 'One row down, up', true],
  [['PgUp', 'PgDn'], 'One page', false],
  [['Home', 'End'], 'First row, last row', false],
  [['Shift', '↑ ↓'], 'Extend the selection', false],
  [['Ctrl', 'A'], 'Select all that match the filter', false],
  [['Ctrl', 'C'], 'Copy the selected flows', false],
  [['1', '2', '3'], 'Flows, Zones, Settings', true],
  [['?'], 'This list', true],
];

/** The keys that act while the table has the focus. */
export function KeyList() {
  const singleKeys = usePreference((preferences) => preferences.singleKeys);
  const close = () => setKeyListOpen(false);
  return (
    <Dialog
      title="Keys"
      onClose={close}
      actions={
        <Button {...{ [FIRST_FOCUS]: true }} onClick={close}>
          Close
        </Button>
      }
    >
      <p className={styles.note}>
        They act while the table has the focus.
        {!singleKeys && ' Letters, digits and signs are switched off in Settings.'}
      </p>
      <dl className={styles.keys}>
        {keys
          .filter(([, , isCharacter]) => singleKeys || !isCharacter)
          .map(([names, what]) => (
            <div key={what}>
              <dt>
                {names.map((name) => (
                  <kbd key={name}>{name}</kbd>
                ))}
              </dt>
              <dd>{what}</dd>
            </div>
          ))}
      </dl>
    </Dialog>
  );
}
