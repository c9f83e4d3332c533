import type { KeyScope } from '../../shared/commands.ts';
import { commandOf, runCommand } from '../commands.ts';
import { pageTable } from '../ui/page-table.ts';

/** Runs commands by their keys, until the returned function is called. Dialogs keep their keys to themselves. */
export function listenToKeys(): () => void {
  document.addEventListener('keydown', onKeyDown);
  return () => document.removeEventListener('keydown', onKeyDown);
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented) return;
  const command = commandOf(event, scopesAt(event.target));
  if (command && runCommand(command.id) !== 'left to the browser') event.preventDefault();
}

/** Which keys act while an element has the focus. */
function scopesAt(target: EventTarget | null): readonly KeyScope[] {
  if (!(target instanceof HTMLElement)) return ['anywhere', 'outside fields'];
  // The main part of the page has the focus when a view has no table, or not yet; nothing has it when the page has just come.
  if (target.role === 'grid' || target.localName === 'main' || target === document.body)
    return ['anywhere', 'outside fields', 'table'];
  return target.matches('input, textarea, select, [contenteditable]')
    ? ['anywhere']
    : ['anywhere', 'outside fields'];
}

/** How long a view may take to show its table, in frames. */
const MOST_FRAMES = 60;

/** Gives the focus to the view's table as soon as it is there. Until then, and without any, the main part of the page has it. */
export function focusView(): void {
  document.querySelector('main')?.focus();
  focusTable(MOST_FRAMES);
}

function focusTable(framesLeft: number): void {
  requestAnimationFrame(() => {
    if (document.activeElement?.localName !== 'main' || framesLeft === 0) return;
    const table = pageTable();
    if (table) table.focus();
    else focusTable(framesLeft - 1);
  });
}
