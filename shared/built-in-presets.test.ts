import { expect, test } from 'vitest';
import { builtInPresets } from './built-in-presets.ts';
import { formOfExpected } from './expectation-form.ts';
import { formOf } from './flow-form.ts';
import { readFlowForm } from './form-reading.ts';
import { Preset } from './preset.ts';
import { formOfEnds } from './range-form.ts';

test.each(builtInPresets)('“$name” may be injected as it is, and the form says it in full', (preset) => {
  expect(Preset.safeParse(preset).error).toBeUndefined();
  const { range, expected } = preset;
  const reading = readFlowForm({
    ...formOf(range.first),
    ...formOfEnds(range.to),
    ...(expected === null ? {} : formOfExpected(expected)),
  });
  expect(reading.problems).toEqual([]);
  expect(reading).toMatchObject({ spec: range.first, expected });
  if (Object.values(range.to).some((end) => end !== null)) expect(reading.range).toEqual(range);
});

test('they name documentation addresses only (RFC 5737, RFC 3849)', () => {
  const addresses = JSON.stringify(builtInPresets).match(/\d+\.\d+\.\d+\.\d+|[0-9a-f]+:[0-9a-f:]+/g) ?? [];
  expect(addresses.length).toBeGreaterThan(10);
  for (const address of addresses)
    expect(address).toMatch(/^(192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$|^2001:db8:/);
});
