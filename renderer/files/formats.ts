import type { FileFormat, ImportFormat } from '../../shared/file.ts';

interface Format {
  readonly value: FileFormat;
  readonly label: string;
  /** What it is good for. */
  readonly use: string;
  readonly extension: string;
}

export const formats: readonly Format[] = [
  {
    value: 'csv',
    label: 'CSV',
    use: 'For spreadsheets: one flow a line, every field a column. Nothing in it runs as a formula.',
    extension: 'csv',
  },
  {
    value: 'jsonl',
    label: 'JSON Lines',
    use: 'For scripts: one flow a line, with every field.',
    extension: 'jsonl',
  },
  {
    value: 'save',
    label: 'conntrack save',
    use: 'For conntrack -R: what conntrack(8) can make again.',
    extension: 'save',
  },
  {
    value: 'snapshot',
    label: 'Snapshot',
    use: 'For this program: everything the table knows, and proof that the file is whole.',
    extension: 'snapshot',
  },
];

/** A format by its name in the contract. */
export function formatNamed(value: FileFormat): Format {
  const format = formats.find((known) => known.value === value);
  if (!format) throw new TypeError(`no format ${value}`);
  return format;
}

/** What a file that was read is called. */
export function importFormatLabel(format: ImportFormat): string {
  return format === 'listing' ? 'conntrack -L' : formatNamed(format).label;
}
