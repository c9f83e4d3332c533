import { describe, expect, test } from 'vitest';
import { MAX_TIMEOUT_SECONDS } from './flow-spec.ts';
import { kernelTimeout, timeoutSysctl } from './kernel-timeout.ts';
import { DCCP, GRE, ICMP, ICMPV6, SCTP, TCP, UDP, UDPLITE } from './protocol.ts';

describe('the sysctl a timeout comes from', () => {
  test.each([
    ['established TCP', TCP, 3, 'nf_conntrack_tcp_timeout_established'],
    ['TCP SYN_SENT', TCP, 1, 'nf_conntrack_tcp_timeout_syn_sent'],
    ['TCP without a state', TCP, 0, null],
    ['TCP SYN_SENT2', TCP, 9, null],
    ['a TCP state this program does not know', TCP, 42, null],
    ['an offloaded TCP flow that shows no state', TCP, null, null],
    ['SCTP shutting down', SCTP, 7, 'nf_conntrack_sctp_timeout_shutdown_ack_sent'],
    ['open DCCP', DCCP, 4, 'nf_conntrack_dccp_timeout_open'],
    ['UDP', UDP, null, 'nf_conntrack_udp_timeout'],
    ['UDP-Lite', UDPLITE, null, 'nf_conntrack_udp_timeout'],
    ['GRE', GRE, null, 'nf_conntrack_gre_timeout'],
    ['ICMP', ICMP, null, 'nf_conntrack_icmp_timeout'],
    ['ICMPv6', ICMPV6, null, 'nf_conntrack_icmpv6_timeout'],
    ['any other protocol', 253, null, 'nf_conntrack_generic_timeout'],
  ])('of %s', (_name, protocol, state, sysctl) => {
    expect(timeoutSysctl(protocol, state, false)).toBe(sysctl);
  });

  test('of an assured UDP or GRE flow is that of a stream', () => {
    expect(timeoutSysctl(UDP, null, true)).toBe('nf_conntrack_udp_timeout_stream');
    expect(timeoutSysctl(GRE, null, true)).toBe('nf_conntrack_gre_timeout_stream');
  });
});

describe('the timeout the kernel would give', () => {
  test("is its sysctl's value", () => {
    expect(kernelTimeout(TCP, 3, false, { nf_conntrack_tcp_timeout_established: 7200 })).toBe(7200);
  });

  test("is an untuned kernel's while the sysctl is unknown", () => {
    expect(kernelTimeout(TCP, 3, false, {})).toBe(432_000);
    expect(kernelTimeout(UDP, null, true, {})).toBe(120);
    expect(kernelTimeout(TCP, 9, false, {})).toBe(120);
  });

  test('is one that can be injected, whatever the sysctl says', () => {
    expect(kernelTimeout(UDP, null, false, { nf_conntrack_udp_timeout: 0 })).toBe(1);
    expect(kernelTimeout(UDP, null, false, { nf_conntrack_udp_timeout: 9_999_999 })).toBe(
      MAX_TIMEOUT_SECONDS,
    );
  });
});
