/**
 * Comma-separated values after RFC 4180. Cells that a spreadsheet would take for a formula get an apostrophe in front;
 * so do those that begin with one, which makes it possible to take it away again.
 */
const FORMULA = /^[=+\-@\t\r']/;
const SPECIAL = /[",\r\n]/;

/** One record without its line end. */
export function csvRecord(cells: readonly string[]): string {
  return cells.map(csvCell).join(',');
}

function csvCell(text: string): string {
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return SPECIAL.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** The cells of one record; null while a quoted cell goes on behind the end of the text, or when a quote is out of place. */
export function readCsvRecord(text: string): string[] | null {
  const cells: string[] = [];
  for (let at = 0; ; ) {
    let cell: string;
    if (text[at] === '"') {
      const end = closingQuote(text, at + 1);
      if (end === -1) return null;
      cell = text.slice(at + 1, end).replaceAll('""', '"');
      at = end + 1;
    } else {
      const comma = text.indexOf(',', at);
      const end = comma === -1 ? text.length : comma;
      cell = text.slice(at, end);
      if (cell.includes('"')) return null;
      at = end;
    }
    cells.push(/^'[=+\-@\t\r']/.test(cell) ? cell.slice(1) : cell);
    if (at === text.length) return cells;
    if (text[at] !== ',') return null;
    at += 1;
  }
}

/** Whether a quoted cell goes on behind the end of the text. */
export function isCsvRecordOpen(text: string): boolean {
  let quotes = 0;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) quotes += 1;
  return quotes % 2 === 1;
}

/** Where the quoted cell that begins at `from` ends; -1 when it doesn't. */
function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at !== -1; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] !== '"') return at;
  }
  return -1;
}
