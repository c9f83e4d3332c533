import { commandGroups, commands, isSingleCharacter } from '../../shared/commands.ts';
import { usePreference } from '../preferences.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, FIRST_FOCUS } from '../ui/dialog.tsx';
import { rowKeys } from '../ui/grid/row-keys.ts';
import { Keys } from '../ui/keys.tsx';
import { setKeyListOpen } from '../workspace.ts';
import styles from './key-list.module.css';

interface Entry {
  readonly title: string;
  readonly keys: readonly string[];
}

const sections: readonly { readonly heading: string; readonly entries: readonly Entry[] }[] = [
  { heading: 'Rows', entries: rowKeys },
  ...commandGroups.map((group) => ({
    heading: group,
    entries: commands.filter((command) => command.group === group),
  })),
];

/** Every key there is. */
export function KeyList() {
  const singleKeys = usePreference((preferences) => preferences.singleKeys);
  const close = () => setKeyListOpen(false);
  const acting = ({ keys }: Entry) => keys.filter((key) => singleKeys || !isSingleCharacter(key));
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
        Keys without Ctrl act while the table or nothing has the focus.
        {!singleKeys && ' Letters, digits and signs are switched off in Settings.'}
      </p>
      <div className={styles.sections}>
        {sections
          .map(({ heading, entries }) => ({
            heading,
            entries: entries.filter((entry) => acting(entry).length > 0),
          }))
          .filter(({ entries }) => entries.length > 0)
          .map(({ heading, entries }) => (
            <section key={heading} aria-label={heading}>
              <h3>{heading}</h3>
              <dl className={styles.keys}>
                {entries.map((entry) => (
                  <div key={entry.title}>
                    <dt>
                      <Keys keys={acting(entry)} />
                    </dt>
                    <dd>{entry.title}</dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
      </div>
    </Dialog>
  );
}
