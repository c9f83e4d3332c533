import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { InspectorError } from '../shared/errors.ts';
import type { FileToken } from '../shared/file.ts';

/** A file that a person chose, or that the inspector made to pass on to one. */
export interface ChosenFile {
  /** Absolute. */
  readonly path: string;
  /** What the person calls it. */
  readonly name: string;
  /** The inspector's own: it crosses over HTTP, and is removed when it is forgotten. */
  readonly temporary: boolean;
}

/** Whose file it is: one page, for as long as that is loaded. */
type FileOwner = symbol;

/** `save` is for writing to and then, over HTTP, for fetching; `open` is for reading, over HTTP once it was sent. */
type FilePurpose = 'save' | 'open';

interface Entry extends ChosenFile {
  readonly owner: FileOwner;
  readonly purpose: FilePurpose;
  content: 'none' | 'coming' | 'whole';
}

/** So many files of one page are kept; of more, the oldest are forgotten. */
export const FILES_OF_A_PAGE = 16;

/**
 * What file tokens stand for. A token is random, belongs to the page it was made for, can be written through once, and
 * leads nowhere else than to the file it was made for.
 */
export class FileRegister {
  readonly #entries = new Map<FileToken, Entry>();

  /** Makes the token of a file. */
  add(owner: FileOwner, purpose: FilePurpose, file: ChosenFile): FileToken {
    const token = randomUUID();
    const hasContent = purpose === 'open' && !file.temporary;
    this.#entries.set(token, { ...file, owner, purpose, content: hasContent ? 'whole' : 'none' });
    const own = [...this.#entries].filter(([, entry]) => entry.owner === owner);
    for (const [oldest] of own.slice(0, -FILES_OF_A_PAGE)) this.#forget(oldest);
    return token;
  }

  /**
   * Lets a page's work read or write its file, and answers how to say that the work is over. Errors: `not-found` for a token of
   * another page, one for another purpose, one that was used, or none at all.
   */
  use(owner: FileOwner, purpose: FilePurpose, token: FileToken): (isDone: boolean) => void {
    const entry = this.#entries.get(token);
    const content = purpose === 'save' ? 'none' : 'whole';
    if (entry?.owner !== owner || entry.purpose !== purpose || entry.content !== content) {
      throw new InspectorError({
        code: 'not-found',
        operation: `use a file to ${purpose}`,
        message: 'There is no such file, or it was used already.',
        hint: 'Choose the file again.',
      });
    }
    if (purpose === 'open') return () => undefined;
    entry.content = 'coming';
    return (isDone) => {
      entry.content = 'whole';
      // What was written where the person wanted it needs nothing more of this program.
      if (!isDone || !entry.temporary) this.#forget(token);
    };
  }

  /** Where a token leads, for the engine, which is only asked for tokens that {@link use} let pass. */
  pathOf(token: FileToken): string | null {
    return this.#entries.get(token)?.path ?? null;
  }

  /** Takes in a file's bytes over HTTP, once; null when this token is not for that. */
  receive(token: FileToken): { readonly path: string; finish(isWhole: boolean): void } | null {
    const entry = this.#entries.get(token);
    if (!entry?.temporary || entry.purpose !== 'open' || entry.content !== 'none') return null;
    entry.content = 'coming';
    return {
      path: entry.path,
      finish: (isWhole) => {
        entry.content = 'whole';
        if (!isWhole || !this.#entries.has(token)) this.#remove(token, entry);
      },
    };
  }

  /** Gives a written file away over HTTP, once: the caller removes it. Null when this token is not for that. */
  handOver(token: FileToken): ChosenFile | null {
    const entry = this.#entries.get(token);
    if (!entry?.temporary || entry.purpose !== 'save' || entry.content !== 'whole') return null;
    this.#entries.delete(token);
    return entry;
  }

  /** Forgets one file of a page; what is under way with it goes on. */
  close(owner: FileOwner, token: FileToken): void {
    if (this.#entries.get(token)?.owner === owner) this.#forget(token);
  }

  /** Forgets all files of a page that is gone. */
  closeAll(owner: FileOwner): void {
    for (const [token, entry] of this.#entries) if (entry.owner === owner) this.#forget(token);
  }

  #forget(token: FileToken): void {
    const entry = this.#entries.get(token);
    if (entry) this.#remove(token, entry);
  }

  #remove(token: FileToken, { path, temporary }: Entry): void {
    this.#entries.delete(token);
    // The folder goes when the program ends, and with it whatever could not be removed now.
    if (temporary) void rm(path, { force: true }).catch(() => undefined);
  }
}
