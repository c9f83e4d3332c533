import { ArrowLeftRight } from 'lucide-react';
import { type FormEvent, useEffect, useRef } from 'react';
import { withPort } from '../../shared/flow.ts';
import { isRead, parseZone } from '../../shared/form-fields.ts';
import { stateName } from '../../shared/protocol.ts';
import type { Compared, ComparedFlow } from '../../shared/zone-usage.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Failure } from '../ui/failure.tsx';
import { TextField } from '../ui/field.tsx';
import { formatCount, MISSING } from '../ui/format.ts';
import { ProtocolName } from '../ui/protocol-name.tsx';
import { Segmented } from '../ui/segmented.tsx';
import {
  type ComparedPart,
  type Comparison,
  changeComparison,
  compare,
  showPart,
  swapZones,
  useComparison,
} from './comparison-store.ts';
import styles from './zone-comparison.module.css';

/** Which flows two zones have in common, in place of the table. */
export function ComparedZones({ onClose }: { readonly onClose: () => void }) {
  const state = useComparison((comparison) => comparison);
  const { a, b, found, error, comparing } = state;
  const form = useRef<HTMLFormElement>(null);
  const problemOf = (text: string) => {
    const read = parseZone(text);
    return text === '' || isRead(read) ? null : read.message;
  };
  const fieldNamed = (name: string) => {
    const input = form.current?.elements.namedItem(name);
    if (input instanceof HTMLInputElement) input.focus();
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it opens
  useEffect(() => fieldNamed('b'), []);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const wrong = await compare();
    if (wrong) fieldNamed(wrong);
  };
  return (
    <section className={styles.view} aria-label="Compare zones">
      <form ref={form} noValidate className={styles.form} onSubmit={submit} aria-label="Zones to compare">
        <TextField
          name="a"
          label="Zone A"
          value={a}
          error={problemOf(a)}
          onChange={(text) => changeComparison({ a: text })}
        />
        <IconButton
          icon={ArrowLeftRight}
          label="Swap the zones"
          className={styles.swap}
          onClick={swapZones}
        />
        <TextField
          name="b"
          label="Zone B"
          value={b}
          error={problemOf(b)}
          onChange={(text) => changeComparison({ b: text })}
        />
        <Button
          type="submit"
          tone="primary"
          className={styles.go}
          disabledReason={comparing ? 'Comparing.' : null}
        >
          Compare
        </Button>
        <span className={styles.gap} />
        <Button className={styles.go} onClick={onClose}>
          Back to the zones
        </Button>
      </form>
      <div className={styles.result} role="status">
        {error && <Failure error={error} />}
        {found ? (
          <Result {...found} />
        ) : (
          <p className={styles.quiet}>
            Flows are compared by protocol and original tuple, whatever their zones. A flow with one direction
            in a zone counts in it.
          </p>
        )}
      </div>
    </section>
  );
}

function Result({ a, b, comparison }: NonNullable<Comparison['found']>) {
  const part = useComparison((state) => state.part);
  const label = (text: string, { count }: Compared) => `${text} · ${formatCount(count)}`;
  const shown = comparison[part];
  return (
    <>
      <Segmented<ComparedPart>
        label="Part"
        hideLabel
        value={part}
        choices={[
          { value: 'onlyA', label: label(`Only in ${a}`, comparison.onlyA) },
          { value: 'onlyB', label: label(`Only in ${b}`, comparison.onlyB) },
          { value: 'both', label: label('In both', comparison.both) },
        ]}
        onChange={showPart}
      />
      {shown.count === 0 ? (
        <p className={styles.quiet}>There are none.</p>
      ) : (
        <Flows flows={shown.flows} a={a} b={b} />
      )}
      {shown.flows.length < shown.count && (
        <p className={styles.quiet}>
          The first {formatCount(shown.flows.length)} of {formatCount(shown.count)}.
        </p>
      )}
    </>
  );
}

interface FlowsProps {
  readonly flows: readonly ComparedFlow[];
  readonly a: number;
  readonly b: number;
}

function Flows({ flows, a, b }: FlowsProps) {
  return (
    <table className={styles.flows}>
      <thead>
        <tr>
          <th scope="col">Proto</th>
          <th scope="col">Source</th>
          <th scope="col">Destination</th>
          <th scope="col">State in {a}</th>
          <th scope="col">State in {b}</th>
        </tr>
      </thead>
      <tbody>
        {flows.map((compared) => {
          const flow = compared.a ?? compared.b;
          if (flow === null) return null;
          const { l4, source, destination } = flow.original;
          const isPorts = l4.kind === 'ports';
          return (
            <tr key={JSON.stringify([flow.protocol, flow.original, flow.zones])}>
              <td>
                <ProtocolName protocol={flow.protocol} />
              </td>
              <td>{isPorts ? withPort(source, l4.source) : source}</td>
              <td>{isPorts ? withPort(destination, l4.destination) : destination}</td>
              <td>{stateWords(compared.a)}</td>
              <td>{stateWords(compared.b)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function stateWords(flow: ComparedFlow['a']): string {
  if (flow === null) return MISSING;
  return flow.state === null ? 'there' : stateName(flow.protocol, flow.state);
}
