import { describe, expect, it } from 'vitest';
import { StatusBit } from '../../shared/status.ts';
import { LineError } from './flow-text.ts';
import { isListingLine, readListingLine } from './read-listing-line.ts';
import { isSaveLine, readSaveLine } from './read-save-line.ts';

// Lines as conntrack(8) 1.4.7 and the kernel have written them.

describe('a line of a listing', () => {
  it('may tell everything', () => {
    const line =
      'ipv4     2 tcp      6 431999 ESTABLISHED src=127.0.0.1 dst=127.0.0.1 sport=60130 dport=21 packets=4 bytes=239 src=127.0.0.1 dst=127.0.0.1 sport=21 dport=60130 packets=3 bytes=5164 [ASSURED] mark=119 zone=7 delta-time=0 [start=Sun Nov 22 14:48:25 2026] helper=ftp use=1 id=2131701273';
    expect(isListingLine(line)).toBe(true);
    expect(readListingLine(line)).toEqual({
      family: 4,
      protocol: 6,
      original: {
        source: '127.0.0.1',
        destination: '127.0.0.1',
        l4: { kind: 'ports', source: 60130, destination: 21 },
      },
      reply: {
        source: '127.0.0.1',
        destination: '127.0.0.1',
        l4: { kind: 'ports', source: 21, destination: 60130 },
      },
      zones: { original: 7, reply: 7 },
      id: 2131701273,
      status: StatusBit.confirmed | StatusBit.seenReply | StatusBit.assured,
      state: 3,
      timeoutSeconds: 431999,
      mark: 119,
      use: 1,
      helper: 'ftp',
      labels: null,
      counters: { original: { packets: 4, bytes: 239 }, reply: { packets: 3, bytes: 5164 } },
      startedAt: new Date(2026, 10, 22, 14, 48, 25).getTime(),
    });
  });

  it.each([
    [
      'GRE in /proc',
      'ipv4     2 gre      47 1233 timeout=0, stream_timeout=0 src=1.1.1.1 dst=2.2.2.2 srckey=0x10 dstkey=0x20 packets=0 bytes=0 [UNREPLIED] src=2.2.2.2 dst=1.1.1.1 srckey=0x20 dstkey=0x10 packets=0 bytes=0 mark=0 zone=0 delta-time=0 use=2',
      { protocol: 47, timeoutSeconds: 1233, reply: { l4: { sourceKey: 32, destinationKey: 16 } } },
    ],
    [
      'ICMPv6 with its ids and the flow’s own',
      'icmpv6   58 29 src=2001:db8::1 dst=2001:db8::2 type=128 code=0 id=7 packets=0 bytes=0 [UNREPLIED] src=2001:db8::2 dst=2001:db8::1 type=129 code=0 id=7 packets=0 bytes=0 mark=0 use=1 id=2460382728',
      { family: 6, id: 2460382728, reply: { l4: { type: 129, id: 7 } } },
    ],
    [
      'a zone of one direction',
      'udp      17 59 src=3.3.3.1 dst=3.3.3.2 sport=1 dport=2 [UNREPLIED] src=3.3.3.2 dst=3.3.3.1 sport=2 dport=1 zone-reply=6 mark=0 use=1',
      { zones: { original: 0, reply: 6 } },
    ],
    [
      'an offloaded flow without a timeout',
      'tcp      6 src=1.1.1.1 dst=2.2.2.2 sport=1 dport=2 packets=1 bytes=1 src=2.2.2.2 dst=1.1.1.1 sport=2 dport=1 packets=1 bytes=1 [OFFLOAD] mark=0 use=3',
      { timeoutSeconds: null, state: null },
    ],
    [
      'a protocol without a name, addresses in full',
      'ipv6     10 unknown  50 59 src=2001:0db8:0000:0000:0000:0000:0000:0001 dst=2001:0db8:0000:0000:0000:0000:0000:0002 [UNREPLIED] src=2001:0db8:0000:0000:0000:0000:0000:0002 dst=2001:0db8:0000:0000:0000:0000:0000:0001 mark=0 zone=0 use=2',
      { protocol: 50, original: { source: '2001:db8::1', l4: { kind: 'none' } } },
    ],
  ])('may be of %s', (_, line, flow) => {
    expect(readListingLine(line)).toMatchObject(flow);
  });

  it.each([
    ['tcp 6 10 NONE src=1.1.1.1 dst=2.2.2.2 sport=1 dport=2', 'two directions'],
    ['tcp 6 10 NONE src=1.1.1 dst=2.2.2.2 src=2.2.2.2 dst=1.1.1.1', 'src must be a complete'],
    ['tcp 6 10 NONE src=1.1.1.1 dst=2.2.2.2 sport=70000 dport=2 src=2.2.2.2 dst=1.1.1.1', 'sport must be'],
    ['tcp 6 10 src=1.1.1.1 dst=2.2.2.2 [EVIL] src=2.2.2.2 dst=1.1.1.1', '“[EVIL]” is no status'],
    ['conntrack v1.4.7 (conntrack-tools): 3 flow entries have been shown.', 'does not begin with'],
    ['tcp 300 10 src=1.1.1.1 dst=2.2.2.2 src=2.2.2.2 dst=1.1.1.1', 'the protocol must be'],
  ])('%j is refused', (line, reason) => {
    expect(() => readListingLine(line)).toThrow(LineError);
    expect(() => readListingLine(line)).toThrow(reason);
  });
});

describe('a line of a save file', () => {
  it.each([
    [
      '-A -t 599 -u UNSET -s 10.0.0.2 -d 8.8.8.8 -r 8.8.8.8 -n 192.0.2.1 -p tcp --sport 1001 --dport 443 --reply-port-src 443 --reply-port-dst 40000 --state ESTABLISHED',
      {
        status: StatusBit.srcNat,
        reply: { destination: '192.0.2.1', l4: { source: 443, destination: 40000 } },
      },
    ],
    [
      'conntrack -I -p udp -s 203.0.113.9 -d 192.0.2.1 --sport 1001 --dport 443 -t 600 --dst-nat [2001:db8::1]:8443',
      { status: StatusBit.dstNat, reply: { source: '2001:db8::1', l4: { source: 8443 } } },
    ],
    [
      '-A -t 1233 -u UNSET -s 1.1.1.1 -d 2.2.2.2 -p gre --srckey 0x10 --dstkey 32',
      { original: { l4: { sourceKey: 16, destinationKey: 32 } }, reply: { l4: { sourceKey: 32 } } },
    ],
    [
      '-A -t 9 -u SEEN_REPLY,ASSURED --orig-zone 5 -s 2001:db8::1 -d 2001:db8::9 -p 50',
      { family: 6, zones: { original: 5, reply: 0 }, status: StatusBit.seenReply | StatusBit.assured },
    ],
  ])('%j is read', (line, flow) => {
    expect(isSaveLine(line)).toBe(true);
    expect(readSaveLine(line)).toMatchObject(flow);
  });

  it.each([
    ['-D -s 1.1.1.1', 'must begin with -A or -I, not “-D”'],
    ['-A -t 9 -s 1.1.1.1 -d 2.2.2.2 -p udp --sport 70000 --dport 1', 'the source port must be'],
    ['-A -t 9 -s 1.1.1.1 -d 2.2.2.2 -p udp --sport 1', 'the destination port must be'],
    ['-A -t 9 -s 1.1.1.1 -s 2.2.2.2', 'the source is given twice'],
    ['-A -t 9 -s 1.1.1.1 -d', '-d has no value'],
    ['-A -t 9 -s 1.1.1.1 -d 2.2.2.2 --exec rm', '“--exec” is no option that makes a flow'],
    ['-A -s 1.1.1.1 -d 2.2.2.2 -p 50', 'the timeout must be'],
    ['-A -t 9 -s 1.1.1.1 -d 2.2.2.2 -p 50 -u BOGUS', '“BOGUS” is no status'],
    ['-A -t 9 -s 1.1.1.1 -d 2.2.2.2 -p tcp --sport 1 --dport 2 --state CLOSED', '“CLOSED” is no state'],
    ['-A constructor x', '“constructor” is no option'],
  ])('%j is refused', (line, reason) => {
    expect(() => readSaveLine(line)).toThrow(LineError);
    expect(() => readSaveLine(line)).toThrow(reason);
  });
});
