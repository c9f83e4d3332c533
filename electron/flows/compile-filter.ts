import type { Condition, Filter, NumberPair, Pair } from '../../shared/filter/ast.ts';
import type { Flag } from '../../shared/filter/fields.ts';
import * as Row from '../../shared/flow-record.ts';
import { Present } from '../../shared/flow-record.ts';
import { l4Kind, protocolNames, protocolNumber } from '../../shared/protocol.ts';
import { StatusBit } from '../../shared/status.ts';
import { word } from './columns.ts';
import {
  type FilterBasis,
  has,
  PROTOCOL,
  placeOf,
  readerOf,
  sameWords,
  sourceOf,
  statusIs,
} from './filter-fields.ts';
import { addressColumn, addressIn, helperIn, icmpTypeTest, numberTest, stateIn } from './filter-sets.ts';
import { mergeTests } from './merge-tests.ts';
import {
  allOf,
  amongOrNot,
  anyOf,
  between,
  everything,
  listed,
  MATCH_WORDS,
  type Narrow,
  noneOf,
  type RowTest,
  where,
} from './narrow.ts';
import { spanOf } from './spans.ts';

/**
 * Finds those of the first `used` rows of a segment that match. They are told by bits of `matches`, 32 rows to a word; each step tells
 * which words are found, and looks at fewer rows the longer the filter is.
 */
export type SelectRows = (
  segment: Uint32Array,
  used: number,
  matches: Uint32Array,
) => Generator<FoundWords, void>;

/** The words of a bitmap from `from` to before `to`. */
export interface FoundWords {
  readonly from: number;
  readonly to: number;
}

/** Compiles a filter to loops over columns. Ages and times left are those of `basis`. */
export function compileFilter(filter: Filter, basis: FilterBasis): SelectRows {
  const condition = filter.kind === 'all' ? null : mergeTests(filter);
  const narrow = condition === null ? everything : compile(condition, basis);
  // The slowest test takes some 8 ms for all rows of a segment, most take less than one.
  const step = Math.max(1, Math.floor(MATCH_WORDS / (condition === null ? 1 : testsIn(condition))));
  return function* (segment, used, matches) {
    const words = Math.ceil(used / 32);
    for (let from = 0; from < words; from += step) {
      const to = Math.min(words, from + step);
      matches.fill(0xffff_ffff, from, to);
      if (to === words && (used & 31) !== 0) matches[words - 1] = (1 << (used & 31)) - 1;
      narrow(segment, matches, from, to);
      yield { from, to };
    }
  };
}

function testsIn(condition: Condition): number {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.terms.reduce((sum, term) => sum + testsIn(term), 0);
    case 'not':
      return testsIn(condition.term);
    default:
      return 1;
  }
}

function compile(condition: Condition, basis: FilterBasis): Narrow {
  switch (condition.kind) {
    case 'and':
      return allOf(...condition.terms.map((term) => compile(term, basis)));
    case 'or':
      return anyOf(...condition.terms.map((term) => compile(term, basis)));
    case 'not':
      return noneOf(compile(condition.term, basis));
    case 'flag':
      return flagged(condition.flag);
    case 'address':
      return amongOrNot(condition.among, everything, addressIn(condition.field, condition.set));
    case 'number':
      return numberTest(condition.field, condition.among, condition.set, basis);
    case 'order':
      return numberTest(condition.field, true, [spanOf(condition.operator, condition.bound)], basis);
    case 'mask': {
      const { field, mask, equal, value } = condition;
      const column = field === 'mark' ? Row.MARK : Row.STATUS;
      return amongOrNot(equal, sourceOf(field, basis).given, between(placeOf(column, 0, mask), value, value));
    }
    case 'icmp-type':
      return icmpTypeTest(condition.among, condition.set, basis);
    case 'state': {
      const names = new Set<string>(condition.set);
      return amongOrNot(
        condition.among,
        has('state'),
        stateIn((name) => names.has(name)),
      );
    }
    case 'text': {
      const names = new Set(condition.set.map((text) => text.toLowerCase()));
      return amongOrNot(
        condition.among,
        has('helper'),
        helperIn(basis, (name) => names.has(name.toLowerCase())),
      );
    }
    case 'contains':
      return helperIn(basis, containing(condition.text));
    case 'search':
      return found(condition.text, basis);
    case 'address-pair':
    case 'number-pair':
      return compared(condition, basis);
  }
}

function flagged(flag: Flag): Narrow {
  switch (flag) {
    case 'assured':
      return statusIs(StatusBit.assured);
    case 'unreplied':
      return statusIs(StatusBit.seenReply, 0);
    case 'seen_reply':
      return statusIs(StatusBit.seenReply);
    case 'confirmed':
      return statusIs(StatusBit.confirmed);
    case 'nat':
      return anyOf(flagged('snat'), flagged('dnat'));
    case 'snat':
      return anyOf(statusIs(StatusBit.srcNat), where(differs(Row.ORIG_SRC, 16, Row.REPLY_DST, 0)));
    case 'dnat':
      return anyOf(statusIs(StatusBit.dstNat), where(differs(Row.ORIG_DST, 0, Row.REPLY_SRC, 16)));
    case 'dying':
      return statusIs(StatusBit.dying);
    case 'offload':
      return statusIs(StatusBit.offload);
    case 'hw_offload':
      return statusIs(StatusBit.hwOffload);
    case 'helper':
      return anyOf(statusIs(StatusBit.helper), has('helper'));
    case 'fixed_timeout':
      return statusIs(StatusBit.fixedTimeout);
    case 'expected':
      return statusIs(StatusBit.expected);
  }
}

/** Whether an end of the original direction (address and port) is not the end of the reply direction facing it. */
function differs(original: number, originalShift: number, reply: number, replyShift: number): RowTest {
  return (segment, row) => {
    if (!sameWords(segment, row, original, reply, 4)) return true;
    if ((word(segment, row, Row.PRESENT) & Present.l4) === 0) return false;
    if (l4Kind((word(segment, row, Row.KIND) >>> 8) & 0xff) !== 'ports') return false;
    const port = (word(segment, row, Row.ORIG_L4) >>> originalShift) & 0xffff;
    return port !== ((word(segment, row, Row.REPLY_L4) >>> replyShift) & 0xffff);
  };
}

function found(text: string, basis: FilterBasis): Narrow {
  const passes = containing(text);
  const protocols = new Uint8Array(256);
  for (const name of protocolNames.filter(passes)) protocols[protocolNumber(name) ?? 0] = 1;
  return anyOf(listed(PROTOCOL, protocols), stateIn(passes), helperIn(basis, passes));
}

function containing(text: string): (name: string) => boolean {
  const part = text.toLowerCase();
  return (name) => name.toLowerCase().includes(part);
}

function compared(pair: Pair, basis: FilterBasis): Narrow {
  if (pair.kind === 'address-pair') {
    const [left, right] = [addressColumn(pair.left), addressColumn(pair.right)];
    return where((segment, row) => sameWords(segment, row, left, right, 4) === pair.equal);
  }
  const [left, right] = [sourceOf(pair.left, basis), sourceOf(pair.right, basis)];
  const [readLeft, readRight] = [readerOf(left), readerOf(right)];
  const fits = comparison(pair.operator);
  return allOf(
    left.given,
    right.given,
    where((segment, row) => fits(readLeft(segment, row), readRight(segment, row))),
  );
}

function comparison(operator: NumberPair['operator']): (left: number, right: number) => boolean {
  switch (operator) {
    case '==':
      return (left, right) => left === right;
    case '!=':
      return (left, right) => left !== right;
    case '<':
      return (left, right) => left < right;
    case '<=':
      return (left, right) => left <= right;
    case '>':
      return (left, right) => left > right;
    case '>=':
      return (left, right) => left >= right;
  }
}
