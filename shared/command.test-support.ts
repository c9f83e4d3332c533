import { type Command, injectWords, noteOnInject, partsOf, whyNotInjectable } from './command.ts';
import type { FlowSpec } from './flow-spec.ts';

/** `conntrack -I …` for a flow. */
export function injectCommand(spec: FlowSpec): Command {
  const parts = partsOf(spec);
  const reason = whyNotInjectable(parts);
  if (reason !== null) return { impossible: reason };
  return { argv: injectWords(parts).map((word) => word.text), note: noteOnInject(spec.protocol, parts) };
}
