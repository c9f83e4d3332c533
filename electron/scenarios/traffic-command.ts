/** An address with a port. */
export interface End {
  readonly address: string;
  readonly port: number;
}

/** What the traffic program can be told to do, a line of JSON each. Connections and sockets are its own, and end with it. */
export type TrafficCommand =
  /** Takes TCP connections, or answers each UDP datagram with one. */
  | { readonly kind: 'listen'; readonly protocol: 'tcp' | 'udp'; readonly at: End }
  /** Begins a TCP connection; does not wait for an answer. */
  | { readonly kind: 'connect'; readonly from: End; readonly to: End }
  /** Sends bytes over every connection, as soon as it is established. */
  | { readonly kind: 'say'; readonly bytes: number }
  /** Closes one side's half of every connection (FIN). */
  | { readonly kind: 'finish'; readonly side: 'client' | 'server' }
  /** Breaks every connection off (RST). */
  | { readonly kind: 'reset' }
  /** Sends UDP datagrams, `count` of them, one every `everyMs`. */
  | {
      readonly kind: 'send';
      readonly from: End;
      readonly to: End;
      readonly count: number;
      readonly everyMs: number;
    }
  /** Sends ICMP echo requests, one every `everyMs`. */
  | {
      readonly kind: 'ping';
      readonly from: string;
      readonly to: string;
      readonly count: number;
      readonly everyMs: number;
    }
  /** Sends one UDP datagram to each of `ports` ports upwards from `to`. */
  | {
      readonly kind: 'scan';
      readonly from: End;
      readonly to: End;
      readonly ports: number;
      readonly perSecond: number;
    };

/** What it answers to each, a line of JSON: null when done, else why not. */
export interface TrafficAnswer {
  readonly problem: string | null;
}
