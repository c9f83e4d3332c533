import { Copy, Filter, FilterX, ListChecks, PanelRight, Pencil, Trash2 } from 'lucide-react';
import { type CellTerm, cellTerms, negated } from '../../shared/filter/cell-terms.ts';
import { refOf } from '../../shared/flow.ts';
import type { FlowRow } from '../../shared/flow-page.ts';
import { engineNow } from '../engine-clock.ts';
import { askToChange, askToDelete } from '../flow-actions.ts';
import { useSession, whyUnchangeable } from '../session.ts';
import { copyText } from '../ui/clipboard.ts';
import { formatCount } from '../ui/format.ts';
import { Menu, type MenuEntry } from '../ui/menu.tsx';
import { copyChosenAs, copyForms } from './copy-forms.ts';
import { narrow } from './filter-text.ts';
import { chooseAll, chosenFlows, openDetails, useChosenCount } from './flow-choice.ts';
import { flowColumns } from './flow-columns.tsx';

/** The cell that a menu is about, and where it opens, px in the window. */
export interface FlowMenuPlace {
  readonly row: FlowRow;
  readonly column: string;
  readonly x: number;
  readonly y: number;
}

interface FlowMenuProps {
  readonly place: FlowMenuPlace;
  readonly onClose: () => void;
}

const partNames: Readonly<Record<CellTerm['of'], string>> = {
  this: 'this',
  address: 'this address',
  port: 'this port',
  type: 'this type',
  key: 'this key',
  more: 'this or more',
  less: 'this or less',
};

/** What can be done with a cell, and with the flows that are chosen. */
export function FlowMenu({ place, onClose }: FlowMenuProps) {
  const { row } = place;
  const changeProblem = useSession(whyUnchangeable);
  const count = useChosenCount();
  const cell = flowColumns.find((column) => column.id === place.column);
  if (cell === undefined) return null;
  const terms = cellTerms(cell.id, row, engineNow());
  const whole = terms.filter(({ of }) => of !== 'more' && of !== 'less');
  const [first] = whole;
  const flows = count > 1 ? `${formatCount(count)} flows` : 'flow';
  const problem = changeProblem ?? (count === 1 && row.goneSince !== null ? 'This flow has ended.' : null);
  const entries: readonly MenuEntry[] = [
    ...terms.map(({ of, text }) => ({
      ...action(`Only ${partNames[of]}`, Filter, null, () => narrow(text)),
      hint: text,
    })),
    ...whole.map(({ of, text }) =>
      action(`Not ${partNames[of]}`, FilterX, null, () => narrow(negated(text))),
    ),
    action('Select all like this', ListChecks, first ? null : 'The filter has no word for this.', () => {
      if (first && narrow(first.text)) chooseAll();
    }),
    { kind: 'line' },
    action('Copy this cell', Copy, null, () => void copyText(cell.text(row, 0), cell.name)),
    ...copyForms.map((form) => action(`Copy ${flows} as ${form.name}`, Copy, null, () => copyChosenAs(form))),
    { kind: 'line' },
    action('Open details', PanelRight, null, () => openDetails(refOf(row.flow))),
    action(`Change ${flows}…`, Pencil, problem, () => askToChange(chosenFlows())),
    { ...action(`Delete ${flows}…`, Trash2, problem, () => askToDelete(chosenFlows())), isDangerous: true },
  ];
  return (
    <Menu label={`${cell.name}: ${cell.text(row, 0)}`} place={place} entries={entries} onClose={onClose} />
  );
}

type Action = MenuEntry & { readonly kind: 'action' };

function action(
  label: string,
  icon: NonNullable<Action['icon']>,
  disabledReason: string | null,
  run: () => void,
): Action {
  return { kind: 'action', label, icon, disabledReason, run };
}
