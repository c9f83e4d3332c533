import type { Condition, Order, Pair, Test } from './ast.ts';
import type { Cursor } from './cursor.ts';
import {
  type BitField,
  comparableFields,
  type Field,
  isAddressField,
  isBitField,
  isField,
  isNumberField,
  isOrderedField,
  isTextField,
} from './fields.ts';
import type { Token } from './lex.ts';
import {
  readAddressSpan,
  readIcmpType,
  readNumberSpan,
  readNumberValue,
  readOne,
  readSeveral,
  readState,
  readText,
  type SetReader,
} from './parse-value.ts';
import { type Operator, operatorsOf } from './vocabulary.ts';

/** Reads the operator and all that follows a field's name; null, without moving, when no operator is there. */
export function parseComparison(cursor: Cursor, field: Field): Condition | null {
  cursor.want({ kind: 'operator', field });
  const operator = operatorAt(cursor.token, cursor.next);
  switch (operator) {
    case null:
      expectIn(cursor);
      return null;
    case '==':
    case '!=':
      return equalityComparison(cursor, field, operator);
    case 'in':
      cursor.advance();
      return setComparison(cursor, field, true, readSeveral);
    case 'not in':
      cursor.advance();
      cursor.advance();
      return setComparison(cursor, field, false, readSeveral);
    case 'contains':
      if (!isTextField(field)) break;
      cursor.advance();
      return { kind: 'contains', field, text: readText(cursor) };
    case '&':
      if (!isBitField(field)) break;
      cursor.advance();
      return maskComparison(cursor, field);
    default:
      if (!isOrderedField(field)) break;
      cursor.advance();
      return (
        pairComparison(cursor, field, operator) ?? {
          kind: 'order',
          field,
          operator,
          bound: readNumberValue(cursor, field),
        }
      );
  }
  return cursor.fail({
    message: `${field} does not go with “${operator}”, only with ${operatorsOf(field).join(' ')}.`,
  });
}

/** After a field and `not` there can only be `in`. */
function expectIn(cursor: Cursor): void {
  if (!cursor.isWord('not') || cursor.next.kind !== 'end') return;
  cursor.advance();
  cursor.want({ kind: 'symbol', symbol: 'in' });
  cursor.fail();
}

function equalityComparison(cursor: Cursor, field: Field, operator: '==' | '!='): Condition {
  const start = cursor.token;
  const refuseSeveral = () =>
    cursor.fail(
      { message: 'Sets and ranges go with “in”.', suggestion: operator === '==' ? 'in' : 'not in' },
      start,
    );
  cursor.advance();
  if (cursor.isSymbol('{')) refuseSeveral();
  const pair = pairComparison(cursor, field, operator);
  if (pair) return pair;
  const test = setComparison(cursor, field, operator === '==', readOne);
  if (cursor.isSymbol('..')) refuseSeveral();
  return test;
}

/** The operator that begins at a token, if one does. */
export function operatorAt(token: Token, next: Token): Operator | null {
  if (token.kind === 'word') {
    if (token.lower === 'in' || token.lower === 'contains') return token.lower;
    return token.lower === 'not' && next.kind === 'word' && next.lower === 'in' ? 'not in' : null;
  }
  if (token.kind !== 'symbol') return null;
  switch (token.symbol) {
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
    case '&':
      return token.symbol;
    default:
      return null;
  }
}

/** Reads the other field of a comparison between two; null, without moving, when it is compared with a value. */
function pairComparison(cursor: Cursor, left: Field, operator: '==' | '!=' | Order): Pair | null {
  if (comparableFields(left).length === 0) return null;
  cursor.want({ kind: 'other-field', field: left });
  const { token } = cursor;
  if (token.kind !== 'word' || !isField(token.lower)) return null;
  const right = token.lower;
  const pair = isAddressField(left)
    ? ({ kind: 'address-pair', left, equal: operator === '==', right } as const)
    : ({ kind: 'number-pair', left, operator, right } as const);
  if (!isPair(pair)) cursor.fail({ message: `${left} and ${right} can't be compared with each other.` });
  cursor.advance();
  return pair;
}

/** Whether two fields have one value each, of the same type. */
function isPair(pair: { readonly kind: string; readonly left: Field; readonly right: Field }): pair is Pair {
  return comparableFields(pair.left).includes(pair.right);
}

function maskComparison(cursor: Cursor, field: BitField): Condition {
  const mask = readNumberValue(cursor, field);
  const equal = cursor.takeSymbol('==');
  if (!equal && !cursor.takeSymbol('!=')) cursor.fail();
  return { kind: 'mask', field, mask, equal, value: readNumberValue(cursor, field) };
}

function setComparison(cursor: Cursor, field: Field, among: boolean, read: SetReader): Test {
  if (isAddressField(field)) {
    const set = read(cursor, (at, ranges) => readAddressSpan(at, field, ranges));
    return { kind: 'address', field, among, set };
  }
  if (isNumberField(field)) {
    const set = read(cursor, (at, ranges) => readNumberSpan(at, field, ranges));
    return { kind: 'number', field, among, set };
  }
  switch (field) {
    case 'icmp.type':
      return { kind: 'icmp-type', field, among, set: read(cursor, readIcmpType) };
    case 'state':
      return { kind: 'state', field, among, set: read(cursor, readState) };
    case 'helper':
      return { kind: 'text', field, among, set: read(cursor, readText) };
  }
}
