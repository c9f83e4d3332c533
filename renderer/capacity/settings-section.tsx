import { Fragment } from 'react';
import type { Capacity } from '../../shared/capacity.ts';
import { useSession } from '../session.ts';
import { classes } from '../ui/classes.ts';
import { formatCount, formatDuration } from '../ui/format.ts';
import { Section } from './section.tsx';
import styles from './settings-section.module.css';
import { type SysctlWords, settingWords, timeoutWords } from './sysctl-words.ts';
import tables from './tables.module.css';

const PREFIX = 'nf_conntrack_';

/** How long an entry lives without a packet, by protocol and state. */
export function TimeoutsSection({ survey }: Pick<Capacity, 'survey'>) {
  const sysctls = useSession(({ target }) => target?.sysctls);
  const present = timeoutWords
    .map(
      ([protocol, words]) =>
        [protocol, words.filter(([name]) => sysctls?.[PREFIX + name] !== undefined)] as const,
    )
    .filter(([, words]) => words.length > 0);
  return (
    <Section title="Timeouts" note="net.netfilter.nf_conntrack_…, and the flows that live by each" wide>
      {present.length === 0 ? (
        <p className={tables.none}>None can be read here.</p>
      ) : (
        <table className={tables.table}>
          <thead>
            <tr>
              <th scope="col">Setting</th>
              <th scope="col">Lives</th>
              <th scope="col">Flows</th>
              <th scope="col" className={tables.words}>
                What for
              </th>
            </tr>
          </thead>
          <tbody>
            {present.map(([protocol, words]) => (
              <Fragment key={protocol}>
                {words.map(([name, meaning]) => (
                  <tr key={name}>
                    <th scope="row" className={tables.mono}>
                      {name}
                    </th>
                    <td>{formatDuration(sysctls?.[PREFIX + name] ?? 0)}</td>
                    <FlowCount flows={survey?.flowsByTimeout[PREFIX + name] ?? 0} />
                    <td className={tables.words}>{meaning}</td>
                  </tr>
                ))}
              </Fragment>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  );
}

function FlowCount({ flows }: { readonly flows: number }) {
  return <td className={classes(flows === 0 && tables.zero)}>{formatCount(flows)}</td>;
}

/** The other settings that matter, and what they do. */
export function SettingsSection() {
  const sysctls = useSession(({ target }) => target?.sysctls);
  const settingOf = ([name]: SysctlWords) => sysctls?.[PREFIX + name];
  const missing = settingWords
    .filter((words) => settingOf(words) === undefined)
    .map(([name]) => PREFIX + name);
  return (
    <Section title="Settings that matter" note="net.netfilter.nf_conntrack_…">
      <table className={tables.table}>
        <thead>
          <tr>
            <th scope="col">Setting</th>
            <th scope="col">Value</th>
            <th scope="col" className={tables.words}>
              What it does
            </th>
          </tr>
        </thead>
        <tbody>
          {settingWords
            .filter((words) => settingOf(words) !== undefined)
            .map((words) => (
              <tr key={words[0]}>
                <th scope="row" className={tables.mono}>
                  {words[0]}
                </th>
                <td>{formatCount(settingOf(words) ?? 0)}</td>
                <td className={tables.words}>{words[1]}</td>
              </tr>
            ))}
        </tbody>
      </table>
      {missing.length > 0 && (
        <p className={styles.missing}>
          Not readable in this namespace, or not known to this kernel: {missing.join(', ')}.
        </p>
      )}
    </Section>
  );
}
