import type { FlowDetails } from '../../shared/flow-details.ts';
import { KeyValue, KeyValues, PanelSection } from '../ui/panel.tsx';
import { dccpRole, tcpFlagWords } from './protocol-words.ts';

/** What the kernel keeps of a flow's protocol beside its state; nothing where it keeps nothing. */
export function ProtocolFacts({ details }: { readonly details: FlowDetails }) {
  const facts = factsOf(details);
  if (facts.length === 0) return null;
  return (
    <PanelSection title="Protocol">
      <KeyValues>
        {facts.map(([name, value]) => (
          <KeyValue key={name} name={name}>
            {value}
          </KeyValue>
        ))}
      </KeyValues>
    </PanelSection>
  );
}

function factsOf(details: FlowDetails): readonly (readonly [name: string, value: string])[] {
  const { tcp, sctp, dccp, sequenceAdjustment, synproxy, securityContext } = details;
  const facts: [string, string][] = [];
  if (tcp) {
    facts.push(['Window scale', `${tcp.windowScaleOriginal} (original), ${tcp.windowScaleReply} (reply)`]);
    facts.push(['Original side', tcpFlagWords(tcp.flagsOriginal)]);
    facts.push(['Reply side', tcpFlagWords(tcp.flagsReply)]);
  }
  if (sctp) facts.push(['Tags', `${hex(sctp.tagOriginal)} (original), ${hex(sctp.tagReply)} (reply)`]);
  if (dccp) {
    facts.push(['Original side', dccpRole(dccp.role)]);
    facts.push(['Handshake seq.', dccp.handshakeSequence]);
  }
  for (const direction of ['original', 'reply'] as const) {
    const adjusted = sequenceAdjustment?.[direction];
    if (!adjusted) continue;
    const { offsetBefore, offsetAfter, correctionPosition } = adjusted;
    const words = `${signed(offsetBefore)} up to ${correctionPosition}, ${signed(offsetAfter)} after`;
    facts.push([`Seq. ${direction}`, words]);
  }
  // All of it is 0 where no SYN proxy is at work.
  if (synproxy && Object.values(synproxy).some((value) => value !== 0)) {
    const { initialSequence, timestamp, offset } = synproxy;
    facts.push(['SYN proxy', `ISN ${initialSequence}, ITS ${timestamp}, offset ${offset}`]);
  }
  if (securityContext !== null) facts.push(['Security', securityContext]);
  return facts;
}

function hex(number: number): string {
  return `0x${number.toString(16).padStart(8, '0')}`;
}

function signed(number: number): string {
  return number > 0 ? `+${number}` : String(number);
}
