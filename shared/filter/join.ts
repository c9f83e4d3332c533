import { parseFilter } from './parse.ts';

/** A filter for the flows that meet both; each is taken as it is written, in parentheses where it needs them. */
export function joinFilters(one: string, other: string): string {
  const parts = [one, other].map((text) => text.trim()).filter((text) => text !== '');
  return parts.length < 2 ? parts.join('') : parts.map(asTerm).join(' and ');
}

function asTerm(text: string): string {
  const parsed = parseFilter(text);
  return parsed.ok && parsed.filter.kind === 'or' ? `(${text})` : text;
}
