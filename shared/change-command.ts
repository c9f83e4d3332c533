/** conntrack(8) commands that delete or change flows that exist, or why there are none. */
import { type Command, deleteCommand, tupleArguments } from './command.ts';
import type { FlowRef } from './flow.ts';
import type { FlowChange } from './flow-change.ts';
import type { FlushScope } from './pick.ts';
import { statesOf } from './protocol.ts';
import { statusMeanings } from './status.ts';

/** The command that deletes everything in scope. */
export function flushCommand(scope: FlushScope): Command {
  switch (scope.kind) {
    case 'table':
      return { argv: ['conntrack', '-F'], note: null };
    case 'zone': {
      const note =
        scope.zone === 0
          ? 'conntrack(8) also takes flows that have a zone in one direction only for flows of zone 0.'
          : 'conntrack(8) reads the whole table, deletes one by one, and misses flows that have this zone in one direction only.';
      return { argv: ['conntrack', '-D', '-w', String(scope.zone)], note };
    }
    case 'mark':
      return { argv: ['conntrack', '-D', '-m', `${hex(scope.mark)}/${hex(scope.mask)}`], note: null };
    case 'status': {
      const names = statusNames(scope.bits);
      if (scope.bits !== scope.mask || names === null) {
        return {
          impossible: 'conntrack(8) cannot ask for status bits that are not set, nor for some of those set.',
        };
      }
      return { argv: ['conntrack', '-D', '-u', names], note: null };
    }
  }
}

/** Why there is no one command for all that match a filter. */
export const noFilterCommand: Command = {
  impossible: 'conntrack(8) has no such filters. It would take one command for each flow.',
};

/** The command that deletes one flow, with what it cannot tell apart. */
export function deleteFlowCommand(ref: FlowRef): Command {
  const command = deleteCommand(ref);
  if ('impossible' in command) return command;
  const note = 'conntrack(8) does not look at the id: it also deletes a flow that was made anew meanwhile.';
  return { ...command, note: command.note ?? note };
}

/** The command that changes one flow. */
export function changeCommand(ref: FlowRef, change: FlowChange): Command {
  const { mark, timeoutSeconds, state, setStatus, labels, helper } = change;
  if (ref.zones.original !== 0 || ref.zones.reply !== 0) {
    return { impossible: 'conntrack -U takes no zone, so it cannot reach flows outside zone 0.' };
  }
  if (labels || helper !== null) {
    return { impossible: 'conntrack(8) cannot change label bits or helpers of a flow.' };
  }
  const names = setStatus === null ? '' : statusNames(setStatus);
  const stateName = state === null ? null : statesOf(ref.protocol)[state];
  return {
    argv: [
      ...['conntrack', '-U', ...tupleArguments(ref)],
      ...(timeoutSeconds === null ? [] : ['-t', String(timeoutSeconds)]),
      ...(stateName ? ['--state', stateName] : []),
      ...(names ? ['-u', names] : []),
      ...(mark ? ['-m', `${hex((mark.value & mark.mask) >>> 0)}/${hex(mark.mask)}`] : []),
    ],
    note: mark
      ? 'With a mask, conntrack(8) combines by XOR: bits outside the mask must be 0 in the value, as they are here.'
      : null,
  };
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}

/** `SEEN_REPLY,ASSURED`; null when conntrack(8) has no name for some bit. */
function statusNames(bits: number): string | null {
  const known = statusMeanings.filter(({ kernelName }) => takenByName.has(kernelName));
  const set = known.filter(({ bit }) => (bits & bit) !== 0);
  const covered = set.reduce((sum, { bit }) => sum | bit, 0);
  return covered === bits && bits !== 0 ? set.map(({ kernelName }) => kernelName).join(',') : null;
}

const takenByName = new Set(['SEEN_REPLY', 'ASSURED', 'FIXED_TIMEOUT', 'EXPECTED', 'OFFLOAD', 'HW_OFFLOAD']);
