import { longestPrefix } from './address-span.ts';
import type { AddressSpan, Condition, Filter, NumberSpan, Test } from './ast.ts';
import type { NumericField } from './fields.ts';
import { writeNumber } from './values.ts';
import { isReserved } from './vocabulary.ts';

/** Writes a filter so that reading it again gives the same tree. */
export function printFilter(filter: Filter): string {
  return filter.kind === 'all' ? '' : printCondition(filter);
}

/** Writes a text that a field is compared with: as it is when it is a word, else in quotes. */
export function writeText(text: string): string {
  return /^[a-z_][\w-]*(?:\.[\w-]+)*$/i.test(text) && !isReserved(text.toLowerCase())
    ? text
    : quoteText(text);
}

function printCondition(condition: Condition): string {
  switch (condition.kind) {
    case 'and':
    case 'or': {
      const { kind, terms } = condition;
      return terms
        .map((term) => (needsParentheses(kind, term) ? grouped(term) : printCondition(term)))
        .join(` ${kind} `);
    }
    case 'not': {
      const { term } = condition;
      return `not ${term.kind === 'and' || term.kind === 'or' ? grouped(term) : printCondition(term)}`;
    }
    case 'flag':
      return condition.flag;
    case 'order':
      return `${condition.field} ${condition.operator} ${writeNumber(condition.field, condition.bound)}`;
    case 'mask': {
      const { field, mask, equal, value } = condition;
      return `${field} & ${writeNumber(field, mask)} ${equal ? '==' : '!='} ${writeNumber(field, value)}`;
    }
    case 'contains':
      return `${condition.field} contains ${writeText(condition.text)}`;
    case 'address-pair':
      return `${condition.left} ${condition.equal ? '==' : '!='} ${condition.right}`;
    case 'number-pair':
      return `${condition.left} ${condition.operator} ${condition.right}`;
    case 'search':
      return quoteText(condition.text);
    default:
      return printTest(condition);
  }
}

function quoteText(text: string): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}

function grouped(condition: Condition): string {
  return `(${printCondition(condition)})`;
}

function needsParentheses(outer: 'and' | 'or', term: Condition): boolean {
  return term.kind === 'or' || term.kind === outer;
}

function printTest(test: Test): string {
  const texts = elementTexts(test);
  const single = test.set.length === 1 && isSingle(test.set[0]);
  const operator = single ? (test.among ? '==' : '!=') : test.among ? 'in' : 'not in';
  return `${test.field} ${operator} ${texts.length === 1 ? texts.join() : `{${texts.join(', ')}}`}`;
}

function elementTexts(test: Test): readonly string[] {
  switch (test.kind) {
    case 'address':
      return test.set.map(printAddressSpan);
    case 'number':
      return test.set.map((span) => printNumberSpan(test.field, span));
    case 'icmp-type':
      return test.set.map((type) => ('name' in type ? type.name : printNumberSpan(test.field, type)));
    case 'state':
      return test.set;
    case 'text':
      return test.set.map(writeText);
  }
}

function isSingle(element: Test['set'][number]): boolean {
  if (typeof element === 'string' || 'name' in element) return true;
  if ('low' in element) return element.low === element.high;
  return element.kind === 'prefix' && element.length === longestPrefix(element.address.family);
}

function printAddressSpan(span: AddressSpan): string {
  if (span.kind === 'range') return `${span.first.text}..${span.last.text}`;
  const { address, length } = span;
  return length === longestPrefix(address.family) ? address.text : `${address.text}/${length}`;
}

function printNumberSpan(field: NumericField, { low, high }: NumberSpan): string {
  const first = writeNumber(field, low);
  return low === high ? first : `${first}..${writeNumber(field, high)}`;
}
