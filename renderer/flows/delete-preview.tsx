import { commandLine, deleteCommand } from '../../shared/command.ts';
import { describeFlow, type FlowRef } from '../../shared/flow.ts';
import { formatZones } from '../../shared/zone.ts';
import { CommandBlock } from '../ui/command-block.tsx';
import { formatCount, formatQuantity } from '../ui/format.ts';
import styles from './delete-preview.module.css';
import { lifeKey } from './flow-key.ts';

const SAMPLE = 5;
const MOST_ZONES = 12;

/** What a deletion would touch: a sample of the flows, their zones, and the commands that would do the same. */
export function DeletePreview({ refs }: { readonly refs: readonly FlowRef[] }) {
  const sample = refs.slice(0, SAMPLE);
  const rest = refs.length - sample.length;
  const zones = zonesTouched(refs);
  const notes = new Set(sample.flatMap((ref) => noteOf(ref) ?? []));
  return (
    <>
      <ul className={styles.sample}>
        {sample.map((ref) => (
          <li key={lifeKey(ref)}>
            {describeFlow(ref.protocol, ref.original)}
            <span className={styles.quiet}> zone {formatZones(ref.zones)}</span>
          </li>
        ))}
        {rest > 0 && <li className={styles.quiet}>and {formatCount(rest)} more</li>}
      </ul>
      <p>
        {zones.length === 1 ? 'Zone: ' : `${formatQuantity(zones.length, 'zone')}: `}
        {zones.slice(0, MOST_ZONES).join(', ')}
        {zones.length > MOST_ZONES && ` and ${formatCount(zones.length - MOST_ZONES)} more`}
      </p>
      <p className={styles.quiet}>
        Only these very flows are deleted: one that ended meanwhile, and came back, stays.
      </p>
      <div className={styles.command}>
        <h3>{refs.length === 1 ? 'Equivalent command' : 'Equivalent commands'}</h3>
        <CommandBlock
          command={() => refs.map(lineOf).join('\n')}
          lines={[
            ...sample.map(lineOf),
            ...(rest > 0 ? [`# and ${formatCount(rest)} more, copied with these`] : []),
          ]}
        />
        {[...notes].map((note) => (
          <p key={note} className={styles.quiet}>
            {note}
          </p>
        ))}
      </div>
    </>
  );
}

/** Every zone that the flows lie in, with either direction, in ascending order. */
function zonesTouched(refs: readonly FlowRef[]): readonly number[] {
  const zones = new Set<number>();
  for (const { zones: pair } of refs) {
    // The half of a directional zone that is 0 is no zone that the flow lies in.
    if (pair.original !== 0 || pair.reply === 0) zones.add(pair.original);
    if (pair.reply !== 0) zones.add(pair.reply);
  }
  return [...zones].sort((left, right) => left - right);
}

function lineOf(ref: FlowRef): string {
  const command = deleteCommand(ref);
  return 'argv' in command ? commandLine(command.argv) : `# ${command.impossible}`;
}

function noteOf(ref: FlowRef): string | null {
  const command = deleteCommand(ref);
  return 'argv' in command ? command.note : command.impossible;
}
