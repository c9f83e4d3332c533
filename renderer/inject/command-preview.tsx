import { Fragment } from 'react';
import { commandLine, shellWord } from '../../shared/command.ts';
import type { CommandPreview as Preview, PreviewWord } from '../../shared/form-command.ts';
import { CommandBlock } from '../ui/command-block.tsx';
import styles from './command-preview.module.css';

/** An option with its value, which go to the next line together. The command and its verb are such a pair too. */
function Pair({ words }: { readonly words: readonly PreviewWord[] }) {
  return (
    <span className={styles.pair}>
      {words.map(({ text, wrong }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: words have no identity but their place
        <Fragment key={index}>
          {index > 0 && ' '}
          {wrong ? <mark className={styles.wrong}>{shellWord(text)}</mark> : shellWord(text)}
        </Fragment>
      ))}
    </span>
  );
}

function pairsOf(words: readonly PreviewWord[]): readonly (readonly PreviewWord[])[] {
  return words.flatMap((_, index) => (index % 2 === 0 ? [words.slice(index, index + 2)] : []));
}

/** The conntrack(8) command that would do the same, with what is wrong in it marked. */
export function CommandPreview({ preview }: { readonly preview: Preview }) {
  const { words, notes, impossible, argv } = preview;
  const refusal = impossible ?? (argv === null ? 'Not while a value in it is wrong.' : null);
  return (
    <>
      <div className={styles.command}>
        <CommandBlock command={commandLine(words.map(({ text }) => text))} copyRefused={refusal}>
          {pairsOf(words).map((pair, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: words have no identity but their place
            <Fragment key={index}>
              {index > 0 && ' '}
              <Pair words={pair} />
            </Fragment>
          ))}
        </CommandBlock>
      </div>
      <div className={styles.notes} role="status">
        {impossible !== null && <p>{impossible}</p>}
        {notes.map((note) => (
          <p key={note}>{note}</p>
        ))}
      </div>
    </>
  );
}
