/** The command that a hint names between back quotes or after a colon and a line break; null when it names none. */
export function commandIn(hint: string): string | null {
  return /`([^`]+)`/.exec(hint)?.[1] ?? /:\n\s*(\S.*)$/.exec(hint)?.[1] ?? null;
}
