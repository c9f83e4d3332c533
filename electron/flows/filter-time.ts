import type { Filter } from '../../shared/filter/ast.ts';
import type { Field } from '../../shared/filter/fields.ts';

/** Whether flows come to match a filter, or cease to, merely because time passes. */
export function movesWithTime(filter: Filter): boolean {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.terms.some(movesWithTime);
    case 'not':
      return movesWithTime(filter.term);
    case 'number':
    case 'order':
      return isOfTime(filter.field);
    case 'number-pair':
      return isOfTime(filter.left) || isOfTime(filter.right);
    default:
      return false;
  }
}

function isOfTime(field: Field): boolean {
  return field === 'timeout' || field === 'age';
}
