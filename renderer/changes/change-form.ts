import type { FlowChange } from '../../shared/flow-change.ts';
import { MAX_TIMEOUT_SECONDS } from '../../shared/flow-spec.ts';
import { isRead, type Parsed, parseLabels, parseMark, parseQuantity } from '../../shared/form-fields.ts';
import { StatusBit } from '../../shared/status.ts';

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

const ALL_BITS = 0xffff_ffff;

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
  function read<T>(field: ChangeField, parse: (text: string) => Parsed<T>): T | null {
    if (form[field].trim() === '') return null;
    const parsed = parse(form[field]);
    if (isRead(parsed)) return parsed.value;
    problems[field] = parsed.message;
    return null;
  }
  const value = read('mark', parseMark);
  const mask = read('mask', parseMark) ?? ALL_BITS;
  if (mask === 0) problems.mask = 'at least one bit';
  const timeoutSeconds = read('timeout', (text) => parseQuantity(text, MAX_TIMEOUT_SECONDS));
  const set = BigInt(`0x${read('labelsSet', parseLabels) ?? 0}`);
  const cleared = BigInt(`0x${read('labelsCleared', parseLabels) ?? 0}`);
  if ((set & cleared) !== 0n) problems.labelsCleared = 'a label cannot be both set and cleared';
  const status = (form.seenReply ? StatusBit.seenReply : 0) | (form.assured ? StatusBit.assured : 0);
  const change: FlowChange = {
    mark: value === null ? null : { value, mask },
    timeoutSeconds,
    state: form.state === '' ? null : Number(form.state),
    setStatus: status === 0 ? null : status,
    labels: (set | cleared) === 0n ? null : { bits: digits(set), mask: digits(set | cleared) },
    helper: form.helperAway ? '' : null,
  };
  return {
    change: Object.keys(problems).length === 0 ? change : null,
    problems,
    isEmpty: Object.values(change).every((part) => part === null),
  };
}

function digits(bits: bigint): string {
  return bits.toString(16).padStart(32, '0');
}
