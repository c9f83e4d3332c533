import { expect, test } from 'vitest';
import { fieldNames, flagNames, isField, isFlag } from './fields.ts';
import { nearestWord } from './nearest.ts';
import { serviceNames, servicePort } from './services.ts';
import { icmpTypeNames, isReserved, stateNames } from './vocabulary.ts';

test('no name of a value is also a field, a flag or a word of the language', () => {
  for (const name of [...serviceNames, ...stateNames, ...icmpTypeNames].map((text) => text.toLowerCase())) {
    expect([name, isField(name) || isFlag(name) || isReserved(name)]).toEqual([name, false]);
  }
});

test('every field and flag of the language is there', () => {
  const fields =
    'proto family src dst sport dport addr port reply.src reply.dst reply.sport reply.dport icmp.type icmp.code icmp.id ' +
    'gre.key state status zone zone.orig zone.reply mark label helper timeout age started bytes packets bytes.orig ' +
    'bytes.reply packets.orig packets.reply rate id use';
  const flags =
    'assured unreplied seen_reply confirmed nat snat dnat dying offload hw_offload helper fixed_timeout expected';
  expect(fieldNames.toSorted()).toEqual(fields.split(' ').toSorted());
  expect(flagNames.toSorted()).toEqual(flags.split(' ').toSorted());
});

test('words of Object.prototype are no fields', () => {
  expect(isField('constructor')).toBe(false);
  expect(isFlag('tostring')).toBe(false);
});

test('services are ports, in any case', () => {
  expect(servicePort('HTTPS')).toBe(443);
  expect(servicePort('nonsense')).toBeNull();
  for (const name of serviceNames) expect(servicePort(name)).toBeLessThan(0x10000);
});

test.each([
  ['prto', 'proto'],
  ['dts', 'dst'],
  ['assu', 'assured'],
  ['repyl.src', 'reply.src'],
  ['x', null],
  ['completely-else', null],
  ['a'.repeat(10_000), null],
])('the known word nearest to %s is %s', (typed, nearest) => {
  expect(nearestWord(typed, [...fieldNames, ...flagNames])).toBe(nearest);
});
