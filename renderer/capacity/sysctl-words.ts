/** What a sysctl below net.netfilter does. Its name is without `nf_conntrack_`. */
export type SysctlWords = readonly [name: string, meaning: string];

/** The timeouts by protocol, in seconds. */
export const timeoutWords: readonly (readonly [protocol: string, sysctls: readonly SysctlWords[]])[] = [
  [
    'TCP',
    [
      ['tcp_timeout_syn_sent', 'A SYN waits for its SYN-ACK.'],
      ['tcp_timeout_syn_recv', 'A SYN-ACK waits for the ACK that opens the connection.'],
      ['tcp_timeout_established', 'An open connection without a packet. The one that fills tables.'],
      ['tcp_timeout_unacknowledged', 'Instead of that, while data waits for its ACK.'],
      ['tcp_timeout_max_retrans', 'Instead of that, after many retransmissions.'],
      ['tcp_timeout_fin_wait', 'One side has closed.'],
      ['tcp_timeout_close_wait', 'The other side was told, and has still to close.'],
      ['tcp_timeout_last_ack', 'Both have closed; the last ACK is missing.'],
      ['tcp_timeout_time_wait', 'Both have closed; late packets may still come.'],
      ['tcp_timeout_close', 'After a RST.'],
    ],
  ],
  [
    'UDP',
    [
      ['udp_timeout', 'Packets one way, or a short exchange.'],
      ['udp_timeout_stream', 'Packets both ways for more than two seconds.'],
    ],
  ],
  [
    'ICMP',
    [
      ['icmp_timeout', 'An ICMP request and its answers.'],
      ['icmpv6_timeout', 'The same for ICMPv6.'],
    ],
  ],
  [
    'SCTP',
    [
      ['sctp_timeout_closed', 'An INIT, or an association that ended.'],
      ['sctp_timeout_cookie_wait', 'Waiting for the INIT-ACK.'],
      ['sctp_timeout_cookie_echoed', 'Waiting for the COOKIE-ACK.'],
      ['sctp_timeout_established', 'An open association without a packet.'],
      ['sctp_timeout_shutdown_sent', 'One side has closed.'],
      ['sctp_timeout_shutdown_recd', 'The other side was told.'],
      ['sctp_timeout_shutdown_ack_sent', 'Waiting for the end of the shutdown.'],
      ['sctp_timeout_heartbeat_sent', 'A further path that was only probed.'],
    ],
  ],
  [
    'DCCP',
    [
      ['dccp_timeout_request', 'A request waits for its response.'],
      ['dccp_timeout_respond', 'A response waits for its ACK.'],
      ['dccp_timeout_partopen', 'Open on one side.'],
      ['dccp_timeout_open', 'An open connection without a packet.'],
      ['dccp_timeout_closereq', 'The server asks to close.'],
      ['dccp_timeout_closing', 'One side has closed.'],
      ['dccp_timeout_timewait', 'Closed; late packets may still come.'],
    ],
  ],
  [
    'GRE',
    [
      ['gre_timeout', 'Packets one way.'],
      ['gre_timeout_stream', 'Packets both ways.'],
    ],
  ],
  ['Other', [['generic_timeout', 'Every protocol that conntrack knows nothing more of.']]],
];

/** The settings that decide what the table can hold and what it knows. */
export const settingWords: readonly SysctlWords[] = [
  ['max', 'How many flows a namespace may hold. Beyond it, packets of new connections are dropped.'],
  ['buckets', 'Size of the hash that all namespaces share. About as many as flows keeps chains short.'],
  ['expect_max', 'How many expectations helpers may have at once.'],
  ['events', '0: no events · 1: always · 2: only for flows that began while somebody listened.'],
  ['acct', '1: packets and bytes of flows that begin from now on are counted.'],
  ['timestamp', '1: the start of flows that begin from now on is kept.'],
  ['checksum', '1: packets with a wrong checksum are invalid.'],
  ['tcp_loose', '1: connections are picked up in the middle, after a restart for example.'],
  ['tcp_be_liberal', '1: only RSTs outside the window are invalid.'],
  ['tcp_ignore_invalid_rst', '1: such RSTs do not count as invalid either.'],
  ['tcp_max_retrans', 'After so many retransmissions the shorter timeout applies.'],
  ['log_invalid', 'Which protocol’s invalid packets are logged: 0 none, 255 all.'],
];
