import type { Condition, NonEmpty, Test } from '../../shared/filter/ast.ts';
import { printFilter } from '../../shared/filter/print.ts';

/** What joins terms. */
type Joint = 'and' | 'or';
type OrderTest = Extract<Condition, { readonly kind: 'order' }>;

/**
 * The same condition with fewer tests, each of which would look at every row. `zone == 1 or zone == 2` becomes one set, as does
 * `zone != 1 and zone != 2`; of `bytes > 1 or bytes > 2` one comparison is left, and one of terms that are written alike.
 */
export function mergeTests(condition: Condition): Condition {
  switch (condition.kind) {
    case 'and':
    case 'or': {
      const { kind } = condition;
      const alike = Map.groupBy(condition.terms.map(mergeTests), (term) => likeness(term, kind));
      const [first = condition, second, ...others] = [...alike.values()].flatMap((terms) =>
        join(terms, kind),
      );
      return second === undefined ? first : { kind, terms: [first, second, ...others] };
    }
    case 'not':
      return { kind: 'not', term: mergeTests(condition.term) };
    default:
      return condition;
  }
}

/** The same text for terms that one term can stand for. */
function likeness(term: Condition, by: Joint): string {
  if (isSet(term, by)) return `${term.field} in`;
  return term.kind === 'order' ? `${term.field} ${term.operator}` : printFilter(term);
}

function join(alike: readonly Condition[], by: Joint): readonly Condition[] {
  const [first] = alike;
  if (first === undefined) return [];
  if (isSet(first, by))
    return [
      joinTests(
        first,
        alike.filter((term) => isSet(term, by)),
      ),
    ];
  return [first.kind === 'order' ? joinOrders(first, alike, by) : first];
}

function isSet(term: Condition, by: Joint): term is Test {
  return 'among' in term && term.among === (by === 'or');
}

/** Comparisons of one field by one operator: whichever is met soonest in an `or`, or latest in an `and`. */
function joinOrders(first: OrderTest, alike: readonly Condition[], by: Joint): OrderTest {
  const bounds = alike.flatMap((term) => (term.kind === 'order' ? [term.bound] : []));
  const isFromBelow = first.operator === '>' || first.operator === '>=';
  return { ...first, bound: isFromBelow === (by === 'or') ? Math.min(...bounds) : Math.max(...bounds) };
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
