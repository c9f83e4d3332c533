import type { Scenario } from '../../shared/scenario.ts';
import type { TrafficCommand } from './traffic-command.ts';

/** A part of a scenario: first the rules change, then packets flow, then there is time to look. */
interface Step {
  readonly text: string;
  /** nft(8) chains that hold from here on; those of the step before when left out. */
  readonly rules?: string;
  readonly traffic: readonly TrafficCommand[];
  /** Time to look, after the packets. */
  readonly seconds: number;
}

/** How a demonstration goes. Every address in it is set aside for documentation (RFC 5737). */
export interface ScenarioPlan extends Omit<Scenario, 'unavailable'> {
  readonly steps: readonly Step[];
}

const client = '192.0.2.10';
const web = { address: '198.51.100.20', port: 8443 };
const name = { address: '198.51.100.53', port: 5353 };
const silent = { address: '198.51.100.99', port: 9999 };

const dropping = (match: string) => `chain loss { type filter hook input priority 0; ${match} drop; }`;
const noLoss = '';

const inZone = (zone: number) => `chain zones {
  type filter hook output priority raw;
  ip daddr ${name.address} ct zone set ${zone}
  ip saddr ${name.address} ct zone set ${zone}
}`;

const translations = `chain destinations {
  type nat hook output priority -100;
  ip daddr 203.0.113.80 tcp dport 443 dnat ip to 198.51.100.21:8443
}
chain sources {
  type nat hook postrouting priority 100;
  ip saddr 192.0.2.30 snat ip to 203.0.113.1
}`;

/** How many flows the port scan makes. */
const SCANNED_PORTS = 20_000;

export const scenarioPlans: readonly ScenarioPlan[] = [
  {
    id: 'tcp-life',
    title: 'The life of a TCP connection',
    shows:
      'How conntrack follows a connection from its first packet to its last, and how long an entry lives in each state.',
    watch: 'State, status and time to live of one flow.',
    seconds: 25,
    filter: `src == ${client} and dport == ${web.port}`,
    steps: [
      {
        text: 'The client asks (SYN), and the packet is lost on its way: SYN_SENT, unreplied.',
        rules: dropping(`tcp dport ${web.port}`),
        traffic: [
          { kind: 'listen', protocol: 'tcp', at: web },
          { kind: 'connect', from: { address: client, port: 45_001 }, to: web },
        ],
        seconds: 4,
      },
      {
        text: 'The client asks again. The server answers (SYN, ACK), and that is lost: SYN_RECV, no longer unreplied.',
        rules: dropping(`tcp sport ${web.port}`),
        traffic: [],
        seconds: 5,
      },
      {
        text: 'Nothing is lost any more. The client confirms (ACK): ESTABLISHED and assured, and it may be silent for days.',
        rules: noLoss,
        traffic: [{ kind: 'say', bytes: 4_000 }],
        seconds: 5,
      },
      {
        text: 'The client closes its half (FIN), the server acknowledges: CLOSE_WAIT. The time to live drops to a minute.',
        traffic: [{ kind: 'finish', side: 'client' }],
        seconds: 5,
      },
      {
        text: 'The server closes too: TIME_WAIT. The entry waits two minutes for late packets; nothing else needs it.',
        traffic: [{ kind: 'finish', side: 'server' }],
        seconds: 5,
      },
    ],
  },
  {
    id: 'udp-assured',
    title: 'When UDP counts as a connection',
    shows:
      'UDP has no handshake, so conntrack goes by what it sees: a question, an answer, and an exchange that lasts.',
    watch: 'The status of two flows: unreplied, replied, assured; and what that does to the time to live.',
    seconds: 20,
    filter: `src == ${client} and proto == udp`,
    steps: [
      {
        text: 'One question to a server that never answers: unreplied, 30 s to live.',
        rules: dropping(`udp dport ${silent.port}`),
        traffic: [
          { kind: 'send', from: { address: client, port: 45_002 }, to: silent, count: 1, everyMs: 0 },
        ],
        seconds: 4,
      },
      {
        text: 'One question to a server that does: unreplied is gone at once.',
        traffic: [
          { kind: 'listen', protocol: 'udp', at: name },
          { kind: 'send', from: { address: client, port: 45_003 }, to: name, count: 1, everyMs: 0 },
        ],
        seconds: 4,
      },
      {
        text: 'The exchange goes on beyond two seconds: assured, and 120 s to live.',
        traffic: [
          { kind: 'send', from: { address: client, port: 45_003 }, to: name, count: 6, everyMs: 700 },
        ],
        seconds: 5,
      },
      {
        text: 'When the table is full, the unreplied one is dropped first, the assured one never.',
        traffic: [],
        seconds: 4,
      },
    ],
  },
  {
    id: 'ping',
    title: 'Ping',
    shows: 'ICMP has no ports: conntrack pairs request and answer by type, code and id.',
    watch: 'Two flows, one answered and one not, and how each request renews the 30 s.',
    seconds: 12,
    filter: `src == ${client} and proto == icmp`,
    steps: [
      {
        text: 'Five echo requests to a host that answers: each renews the entry.',
        rules: dropping(`ip daddr ${silent.address} icmp type echo-request`),
        traffic: [{ kind: 'ping', from: client, to: web.address, count: 5, everyMs: 800 }],
        seconds: 2,
      },
      {
        text: 'Five to one that does not: the entry stays unreplied.',
        traffic: [{ kind: 'ping', from: client, to: silent.address, count: 5, everyMs: 800 }],
        seconds: 2,
      },
    ],
  },
  {
    id: 'translation',
    title: 'Source translation and a port forward',
    shows: 'NAT is written in the entry itself: the reply tuple is not the mirror of the original one.',
    watch:
      'Open the details of each flow: the changed half is marked, and a sentence says what is translated into what.',
    seconds: 14,
    filter: 'nat and (src == 192.0.2.30 or src == 192.0.2.41)',
    steps: [
      {
        text: 'A client connects to 203.0.113.80:443, which is forwarded to 198.51.100.21:8443 (destination translation).',
        rules: translations,
        traffic: [
          { kind: 'listen', protocol: 'tcp', at: { address: '198.51.100.21', port: 8443 } },
          {
            kind: 'connect',
            from: { address: '192.0.2.41', port: 45_004 },
            to: { address: '203.0.113.80', port: 443 },
          },
          { kind: 'say', bytes: 2_000 },
        ],
        seconds: 6,
      },
      {
        text: 'Another leaves as 203.0.113.1 instead of 192.0.2.30 (source translation): the server answers to that.',
        traffic: [
          { kind: 'listen', protocol: 'tcp', at: web },
          { kind: 'connect', from: { address: '192.0.2.30', port: 45_005 }, to: web },
          { kind: 'say', bytes: 2_000 },
        ],
        seconds: 6,
      },
    ],
  },
  {
    id: 'two-zones',
    title: 'The same tuple in two zones',
    shows:
      'Zones keep flows apart whose addresses and ports are the same, as of two customers with the same private network.',
    watch: 'Two rows that differ in nothing but the zone.',
    seconds: 12,
    filter: `dst == ${name.address} and zone in {100, 200}`,
    steps: [
      {
        text: 'A question and its answer, by rule in zone 100.',
        rules: inZone(100),
        traffic: [
          { kind: 'listen', protocol: 'udp', at: name },
          { kind: 'send', from: { address: client, port: 45_006 }, to: name, count: 2, everyMs: 500 },
        ],
        seconds: 4,
      },
      {
        text: 'The very same addresses and ports, by rule in zone 200: a second flow, not the first again.',
        rules: inZone(200),
        traffic: [
          { kind: 'send', from: { address: client, port: 45_006 }, to: name, count: 2, everyMs: 500 },
        ],
        seconds: 6,
      },
    ],
  },
  {
    id: 'times-out',
    title: 'A flow dies',
    shows: 'What the end of an entry looks like, when nothing renews it.',
    watch: 'The time to live counting down to nothing; then the row, struck through for three seconds.',
    seconds: 20,
    filter: `src == 192.0.2.77 and dport == ${web.port}`,
    steps: [
      {
        text: 'A connection is made: ESTABLISHED, for days.',
        rules: noLoss,
        traffic: [
          { kind: 'listen', protocol: 'tcp', at: web },
          { kind: 'connect', from: { address: '192.0.2.77', port: 45_007 }, to: web },
          { kind: 'say', bytes: 500 },
        ],
        seconds: 4,
      },
      {
        text: 'The client breaks it off (RST): CLOSE, and ten seconds to live. Watch them pass.',
        traffic: [{ kind: 'reset' }],
        seconds: 14,
      },
    ],
  },
  {
    id: 'port-scan',
    title: 'A port scan fills the table',
    shows: `${SCANNED_PORTS.toLocaleString('en')} flows from one source within seconds, none of them ever answered: what a scan or a flood looks like.`,
    watch: 'The fill at the bottom, and new/s. Sort by source, or select all and delete them.',
    seconds: 12,
    filter: 'src == 192.0.2.66 and unreplied',
    steps: [
      {
        text: `192.0.2.66 tries ${SCANNED_PORTS.toLocaleString('en')} ports of one host. Every try is a flow of its own.`,
        rules: dropping('ip saddr 192.0.2.66'),
        traffic: [
          {
            kind: 'scan',
            from: { address: '192.0.2.66', port: 45_008 },
            to: { address: '198.51.100.66', port: 1 },
            ports: SCANNED_PORTS,
            perSecond: 4_000,
          },
        ],
        seconds: 2,
      },
      {
        text: 'Nobody answered, so all go again within 30 s; until then they take the room of others.',
        traffic: [],
        seconds: 5,
      },
    ],
  },
];
