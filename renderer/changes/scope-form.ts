import { isRead, parseMark, parseZone } from '../../shared/form-fields.ts';
import type { FlushScope } from '../../shared/pick.ts';
import { StatusBit } from '../../shared/status.ts';
import type { Chosen, Removal } from '../flow-actions.ts';

/** What a person may choose to delete. */
export type ScopeKind = Removal['kind'];

/** The fields that say what is to be deleted, as typed. */
export interface ScopeForm {
  readonly kind: ScopeKind;
  readonly zone: string;
  readonly mark: string;
  readonly mask: string;
  readonly status: StatusChoice;
}

/** Status bits that people delete flows by. */
export const statusChoices = {
  unreplied: { label: 'never answered (SEEN_REPLY not set)', bits: 0, mask: StatusBit.seenReply },
  unassured: { label: 'not assured (ASSURED not set)', bits: 0, mask: StatusBit.assured },
  assured: { label: 'assured (ASSURED set)', bits: StatusBit.assured, mask: StatusBit.assured },
} as const;
export type StatusChoice = keyof typeof statusChoices;

/** What the form says, or what is wrong in which field. */
export type ScopeReading =
  | { readonly what: Removal }
  | { readonly field: 'zone' | 'mark' | 'mask'; readonly problem: string };

/** The form that says what was asked for. */
export function formOf(asked: Removal): ScopeForm {
  return {
    kind: asked.kind,
    zone: asked.kind === 'zone' ? String(asked.zone) : '0',
    mark: asked.kind === 'mark' ? hex(asked.mark) : '0x0',
    mask: asked.kind === 'mark' ? hex(asked.mask) : '0xffffffff',
    status: 'unreplied',
  };
}

/** Reads the form; `chosen` are the flows it may mean. */
export function readScope(form: ScopeForm, chosen: readonly Chosen[], asked: Removal): ScopeReading {
  const { kind } = form;
  switch (kind) {
    case 'flows':
    case 'filter': {
      const what = chosen.find((one) => one.kind === kind);
      return { what: what ?? asked };
    }
    case 'table':
      return { what: { kind } };
    case 'zone': {
      const zone = parseZone(form.zone);
      return isRead(zone) ? { what: { kind, zone: zone.value } } : { field: 'zone', problem: zone.message };
    }
    case 'mark':
      return readMark(form);
    case 'status': {
      const { bits, mask } = statusChoices[form.status];
      return { what: { kind, bits, mask } };
    }
  }
}

function readMark({ mark: markText, mask: maskText }: ScopeForm): ScopeReading {
  const mark = parseMark(markText);
  const mask = parseMark(maskText);
  if (!isRead(mark)) return { field: 'mark', problem: mark.message };
  if (!isRead(mask)) return { field: 'mask', problem: mask.message };
  if (mask.value === 0) return { field: 'mask', problem: 'at least one bit' };
  if ((mark.value & ~mask.value) !== 0) {
    return { field: 'mark', problem: 'no flow has such a mark: it has bits outside the mask' };
  }
  return { what: { kind: 'mark', mark: mark.value, mask: mask.value } };
}

/** Whether it means whatever is there when it runs. */
export function isFlush(what: Removal): what is FlushScope {
  return what.kind !== 'flows' && what.kind !== 'filter';
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}
