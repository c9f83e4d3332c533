import { Fragment } from 'react';
import { commandLine, shellWord } from '../../shared/command.ts';
import type { CommandPreview as Preview } from '../../shared/form-command.ts';
import { CommandBlock } from '../ui/command-block.tsx';
import styles from './command-preview.module.css';

/** The conntrack(8) command that would do the same, with what is wrong in it marked. */
export function CommandPreview({ preview }: { readonly preview: Preview }) {
  const { words, notes, impossible, argv } = preview;
  const refusal = impossible ?? (argv === null ? 'Not while a value in it is wrong.' : null);
  return (
    <>
      <CommandBlock command={commandLine(words.map(({ text }) => text))} copyRefused={refusal}>
        {words.map(({ text, wrong }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: words have no identity but their place
          <Fragment key={index}>
            {index > 0 && ' '}
            {wrong ? <mark className={styles.wrong}>{shellWord(text)}</mark> : shellWord(text)}
          </Fragment>
        ))}
      </CommandBlock>
      <div className={styles.notes} role="status">
        {impossible !== null && <p>{impossible}</p>}
        {notes.map((note) => (
          <p key={note}>{note}</p>
        ))}
      </div>
    </>
  );
}
