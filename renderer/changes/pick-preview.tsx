import { type Command, commandLine } from '../../shared/command.ts';
import { describeFlow, refOf } from '../../shared/flow.ts';
import type { Pick } from '../../shared/pick.ts';
import { protocolName } from '../../shared/protocol.ts';
import { formatZones } from '../../shared/zone.ts';
import { CommandBlock } from '../ui/command-block.tsx';
import { formatCount, formatQuantity } from '../ui/format.ts';
import styles from './pick-preview.module.css';

const MOST_ZONES = 12;

/** What picked flows are: a sample, their protocols and zones. */
export function PickPreview({ pick }: { readonly pick: Pick }) {
  const { sample, count, zones, zoneCount, protocols } = pick;
  const rest = count - sample.length;
  return (
    <>
      <ul className={styles.sample} aria-label="Some of the flows">
        {sample.map((flow) => (
          <li key={`${flow.id} ${JSON.stringify(refOf(flow))}`}>
            {describeFlow(flow.protocol, flow.original)}
            <span className={styles.quiet}> zone {formatZones(flow.zones)}</span>
          </li>
        ))}
        {rest > 0 && <li className={styles.quiet}>and {formatCount(rest)} more</li>}
        {count === 0 && <li className={styles.quiet}>No flow is meant by this now.</li>}
      </ul>
      {count > 0 && (
        <p>
          {zoneCount === 1 ? 'Zone ' : `${formatQuantity(zoneCount, 'zone')}: `}
          {zones
            .slice(0, MOST_ZONES)
            .map(({ zone, flows }) => (zoneCount === 1 ? zone : `${zone} (${formatCount(flows)})`))
            .join(', ')}
          {zoneCount > MOST_ZONES && ` and ${formatCount(zoneCount - MOST_ZONES)} more`}
          {' · '}
          {protocols
            .map(({ protocol, flows }) => `${protocolName(protocol)} ${formatCount(flows)}`)
            .join(', ')}
        </p>
      )}
    </>
  );
}

/** The conntrack(8) command that would do it, or why there is none. `isOneOf`: one such command for each flow. */
export function EquivalentCommand({
  command,
  isOneOf,
}: {
  readonly command: Command;
  readonly isOneOf: boolean;
}) {
  const note = 'argv' in command ? command.note : command.impossible;
  return (
    <section className={styles.command}>
      <h3>{isOneOf ? 'Equivalent command, one for each flow' : 'Equivalent command'}</h3>
      {'argv' in command && <CommandBlock command={commandLine(command.argv)} />}
      {note && <p className={styles.quiet}>{note}</p>}
    </section>
  );
}
