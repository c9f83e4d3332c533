import type { FlowForm, TextField } from '../../shared/flow-form.ts';
import type { FlowRange } from '../../shared/flow-range.ts';
import { type CommandPreview, previewCommand } from '../../shared/form-command.ts';
import { readFlowForm } from '../../shared/form-reading.ts';

/** The form with everything that is to be said about it. */
export interface FormView {
  readonly form: FlowForm;
  readonly messages: ReadonlyMap<TextField, string>;
  readonly preview: CommandPreview;
  /** What is repeated; null when it is one flow, or while an end is wrong. */
  readonly range: FlowRange | null;
}

/** Reads a form for showing it. */
export function viewOf(form: FlowForm): FormView {
  const reading = readFlowForm(form);
  const messages = new Map(reading.problems.map(({ field, message }) => [field, message]));
  return { form, messages, preview: previewCommand(form, reading), range: reading.range };
}

/** The element that holds what is wrong with a field. */
export function messageId(field: TextField): string {
  return `inject-${field}-message`;
}
