import { LIFE_WORDS } from '../../shared/flow-life.ts';
import { hashLife, PRINT_LENGTH, writePrint } from '../../shared/life-print.ts';
import { Lives, PAUSE_LIVES } from './lives.ts';
import type { RankKey } from './rank-select.ts';
import { SortCopy } from './sort-copy.ts';

/** Lives that are kept chosen, and the prints by which a page knows them. */
export interface ChosenLives {
  readonly lives: Lives;
  readonly prints: string;
}

/** Takes each of some lives once, in their order, in pauses. */
export function* chosenOnce(lives: Lives): Generator<undefined, ChosenLives> {
  const { words, count } = lives;
  const halves = new Uint32Array(2 * count);
  const half = (which: number): RankKey => ({
    word: { bits: 32, read: (_, index) => halves[2 * index + which] ?? 0 },
    descending: false,
  });
  const copy = new SortCopy([half(0), half(1)], count);
  for (let index = 0; index < count; index++) {
    if (index % PAUSE_LIVES === 0) yield;
    hashLife(words, index * LIFE_WORDS, halves, 2 * index);
    copy.add(halves, index);
  }
  const order = yield* copy.order();
  const letters = Buffer.alloc(count * PRINT_LENGTH);
  const again = new Uint8Array(count);
  let once = 0;
  for (let place = 0; place < count; place++) {
    if (place % PAUSE_LIVES === 0) yield;
    const index = order[place] ?? 0;
    if (isAmongEquals(place, index)) {
      again[index] = 1;
      continue;
    }
    writePrint(halves, 2 * index, letters, once * PRINT_LENGTH);
    once++;
  }
  const prints = letters.toString('latin1', 0, once * PRINT_LENGTH);
  if (once === count) return { lives, prints };
  const each = new Lives(once);
  for (let index = 0; index < count; index++) {
    if (index % PAUSE_LIVES === 0) yield;
    if (again[index] === 0) each.addWords(words, index * LIFE_WORDS);
  }
  return { lives: each, prints };

  /** Whether the same life stands before this place, among those with the same print. */
  function isAmongEquals(place: number, index: number): boolean {
    for (let before = place - 1; before >= 0; before--) {
      const other = order[before] ?? 0;
      if (halves[2 * other] !== halves[2 * index] || halves[2 * other + 1] !== halves[2 * index + 1])
        return false;
      if (lives.isSame(other, words, index * LIFE_WORDS)) return true;
    }
    return false;
  }
}
