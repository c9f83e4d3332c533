import type { FlowChange } from '../../shared/flow-change.ts';
import { MAX_TIMEOUT_SECONDS } from '../../shared/flow-spec.ts';
import { labelBits, MAX_LABEL } from '../../shared/label.ts';
import { StatusBit } from '../../shared/status.ts';
import { readNumber } from './scope-form.ts';

/** What is to change, as typed; an empty field changes nothing. */
export interface ChangeForm {
  readonly mark: string;
  readonly mask: string;
  readonly timeout: string;
  /** The state's number. */
  readonly state: string;
  readonly seenReply: boolean;
  readonly assured: boolean;
  /** Numbers and ranges: `0, 4-7`. */
  readonly labelsSet: string;
  readonly labelsCleared: string;
  readonly helperAway: boolean;
}

export const emptyForm: ChangeForm = {
  mark: '',
  mask: '0xffffffff',
  timeout: '',
  state: '',
  seenReply: false,
  assured: false,
  labelsSet: '',
  labelsCleared: '',
  helperAway: false,
};

export type ChangeField = 'mark' | 'mask' | 'timeout' | 'labelsSet' | 'labelsCleared';

export interface ChangeReading {
  /** Null while some field is wrong. */
  readonly change: FlowChange | null;
  readonly problems: Readonly<Partial<Record<ChangeField, string>>>;
  /** No field says anything. */
  readonly isEmpty: boolean;
}

/** Reads the form. */
export function readChange(form: ChangeForm): ChangeReading {
  const problems: Partial<Record<ChangeField, string>> = {};
  const number = (field: 'mark' | 'mask' | 'timeout', least: number, most: number, problem: string) => {
    const value = readNumber(form[field], most);
    if (value === null || value < least) problems[field] = problem;
    return value ?? 0;
  };
  const labels = (field: 'labelsSet' | 'labelsCleared') => {
    const read = readLabels(form[field]);
    if (read === null) problems[field] = `Labels are numbers from 0 to ${MAX_LABEL}, such as 0, 4-7.`;
    return read ?? [];
  };

  const hasMark = form.mark.trim() !== '';
  const value = hasMark
    ? number('mark', 0, 0xffff_ffff, 'A mark is a number of 32 bits, such as 16 or 0x10.')
    : 0;
  const mask = hasMark ? number('mask', 1, 0xffff_ffff, 'A mask is a number of 32 bits, and not 0.') : 0;
  const hasTimeout = form.timeout.trim() !== '';
  const timeoutSeconds = hasTimeout
    ? number('timeout', 1, MAX_TIMEOUT_SECONDS, `Seconds, from 1 to ${MAX_TIMEOUT_SECONDS}.`)
    : null;
  const [set, cleared] = [labels('labelsSet'), labels('labelsCleared')];
  if (set.some((label) => cleared.includes(label)))
    problems.labelsCleared = 'A label cannot be set and cleared.';
  const status = (form.seenReply ? StatusBit.seenReply : 0) | (form.assured ? StatusBit.assured : 0);
  const change: FlowChange = {
    mark: hasMark ? { value, mask } : null,
    timeoutSeconds,
    state: form.state === '' ? null : Number(form.state),
    setStatus: status === 0 ? null : status,
    labels:
      set.length + cleared.length === 0
        ? null
        : { bits: labelBits(set), mask: labelBits([...set, ...cleared]) },
    helper: form.helperAway ? '' : null,
  };
  return {
    change: Object.keys(problems).length === 0 ? change : null,
    problems,
    isEmpty: Object.values(change).every((part) => part === null),
  };
}

/** Numbers and ranges of labels; null when the text is something else. */
function readLabels(text: string): readonly number[] | null {
  const labels: number[] = [];
  for (const part of text.split(/[\s,]+/).filter(Boolean)) {
    const [, first, last] = /^(\d{1,3})(?:[-–](\d{1,3}))?$/.exec(part) ?? [];
    if (first === undefined) return null;
    const [from, to] = [Number(first), Number(last ?? first)];
    if (to > MAX_LABEL || from > to) return null;
    for (let label = from; label <= to; label++) labels.push(label);
  }
  return labels;
}
