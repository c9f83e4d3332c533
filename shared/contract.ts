import * as z from 'zod/mini';
import { Capacity } from './capacity.ts';
import { Choice, ChoiceId, ChosenFlows, MOST_NAMED, Sweep } from './choice.ts';
import { Expectation, ExpectationRef, ExpectationSpec } from './expectation.ts';
import { FieldValues } from './field-values.ts';
import {
  ExportResult,
  ExportSource,
  FileFormat,
  FileName,
  FileToken,
  ImportFormat,
  ImportReport,
  OpenedFile,
  SavePlace,
} from './file.ts';
import { fieldNames } from './filter/fields.ts';
import { FilterText } from './filter-text.ts';
import { FlowRef } from './flow.ts';
import { FlowChange } from './flow-change.ts';
import { FlowDetails } from './flow-details.ts';
import { EventChoice, EventPage, EventRates, SavedEvents } from './flow-event.ts';
import { FlowPage, HeldPlace, SortKeys } from './flow-page.ts';
import { FlowRange } from './flow-range.ts';
import { FlowSpec } from './flow-spec.ts';
import { FlushScope, Pick, PickId, Scope } from './pick.ts';
import { PreferenceChanges, Preferences } from './preferences.ts';
import { Preset, PresetName, SavedPresets } from './preset.ts';
import { Scenario, ScenarioId, ScenarioRun } from './scenario.ts';
import { Settings } from './settings.ts';
import { TargetId, TargetOffer, TargetState } from './target-state.ts';
import { UndoResult } from './undo.ts';
import { InjectOutcome, Progress, Refusal, WorkId, WorkResult } from './work.ts';
import { ZONE_COUNT, ZoneId } from './zone.ts';
import { FoundZones, ReserverId, ZoneRange, ZoneReservations, ZoneSearch } from './zone-reservation.ts';
import { ZoneComparison, ZoneHighlights, ZoneMap, ZonePage, ZoneSort } from './zone-usage.ts';

const Count = z.int().check(z.minimum(0));

const ForTarget = z.strictObject({ targetId: TargetId });
const FromFile = z.strictObject({
  targetId: TargetId,
  file: FileToken,
  /** Null: found out from the file's beginning. */
  format: z.nullable(ImportFormat),
  workId: WorkId,
});
const WithPick = z.strictObject({ targetId: TargetId, pickId: PickId, workId: WorkId });

/** The whole boundary between page and engine: every call and stream with the shapes that may cross it. */
export const contract = {
  calls: {
    /** Everything that could be opened here, sandbox first. */
    'target.list': { input: z.strictObject({}), output: z.array(TargetOffer) },
    /** Opens a target, or joins it when it is open. Errors: no-sandbox, not-permitted, target-lost. */
    'target.open': { input: ForTarget, output: TargetState },
    /** Ends the target's executor unless another page still looks at it. */
    'target.close': { input: ForTarget, output: z.strictObject({ closed: z.boolean() }) },
    /** Allows changes for this session by starting an executor that can write. */
    'target.unlock': { input: ForTarget, output: TargetState },
    /** Takes that permission away again. */
    'target.lock': { input: ForTarget, output: TargetState },
    /** Stops the first listing; the target stays open with the flows that came. */
    'target.stopListing': { input: ForTarget, output: TargetState },
    /** Lists the whole table again, now. */
    'target.relist': { input: ForTarget, output: TargetState },
    /** The values forms start from, and where each came from. */
    'settings.read': { input: z.strictObject({}), output: Settings },
    /** The presets for the inject form that this person saved. Errors: invalid (the file), not-permitted. */
    'presets.list': { input: z.strictObject({}), output: SavedPresets },
    /** Saves a preset, in the place of the one of that name. Errors: invalid, not-permitted. */
    'presets.save': { input: z.strictObject({ preset: Preset }), output: SavedPresets },
    /** Takes a saved preset out. Errors: not-found, invalid, not-permitted. */
    'presets.remove': { input: z.strictObject({ name: PresetName }), output: SavedPresets },
    /** How this person likes the page, kept from the last time. */
    'preferences.read': { input: z.strictObject({}), output: Preferences },
    /** Keeps changes for the next time, and answers with all. Errors: not-permitted. */
    'preferences.write': { input: z.strictObject({ changes: PreferenceChanges }), output: Preferences },
    /** Rows `offset` to `offset + limit` of the filtered and sorted table; as much further as what is held has moved together. */
    'flows.query': {
      input: z.strictObject({
        targetId: TargetId,
        filter: FilterText,
        sort: SortKeys,
        offset: Count,
        limit: Count.check(z.maximum(1000)),
        held: z.optional(HeldPlace),
      }),
      output: FlowPage,
    },
    /** Values of one field that flows have and that begin with `prefix` in any case, most frequent first. */
    'flows.values': {
      input: z.strictObject({
        targetId: TargetId,
        field: z.enum(fieldNames),
        prefix: z.string().check(z.maxLength(256)),
        limit: z.int().check(z.minimum(1), z.maximum(100)),
      }),
      output: FieldValues,
    },
    /** Reads one flow from the kernel. Errors: not-found. */
    'flows.get': { input: z.strictObject({ targetId: TargetId, ref: FlowRef }), output: FlowDetails },
    /** Creates flows; one outcome for each spec, in order. Can be cancelled: the rest is then `refused` as cancelled. */
    'flows.inject': {
      input: z.strictObject({
        targetId: TargetId,
        specs: z.array(FlowSpec).check(z.minLength(1), z.maxLength(1000)),
      }),
      output: z.array(InjectOutcome),
    },
    /**
     * Creates every flow of a range. Errors: `table-full` beforehand, with numbers, when the table has no room for so many; `not-permitted`.
     * A table that fills up meanwhile ends the work: the rest is then `untried`.
     */
    'flows.injectRange': {
      input: z.strictObject({ targetId: TargetId, range: FlowRange, workId: WorkId }),
      output: WorkResult,
    },
    /** What helpers foretell: all of it, or what one flow expects. */
    'expectations.list': {
      input: z.strictObject({ targetId: TargetId, master: z.nullable(FlowRef) }),
      output: z.array(Expectation),
    },
    /** Has a flow with a helper expect another one. Errors: exists, not-found (its master), unsupported (no helper), table-full, invalid. */
    'expectations.create': {
      input: z.strictObject({ targetId: TargetId, spec: ExpectationSpec }),
      output: z.strictObject({}),
    },
    /** Deletes this life of an expectation and no other. Errors: not-found. */
    'expectations.delete': {
      input: z.strictObject({ targetId: TargetId, ref: ExpectationRef }),
      output: z.strictObject({}),
    },
    /**
     * Keeps flows chosen for a page, as they were at one moment each while this ran: those that are chosen so far, and those of a sweep.
     * Can be cancelled. Errors: invalid (filter), not-found (choice).
     */
    'flows.choose': {
      input: z.strictObject({ targetId: TargetId, base: ChosenFlows, sweep: z.nullable(Sweep) }),
      output: Choice,
    },
    /** Flows `offset` to `offset + limit` of a choice. Errors: not-found. */
    'flows.chosen': {
      input: z.strictObject({
        targetId: TargetId,
        choiceId: ChoiceId,
        offset: Count,
        limit: Count.check(z.maximum(MOST_NAMED)),
      }),
      output: z.array(FlowRef),
    },
    /** Ends a choice, if it is still kept. */
    'flows.release': {
      input: z.strictObject({ targetId: TargetId, choiceId: ChoiceId }),
      output: z.strictObject({}),
    },
    /** Picks flows to delete, change or export. Errors: invalid (filter), not-found (choice). */
    'flows.pick': {
      input: z.strictObject({ targetId: TargetId, scope: Scope }),
      output: Pick,
    },
    /** Deletes the flows of a pick, each only as the life that was picked. */
    'flows.delete': { input: WithPick, output: WorkResult },
    /** Changes the flows of a pick. */
    'flows.change': { input: z.extend(WithPick, { change: FlowChange }), output: WorkResult },
    /**
     * Deletes everything in scope as it is when this runs, in the kernel where it can. `confirmation` must be the target's title when
     * the scope is the whole table, and is null otherwise.
     */
    'flows.flush': {
      input: z.strictObject({
        targetId: TargetId,
        scope: FlushScope,
        confirmation: z.nullable(z.string()),
        workId: WorkId,
      }),
      output: WorkResult,
    },
    /** Takes the last deletion, change or injection back, as far as it can be. Errors: not-found when there is none. */
    'flows.undo': { input: z.strictObject({ targetId: TargetId, workId: WorkId }), output: UndoResult },
    /** Asks the person where to save a file; null when they would rather not. Answered by the shell. */
    'files.save': { input: z.strictObject({ suggestedName: FileName }), output: z.nullable(SavePlace) },
    /** Asks the person for a file to read; null when they would rather not. Answered by the shell. */
    'files.open': { input: z.strictObject({}), output: z.nullable(OpenedFile) },
    /** Forgets a file that was opened or is not going to be saved. Answered by the shell. */
    'files.close': { input: z.strictObject({ file: FileToken }), output: z.strictObject({}) },
    /**
     * Writes flows to a file that `files.save` gave; it is whole or not there at all. Errors: invalid (filter), not-found (pick, file),
     * file-failed.
     */
    'flows.export': {
      input: z.strictObject({
        targetId: TargetId,
        source: ExportSource,
        format: FileFormat,
        file: FileToken,
        workId: WorkId,
      }),
      output: ExportResult,
    },
    /** Reads a whole file that `files.open` gave, and says what is in it. Errors: invalid (no such format), not-found, file-failed. */
    'flows.checkImport': { input: FromFile, output: ImportReport },
    /** Injects the flows of such a file; refusals are told with their line. Errors: as before, and not-permitted. */
    'flows.import': { input: FromFile, output: WorkResult },
    /** Ends a long work early; its call then answers with what was done. One that is over is left alone. */
    'work.stop': { input: z.strictObject({ workId: WorkId }), output: z.strictObject({}) },
    /** Reads on in what was refused. Errors: not-found when newer works have taken its place. */
    'work.refusals': {
      input: z.strictObject({ workId: WorkId, offset: Count, limit: Count.check(z.maximum(1000)) }),
      output: z.array(Refusal),
    },
    /** Rows `offset` to `offset + limit` of the zones in use or reserved, filtered (shared/zone-filter.ts) and sorted. */
    'zones.usage': {
      input: z.strictObject({
        targetId: TargetId,
        filter: z.string().check(z.maxLength(1000)),
        sort: ZoneSort,
        offset: Count,
        limit: Count.check(z.maximum(200)),
      }),
      output: ZonePage,
    },
    /** What one pass over the table tells of these zones; up to a second old. */
    'zones.highlights': {
      input: z.strictObject({ targetId: TargetId, zones: z.array(ZoneId).check(z.maxLength(200)) }),
      output: z.array(ZoneHighlights),
    },
    /** How full each of all zones is. */
    'zones.map': { input: ForTarget, output: ZoneMap },
    /** Which flows two zones have in common. */
    'zones.compare': {
      input: z.strictObject({ targetId: TargetId, a: ZoneId, b: ZoneId }),
      output: ZoneComparison,
    },
    /** The next zones that hold no flows and are not reserved. */
    'zones.free': { input: z.extend(ZoneSearch, { targetId: TargetId }), output: FoundZones },
    /**
     * Finds such zones and reserves them in the same step: no other search finds them then. Only for a page that follows
     * `zones.reservations`. Errors: not-found when there are fewer; none is reserved then.
     */
    'zones.reserve': {
      input: z.extend(ZoneSearch, { targetId: TargetId, reserver: ReserverId }),
      output: z.strictObject({ zones: z.array(ZoneId) }),
    },
    /** Ends reservations, whoever made them. */
    'zones.release': {
      input: z.strictObject({
        targetId: TargetId,
        ranges: z.array(ZoneRange).check(z.maxLength(ZONE_COUNT / 2)),
      }),
      output: z.strictObject({}),
    },
    /**
     * Entries of the event log, newest first: those before `before` (null: all) of these kinds whose flow, as the event left it,
     * passes the filter; gaps always. Errors: invalid (filter).
     */
    'events.page': {
      input: z.extend(EventChoice, { targetId: TargetId, offset: Count, limit: Count.check(z.maximum(500)) }),
      output: EventPage,
    },
    /** Writes such entries, oldest first, as JSON Lines to a file that `files.save` gave. Errors: invalid (filter), not-found (file), file-failed. */
    'events.save': {
      input: z.extend(EventChoice, { targetId: TargetId, file: FileToken }),
      output: SavedEvents,
    },
    /** Events by second and kind over the last ten minutes. */
    'events.rates': { input: ForTarget, output: EventRates },
    /** How full the table is, where that is going, and what it is full of. The table is gone over again every few seconds while this is asked. */
    'capacity.read': { input: ForTarget, output: Capacity },
    /** The demonstrations that the sandbox can show. Errors: unsupported (another target). */
    'scenarios.list': { input: ForTarget, output: z.array(Scenario) },
    /** Begins one, with real packets. Errors: unsupported, not-found, exists (one runs), no-sandbox (a program is missing). */
    'scenarios.run': { input: z.extend(ForTarget, { scenarioId: ScenarioId }), output: z.strictObject({}) },
    /** Ends the one that runs; answers when nothing of it is left. */
    'scenarios.stop': { input: ForTarget, output: z.strictObject({}) },
  },
  streams: {
    /** How the demonstration goes that runs, or went that ran last; null before the first. */
    'scenarios.state': { input: ForTarget, output: z.nullable(ScenarioRun) },
    /** The state of one target, at most ten times a second, whenever it changed. */
    'target.state': { input: ForTarget, output: TargetState },
    /**
     * The reserved zones, at once and whenever they change. A page's reservations last as long as it follows this (and a few
     * seconds more, for a connection that comes back); one whose zone has held flows lasts until the session ends.
     */
    'zones.reservations': {
      input: z.strictObject({ targetId: TargetId, reserver: ReserverId }),
      output: ZoneReservations,
    },
    /** How far a long work is, a few times a second; may be asked for before the work begins. */
    'work.progress': { input: z.strictObject({ workId: WorkId }), output: Progress },
  },
} as const;

export type CallName = keyof typeof contract.calls;
export type CallInput<N extends CallName> = z.infer<(typeof contract.calls)[N]['input']>;
export type CallOutput<N extends CallName> = z.infer<(typeof contract.calls)[N]['output']>;
export type StreamName = keyof typeof contract.streams;
export type StreamInput<N extends StreamName> = z.infer<(typeof contract.streams)[N]['input']>;
export type StreamItem<N extends StreamName> = z.infer<(typeof contract.streams)[N]['output']>;

/** Calls that concern the person's files: the shell answers them, the engine never sees them. */
export type ShellCallName = 'files.save' | 'files.open' | 'files.close';
/** Calls that the engine answers. */
export type EngineCallName = Exclude<CallName, ShellCallName>;

/** Whether a name is one of the contract's calls. */
export function isCallName(name: string): name is CallName {
  return Object.hasOwn(contract.calls, name);
}

/** Whether a name is one of the contract's streams. */
export function isStreamName(name: string): name is StreamName {
  return Object.hasOwn(contract.streams, name);
}

/** Whether a call is answered by the engine. */
export function isEngineCall(name: CallName): name is EngineCallName {
  return name !== 'files.save' && name !== 'files.open' && name !== 'files.close';
}
