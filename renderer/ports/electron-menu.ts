import { isCommandId } from '../../shared/commands.ts';
import { runCommand } from '../commands.ts';

declare global {
  interface Window {
    readonly inspectorMenu?: { onCommand(listener: (id: unknown) => void): void };
  }
}

/** Runs what is chosen from the desktop window's menu. A dialog is answered first. */
export function listenToMenu(): void {
  window.inspectorMenu?.onCommand((id) => {
    if (isCommandId(id) && document.querySelector('dialog[open]') === null) runCommand(id);
  });
}
