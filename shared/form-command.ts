import { parseAddress } from './address.ts';
import { injectWords, noteOnInject, partsOf, whyNotInjectable } from './command.ts';
import { type FieldKind, quirkSentence } from './conntrack-quirks.ts';
import type { FlowForm, TextField } from './flow-form.ts';
import { rangeSize } from './flow-range.ts';
import type { FieldProblem, FormReading } from './form-reading.ts';

/** A word of the command preview; `wrong` when it holds what the form refuses. */
export interface PreviewWord {
  readonly text: string;
  readonly wrong: boolean;
}

/** The equivalent command while the form is being filled in. */
export interface CommandPreview {
  readonly words: readonly PreviewWord[];
  /** Sentences about the command: where conntrack(8) would store something else, or insists on more. */
  readonly notes: readonly string[];
  /** Why conntrack(8) has no such command; null when it has. */
  readonly impossible: string | null;
  /** The whole command, only when every field is right. */
  readonly argv: readonly string[] | null;
}

/** What conntrack(8) takes the text of a field for; the others it refuses as this program does. */
const kinds: Readonly<Partial<Record<TextField, FieldKind>>> = {
  source: 'address',
  destination: 'address',
  sourcePort: 'port',
  destinationPort: 'port',
  icmpType: 'icmpType',
  icmpCode: 'octet',
  icmpId: 'identifier',
  sourceKey: 'key',
  destinationKey: 'key',
  originalTag: 'tag',
  replyTag: 'tag',
  timeout: 'timeout',
  zone: 'zone',
  mark: 'mark',
};

/** The command for a form: what was understood in its normal form, and what was not as it was typed. */
export function previewCommand(form: FlowForm, reading: FormReading): CommandPreview {
  const { draft, problems } = reading;
  const wrong = new Set<string>(problems.map(({ field }) => field));
  const typed = Object.fromEntries(problems.map(({ field }) => [field, form[field]]));
  const parts = { ...partsOf(draft), ...typed };
  const words = injectWords(parts).map((word) => ({
    text: word.text,
    wrong: word.parts.some((part) => wrong.has(part)),
  }));
  const impossible = whyNotInjectable(parts);
  const more = [noteOnInject(form.protocol, parts), ...notesOnMore(reading)].filter((text) => text !== null);
  return {
    words,
    notes: [...problems.flatMap((problem) => quirkOf(form, problem)), ...more],
    impossible,
    argv: problems.length === 0 && impossible === null ? words.map((word) => word.text) : null,
  };
}

/** What the command leaves out, because conntrack(8) makes one flow at a time and nothing else. */
function notesOnMore({ range, expected }: FormReading): readonly string[] {
  return [
    ...(range === null
      ? []
      : [
          `This makes the first of ${rangeSize(range).toLocaleString('en-US')} flows; conntrack(8) takes more than one from a file only (-R).`,
        ]),
    ...(expected === null
      ? []
      : ['conntrack(8) cannot make the expectation: the kernel refuses its request.']),
  ];
}

function quirkOf(form: FlowForm, { field }: FieldProblem): readonly string[] {
  const kind = kinds[field];
  const sentence = kind === undefined ? null : quirkSentence(kind, form[field], form.protocol);
  // A complete address that only does not fit the others is read by conntrack(8) just as it is here.
  const misread = kind !== 'address' || parseAddress(form[field].trim()) === null;
  return sentence !== null && misread ? [sentence] : [];
}
