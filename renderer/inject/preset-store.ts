import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { builtInPresets } from '../../shared/built-in-presets.ts';
import { formOfExpected } from '../../shared/expectation-form.ts';
import { type FlowForm, formOf } from '../../shared/flow-form.ts';
import { noEnds } from '../../shared/flow-range.ts';
import { readFlowForm } from '../../shared/form-reading.ts';
import type { Preset, SavedPresets } from '../../shared/preset.ts';
import { formOfEnds } from '../../shared/range-form.ts';
import { call } from '../session.ts';
import { injectStore, replaceForm } from './inject-store.ts';

/** The presets that this person saved; none before they were read. */
const presetStore = createStore<SavedPresets>(() => ({ presets: [], problems: [] }));

/** The saved presets in a component. */
export function usePresets(): SavedPresets {
  return useStore(presetStore);
}

/** Reads the saved presets. Throws an InspectorError. */
export async function loadPresets(): Promise<void> {
  presetStore.setState(await call('presets.list', {}), true);
}

/** Saves what the form says under a name; answers why it can't be, or null. Throws an InspectorError. */
export async function savePreset(name: string): Promise<string | null> {
  const { editedForm } = injectStore.getState();
  if (editedForm === null) return 'The form is not read yet.';
  const { spec, range, expected, problems } = readFlowForm(editedForm.form);
  if (spec === null) return `Correct the form first: ${problems.length} of its fields cannot be read.`;
  const preset: Preset = {
    name,
    range: range ?? { first: spec, to: noEnds },
    kernelTimeout: !editedForm.edited.has('timeout'),
    expected,
  };
  presetStore.setState(await call('presets.save', { preset }), true);
  return null;
}

/** Takes a saved preset out. Throws an InspectorError. */
export async function removePreset(name: string): Promise<void> {
  presetStore.setState(await call('presets.remove', { name }), true);
}

/** Fills the form from a preset. */
export function applyPreset({ range, kernelTimeout, expected }: Preset): void {
  const form: FlowForm = {
    ...formOf(range.first),
    ...formOfEnds(range.to),
    ...(expected === null ? {} : formOfExpected(expected)),
  };
  replaceForm(form, kernelTimeout);
}

/** A preset by its place in the lists: `built-in 3`, `saved 0`. */
export function presetAt(place: string): Preset | undefined {
  const [list, index] = place.split(' ');
  return (list === 'saved' ? presetStore.getState().presets : builtInPresets)[Number(index)];
}
