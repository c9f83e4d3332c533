import { describe, expect, it } from 'vitest';
import { numberedFlow } from '../../e2e/fixtures/fill-table.ts';
import { LIFE_WORDS, lifeOf } from '../../shared/flow-life.ts';
import { identityOf } from '../../shared/flow-spec.ts';
import { Lives } from './lives.ts';
import { RenewedLives } from './renewed-lives.ts';
import { atOnce } from './table.test-support.ts';

const life = (number: number, id: number) => lifeOf({ ...identityOf(numberedFlow(number)), id });

function idsAfter(renewed: RenewedLives, ...before: readonly Uint32Array[]): number[] {
  const lives = new Lives();
  for (const words of before) lives.addWords(words, 0);
  atOnce(renewed.rename(lives));
  return before.map((_, index) => lives.words[(index + 1) * LIFE_WORDS - 1] ?? -1);
}

describe('lives that were made anew', () => {
  it('are known by the ids that they have now', () => {
    const renewed = new RenewedLives();
    renewed.add(life(1, 11), 0, 21);
    expect(idsAfter(renewed, life(1, 11))).toEqual([21]);
  });

  it('are not mistaken for other lives of the flow, nor for other flows of the same id', () => {
    const renewed = new RenewedLives();
    renewed.add(life(1, 11), 0, 21);
    renewed.add(life(2, 11), 0, 22);
    expect(idsAfter(renewed, life(1, 12), life(2, 11), life(3, 11))).toEqual([12, 22, 11]);
  });

  it('keep apart when two change ids with each other', () => {
    const renewed = new RenewedLives();
    renewed.add(life(1, 11), 0, 12);
    renewed.add(life(1, 12), 0, 11);
    expect(idsAfter(renewed, life(1, 11), life(1, 12))).toEqual([12, 11]);
  });
});
