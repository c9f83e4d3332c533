import type { ImportReport } from '../../shared/file.ts';
import { formatCount } from '../ui/format.ts';
import { KeyValue, KeyValues, PanelSection } from '../ui/panel.tsx';
import { importFormatLabel } from './formats.ts';
import styles from './line-list.module.css';
import { NoteList } from './note-list.tsx';

/** What a file holds: how much of it is good, and each line that is not. */
export function CheckReport({ report }: { readonly report: ImportReport }) {
  const { format, lines, flows, badLines, badLineCount, lost, warnings, stopped } = report;
  return (
    <>
      <PanelSection title={stopped ? 'Checked in part' : 'Checked'}>
        <KeyValues>
          <KeyValue name="Format">{importFormatLabel(format)}</KeyValue>
          <KeyValue name="Lines">{formatCount(lines)}</KeyValue>
          <KeyValue name="Flows">{formatCount(flows)}</KeyValue>
          <KeyValue name="Bad lines">{formatCount(badLineCount)}</KeyValue>
        </KeyValues>
        {warnings.map((warning) => (
          <p key={warning} className={styles.warning}>
            {warning}
          </p>
        ))}
        <NoteList title="The kernel cannot be given:" notes={lost} />
      </PanelSection>
      {badLines.length > 0 && (
        <PanelSection title="Bad lines">
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
          <ol className={styles.lines} tabIndex={0} aria-label="Bad lines">
            {badLines.map(({ line, text, reason }) => (
              <li key={line}>
                <span className={styles.number}>{formatCount(line)}</span>
                <span>{reason}</span>
                <code>{text}</code>
              </li>
            ))}
          </ol>
          {badLineCount > badLines.length && (
            <p className={styles.more}>and {formatCount(badLineCount - badLines.length)} more</p>
          )}
        </PanelSection>
      )}
    </>
  );
}
