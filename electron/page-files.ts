import { stat } from 'node:fs/promises';
import type { InspectorClient } from '../shared/client.ts';
import {
  type CallInput,
  type CallName,
  type CallOutput,
  isEngineCall,
  type ShellCallName,
} from '../shared/contract.ts';
import type { ChosenFile, FileRegister } from './file-register.ts';

/** How a shell asks a person for a file; null when they would rather not. */
export interface FileChooser {
  save(suggestedName: string): Promise<ChosenFile | null>;
  open(): Promise<ChosenFile | null>;
}

/** What one page can ask, its files included. */
export interface PageFiles {
  readonly client: InspectorClient;
  /** The page is gone, and with it the right to its files. */
  close(): void;
}

type ShellCalls = { readonly [N in ShellCallName]: (input: CallInput<N>) => Promise<CallOutput<N>> };

/** Calls that write the file they name; the others read it. */
const writingCalls: ReadonlySet<CallName> = new Set<CallName>(['flows.export', 'events.save']);

/** Puts the shell's part in front of the engine: it answers the calls about files, and lets only a page's own tokens pass. */
export function createPageFiles(
  engine: InspectorClient,
  register: FileRegister,
  chooser: FileChooser,
): PageFiles {
  const page = Symbol('page');

  const calls: ShellCalls = {
    async 'files.save'({ suggestedName }) {
      const chosen = await chooser.save(suggestedName);
      if (chosen === null) return null;
      return {
        file: register.add(page, 'save', chosen),
        transfer: chosen.temporary ? 'http' : 'dialog',
      };
    },
    async 'files.open'() {
      const chosen = await chooser.open();
      if (chosen === null) return null;
      const { path, name, temporary } = chosen;
      if (temporary) return { transfer: 'http', file: register.add(page, 'open', chosen) };
      const { size: bytes } = await stat(path);
      return { transfer: 'dialog', file: register.add(page, 'open', chosen), name, bytes };
    },
    async 'files.close'({ file }) {
      register.close(page, file);
      return {};
    },
  };

  async function callWithFile<N extends CallName>(
    name: N,
    input: CallInput<N>,
    file: string,
    signal?: AbortSignal,
  ): Promise<CallOutput<N>> {
    const finish = register.use(page, writingCalls.has(name) ? 'save' : 'open', file);
    let isDone = false;
    try {
      const output = await engine.call(name, input, signal);
      isDone = !(output !== null && 'stopped' in output && output.stopped === true);
      return output;
    } finally {
      finish(isDone);
    }
  }

  return {
    client: {
      subscribe: engine.subscribe,
      call(name, input, signal) {
        if (!isEngineCall(name)) {
          // The gate parsed the input with this very name's schema; the link between the two is lost on the way here.
          const answer = calls[name as ShellCallName] as (input: unknown) => Promise<never>;
          return answer(input);
        }
        return 'file' in input
          ? callWithFile(name, input, input.file, signal)
          : engine.call(name, input, signal);
      },
    },
    close: () => register.closeAll(page),
  };
}
