import type { Condition, NonEmpty, Test } from '../../shared/filter/ast.ts';

/**
 * The terms of an `or` with tests of one field put together: `zone == 1 or zone == 2` becomes one set, which is looked up
 * once for each row however many terms there are. With `among` false the same for the terms of an `and` and `!=`.
 */
export function mergeTests(terms: readonly Condition[], among: boolean): readonly Condition[] {
  const ofField = Map.groupBy(terms, (term) =>
    'among' in term && term.among === among ? term.field : undefined,
  );
  return [...ofField].flatMap(([field, group]) => {
    const tests = group.filter((term): term is Test => 'among' in term);
    const [first] = tests;
    return field === undefined || first === undefined ? group : [joinTests(first, tests)];
  });
}

/** Tests of one field, which are therefore of one kind, as one. */
function joinTests(first: Test, tests: readonly Test[]): Test {
  switch (first.kind) {
    case 'address':
      return { ...first, set: joinSets(first, tests) };
    case 'number':
      return { ...first, set: joinSets(first, tests) };
    case 'icmp-type':
      return { ...first, set: joinSets(first, tests) };
    case 'state':
      return { ...first, set: joinSets(first, tests) };
    case 'text':
      return { ...first, set: joinSets(first, tests) };
  }
}

function joinSets<T extends Test>({ kind, set }: T, tests: readonly Test[]): NonEmpty<T['set'][number]> {
  const ofKind = tests.filter((test): test is T => test.kind === kind);
  const [first = set[0], ...others] = ofKind.flatMap((test): readonly T['set'][number][] => test.set);
  return [first, ...others];
}
