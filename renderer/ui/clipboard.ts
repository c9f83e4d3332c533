import { notify } from './notifications.ts';

/** Puts text on the clipboard and says so, or says why not. */
export async function copyText(text: string, what: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    notify({ tone: 'ok', title: `Copied ${what}` });
    return true;
  } catch (thrown) {
    notify({
      tone: 'bad',
      title: 'Nothing was copied',
      detail: thrown instanceof Error ? thrown.message : String(thrown),
    });
    return false;
  }
}
