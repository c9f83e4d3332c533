import { ArrowDown, ArrowUp, Columns3 } from 'lucide-react';
import { usePreference } from '../preferences.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Popover } from '../ui/popover.tsx';
import styles from './column-chooser.module.css';
import { moveColumn, resetColumns, showColumn } from './column-layout.ts';
import { columnsOf, flowColumns } from './flow-columns.tsx';

/** Chooses the columns of the table and their order. */
export function ColumnChooser() {
  const ids = usePreference((preferences) => preferences.flowColumns);
  const shown = columnsOf(ids);
  const hidden = flowColumns.filter((column) => !shown.includes(column));
  return (
    <Popover
      label="Columns"
      align="end"
      buttonLabel="Columns"
      quiet
      buttonClass={styles.opener}
      button={<Columns3 size={14} aria-hidden />}
    >
      <ul className={styles.columns}>
        {[...shown, ...hidden].map((column, place) => (
          <li key={column.id} className={styles.column}>
            <label className={styles.choice}>
              <input
                type="checkbox"
                checked={place < shown.length}
                disabled={shown.length === 1 && place === 0}
                onChange={(event) => showColumn(column.id, event.target.checked)}
              />
              {column.name}
            </label>
            {place < shown.length && (
              <>
                <IconButton
                  icon={ArrowUp}
                  className={styles.mover}
                  label={`Move ${column.name} to the left`}
                  disabled={place === 0}
                  onClick={() => moveColumn(column.id, place - 1)}
                />
                <IconButton
                  icon={ArrowDown}
                  className={styles.mover}
                  label={`Move ${column.name} to the right`}
                  disabled={place === shown.length - 1}
                  onClick={() => moveColumn(column.id, place + 1)}
                />
              </>
            )}
          </li>
        ))}
      </ul>
      <p className={styles.help}>
        Drag a head to move its column, its edge to resize it; double-click the edge to fit. With a head
        focused: Ctrl+← → moves, Shift+← → resizes.
      </p>
      <Button onClick={resetColumns}>Default columns</Button>
    </Popover>
  );
}
