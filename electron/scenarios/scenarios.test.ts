import { describe, expect, it } from 'vitest';
import { parseFilter } from '../../shared/filter/parse.ts';
import { Scenario } from '../../shared/scenario.ts';
import { scenarioPlans } from './scenarios.ts';

/** RFC 5737. */
const documentation = /^(192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$/;

describe.each(scenarioPlans)('“$title”', ({ steps, ...plan }) => {
  it('can be offered, with a filter that the filter language knows', () => {
    expect(Scenario.safeParse({ ...plan, unavailable: null }).success).toBe(true);
    expect(parseFilter(plan.filter).ok).toBe(true);
  });

  it('names no address but those set aside for documentation', () => {
    const addresses = JSON.stringify([steps, plan]).match(/\b\d+\.\d+\.\d+\.\d+\b/g) ?? [];
    expect(addresses.length).toBeGreaterThan(0);
    for (const address of addresses) expect(address).toMatch(documentation);
  });

  it('takes about as long as it says', () => {
    const looking = steps.reduce((sum, { seconds }) => sum + seconds, 0);
    expect(plan.seconds).toBeGreaterThanOrEqual(looking);
    expect(plan.seconds).toBeLessThanOrEqual(looking + 10);
  });
});
