import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { type ErrorData, toInspectorError } from '../../shared/errors.ts';
import type { FlowForm, TextField } from '../../shared/flow-form.ts';
import {
  changeFields,
  changeProtocol,
  changeProtocolText,
  defaultForm,
  type EditedForm,
  type FormOrigin,
  filledForm,
  refreshDefaults,
} from '../../shared/form-defaults.ts';
import { readFlowForm } from '../../shared/form-reading.ts';
import { TCP } from '../../shared/protocol.ts';
import type { SettingValues } from '../../shared/settings.ts';
import type { WorkResult } from '../../shared/work.ts';
import { call, sessionStore } from '../session.ts';
import { reserveZones } from '../zone-reservations.ts';
import { injectFlow, injectRange } from './recent-store.ts';

export interface InjectState {
  /** What the form starts from; null until it was read. */
  readonly settings: SettingValues | null;
  readonly settingsError: ErrorData | null;
  /** Null until the settings were read. */
  readonly editedForm: EditedForm | null;
  readonly findingZone: boolean;
  /** Why there is no next free zone. */
  readonly zoneError: string | null;
}

const initial: InjectState = {
  settings: null,
  settingsError: null,
  editedForm: null,
  findingZone: false,
  zoneError: null,
};

/** The inject form. It outlives the drawer, so that closing it loses nothing that was typed. */
export const injectStore = createStore<InjectState>(() => initial);

/** Reads a part of the form's state in a component. */
export function useInject<T>(select: (state: InjectState) => T): T {
  return useStore(injectStore, select);
}

/** Fetches the values a form starts from, and fills in whatever nobody typed. */
export async function loadSettings(): Promise<void> {
  try {
    const { values } = await call('settings.read', {});
    injectStore.setState({ settings: values, settingsError: null });
    refreshForm();
  } catch (thrown) {
    injectStore.setState({ settingsError: toInspectorError(thrown, 'read the settings').data });
  }
}

/** Takes up defaults that changed: settings, or the sysctls of another target. */
export function refreshForm(): void {
  edit((edited, origin) => refreshDefaults(edited, origin));
}

/** Changes fields by hand. */
export function changeForm(changes: Partial<FlowForm>): void {
  edit((edited, origin) => changeFields(edited, changes, origin));
  if ('zone' in changes) injectStore.setState({ zoneError: null });
}

/** Fills the whole form in anew. */
export function replaceForm(form: FlowForm, kernelTimeout: boolean): void {
  edit((_, origin) => filledForm(form, kernelTimeout, origin));
}

/** Goes over to another protocol, with its fields and defaults. */
export function chooseProtocol(protocol: number): void {
  edit((edited, origin) => changeProtocol(edited, protocol, origin));
}

/** Goes over to the protocol that is being typed. */
export function typeProtocol(text: string): void {
  edit((edited, origin) => changeProtocolText(edited, text, origin));
}

/** Reserves the next free zone and puts it into the form, from the settings' first zone upwards. */
export async function fillNextFreeZone(): Promise<void> {
  const { settings, findingZone } = injectStore.getState();
  if (settings === null || findingZone) return;
  injectStore.setState({ findingZone: true, zoneError: null });
  try {
    const wanted = { from: settings.firstZone, count: 1, contiguous: false, avoidSeenMinutes: 0 };
    const [zone] = await reserveZones(wanted);
    if (zone !== undefined) changeForm({ zone: String(zone) });
  } catch (thrown) {
    injectStore.setState({ zoneError: toInspectorError(thrown, 'find a free zone').data.message });
  } finally {
    injectStore.setState({ findingZone: false });
  }
}

/**
 * Injects what the form says. Answers the first field that is wrong, or null when it was sent. `onRangeDone` is told how
 * a range ended.
 */
export function submitForm(onRangeDone: (result: WorkResult) => void): TextField | null {
  const { editedForm } = injectStore.getState();
  if (editedForm === null) return null;
  const { spec, range, expected, problems } = readFlowForm(editedForm.form);
  if (range !== null && spec !== null) void injectRange(range, onRangeDone);
  else if (spec !== null) void injectFlow(spec, expected);
  return problems[0]?.field ?? null;
}

function edit(change: (edited: EditedForm, origin: FormOrigin) => EditedForm): void {
  const { settings, editedForm } = injectStore.getState();
  if (settings === null) return;
  const origin: FormOrigin = { settings, sysctls: sessionStore.getState().target?.sysctls ?? {} };
  const before = editedForm ?? { form: defaultForm(TCP, origin), edited: new Set() };
  injectStore.setState({ editedForm: change(before, origin) });
}
