/** Longer words are not compared: nobody mistypes one of ours that badly. */
const LONGEST = 24;

/**
 * The known word that somebody most likely meant by `typed`: one that it begins, or else one that a third of its
 * letters being wrong (added, missing, replaced, swapped) would explain. Case does not matter.
 */
export function nearestWord(typed: string, known: readonly string[]): string | null {
  const word = typed.toLowerCase();
  if (word.length < 2 || word.length > LONGEST) return null;
  const begun = known.find((candidate) => candidate.toLowerCase().startsWith(word));
  if (begun !== undefined) return begun;
  let nearest: string | null = null;
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(word, candidate.toLowerCase());
    if (distance < least) {
      nearest = candidate;
      least = distance;
    }
  }
  return nearest;
}

/** What is wrong with a part of a filter, in one sentence, and what was perhaps meant. */
export interface Problem {
  readonly message: string;
  readonly suggestion?: string;
}

/** A problem with the nearest known word, if there is one. */
export function problemNear(message: string, typed: string, known: readonly string[]): Problem {
  const suggestion = nearestWord(typed, known);
  return suggestion === null ? { message } : { message, suggestion };
}

/** How many letters to add, remove, replace or swap with their neighbour to get from one word to the other. */
function editDistance(from: string, to: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      const swapped =
        row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      current.push(
        Math.min(
          at(last, column) + 1,
          at(current, column - 1) + 1,
          at(last, column - 1) + (same ? 0 : 1),
          swapped ? at(beforeLast, column - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    beforeLast = last;
    last = current;
  }
  return at(last, to.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
