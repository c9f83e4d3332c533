import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures/app.ts';
import { expectAgreement } from './fixtures/flows-page.ts';
import { type InjectFormPage, openInjectForm } from './fixtures/inject-form.ts';

// Bad input: a message beside the field, no flow, and the focus where something has to be mended.

interface Bad {
  readonly field: string;
  readonly text: string;
  readonly message: RegExp;
}

const badAddresses: readonly Bad[] = [
  { field: 'Source address', text: '1.1.1', message: /four numbers/ },
  { field: 'Source address', text: '1.1.1.300', message: /300 is more than an octet holds/ },
  { field: 'Source address', text: '::g', message: /“g” is not a hexadecimal digit/ },
  { field: 'Source address', text: '', message: /needed/ },
  { field: 'Destination address', text: '1.1.1', message: /four numbers/ },
  { field: 'Destination address', text: '2001:db8::1', message: /must be IPv4, as the source is/ },
];
const badPorts: readonly Bad[] = ['Source port', 'Destination port'].flatMap((field) =>
  ['-1', '70000', 'abc', '1.5', ''].map((text) => ({ field, text, message: /0 to 65535/ })),
);
const badZones: readonly Bad[] = ['65536', 'abc', '-1', ''].map((text) => ({
  field: 'Zone',
  text,
  message: /0 to 65535/,
}));
const badTimeouts: readonly Bad[] = [
  { field: 'Timeout', text: '-5', message: /1 s or more/ },
  { field: 'Timeout', text: '0', message: /1 s or more/ },
  { field: 'Timeout', text: '99999999999', message: /at most 2147483 s/ },
  { field: 'Timeout', text: 'soon', message: /seconds/ },
];

for (const [what, list] of Object.entries({
  addresses: badAddresses,
  ports: badPorts,
  zones: badZones,
  timeouts: badTimeouts,
})) {
  test(`bad ${what} are refused beside their field, and the table stays as it is`, async ({
    page,
    kernel,
  }) => {
    const drawer = await openInjectForm(page);
    for (const bad of list) await expectRefusal(page, drawer, bad);
    expect(await kernel.entries()).toEqual([]);
  });
}

test('an IPv4 address in an ICMPv6 flow, and the other way round, is refused', async ({ page, kernel }) => {
  const drawer = await openInjectForm(page);
  await drawer.choose('ICMPv6');
  await expectRefusal(page, drawer, { field: 'Source address', text: '192.0.2.1', message: /must be IPv6/ });
  await drawer.choose('ICMP');
  await expectRefusal(page, drawer, {
    field: 'Source address',
    text: '2001:db8::1',
    message: /must be IPv4/,
  });
  expect(await kernel.entries()).toEqual([]);
});

test('an ICMP type that the kernel does not track is refused with those that it does', async ({
  page,
  kernel,
}) => {
  const drawer = await openInjectForm(page);
  await drawer.choose('ICMP');
  await expectRefusal(page, drawer, {
    field: 'Type',
    text: '99',
    message: /the kernel tracks only 8, 0, 13/,
  });
  await expectRefusal(page, drawer, { field: 'Code', text: '256', message: /0 to 255/ });
  await expectRefusal(page, drawer, { field: 'Identifier', text: '65536', message: /0 to 65535/ });
  expect(await kernel.entries()).toEqual([]);
});

const badMarks: readonly Bad[] = [
  { field: 'Mark', text: '0x100000000', message: /0 to 0xffffffff/ },
  { field: 'Mark', text: '-1', message: /0 to 0xffffffff/ },
  { field: 'Labels', text: '128', message: /0 to 127/ },
  { field: 'Labels', text: '3-1', message: /the lower number first/ },
  { field: 'Labels', text: 'web', message: /numbers and ranges/ },
  { field: 'Helper', text: 'tftp', message: /a helper of UDP flows only/ },
  { field: 'Helper', text: 'a-name-of-16-chr', message: /at most 15 characters/ },
];
const badTranslations: readonly Bad[] = [
  { field: 'New source address', text: '2001:db8::1', message: /must be IPv4: translation keeps the family/ },
  { field: 'New destination address', text: '203.0.113', message: /four numbers/ },
];
const badEnds: readonly Bad[] = [
  { field: 'Source address up to', text: '192.0.2.9', message: /must not lie before 192\.0\.2\.10/ },
  { field: 'Source address up to', text: '2001:db8::1', message: /must be a complete IPv4 address/ },
  { field: 'Source port up to', text: '39999', message: /must not lie before 40000/ },
  { field: 'Source port up to', text: '65536', message: /0 to 65535/ },
  { field: 'Zone up to', text: 'abc', message: /0 to 65535/ },
  { field: 'Source address up to', text: '192.255.255.255', message: /at most 1,000,000 at a time/ },
];

for (const [fold, list] of Object.entries({
  'Mark, labels and helper': badMarks,
  'Address translation': badTranslations,
  Repetition: badEnds,
})) {
  test(`bad values behind “${fold}” are refused beside their field`, async ({ page, kernel }) => {
    const drawer = await openInjectForm(page);
    await drawer.open(fold);
    for (const bad of list) await expectRefusal(page, drawer, bad);
    expect(await kernel.entries()).toEqual([]);
  });
}

test('bad tags of SCTP and unknown protocols are refused', async ({ page, kernel }) => {
  const drawer = await openInjectForm(page);
  await drawer.choose('SCTP');
  await expectRefusal(page, drawer, {
    field: 'Verification tag, reply',
    text: '4294967296',
    message: /0 to 0xffffffff/,
  });
  await drawer.choose('Other');
  await expectRefusal(page, drawer, {
    field: 'Protocol, by name or number',
    text: '256',
    message: /0 to 255/,
  });
  expect(await kernel.entries()).toEqual([]);
});

test('an expectation without a helper is refused, and the helper’s field has the focus', async ({
  page,
  kernel,
}) => {
  const { open, field, submit } = await openInjectForm(page);
  await open('Expectation');
  await field('Expect another flow').check();
  await field('Expected destination port').fill('30000');
  await submit();
  await expect(field('Helper')).toBeFocused();
  await expect(field('Helper')).toHaveAccessibleDescription(/only a helper’s flow can expect another/);
  await field('Helper').fill('ftp');
  for (const [name, text, message] of [
    ['Expected source, address or prefix', '10.0.0.0/33', /a prefix of 0 to 32/],
    ['Expected source, address or prefix', '2001:db8::/32', /must be IPv4/],
    ['Expected destination port', '', /needed, 0 to 65535/],
    ['Class', '4', /0 to 3/],
  ] as const) {
    await expectRefusal(page, await openInjectForm(page), { field: name, text, message });
  }
  expect(await kernel.entries()).toEqual([]);
});

test('a range that the table has no room for is refused with both numbers', async ({ page, kernel }) => {
  const maximum = Number(readFileSync('/proc/sys/net/netfilter/nf_conntrack_max', 'utf8'));
  test.skip(maximum >= 1_000_000, 'this machine’s tables have room for every range');
  const { open, field, form } = await openInjectForm(page);
  await open('Repetition');
  await field('Source port up to').fill('40999');
  await field('Destination port up to').fill('1442');
  const inject = form.getByRole('button', { name: 'Inject 1,000,000 flows' });
  await expect(inject).toHaveAttribute('aria-disabled', 'true');
  await expect(form.getByRole('status').last()).toHaveText(
    /^1,000,000 flows are more than the table has room for: [\d,]+ of [\d,]+\.$/,
  );
  await inject.click({ force: true });
  expect(await kernel.entries()).toEqual([]);
});

test('of several bad fields the first has the focus', async ({ page, kernel }) => {
  const { field, submit } = await openInjectForm(page);
  await field('Zone').fill('abc');
  await field('Destination port').fill('70000');
  await field('Timeout').fill('0');
  await submit();
  await expect(field('Destination port')).toBeFocused();
  await field('Destination port').fill('443');
  await page.keyboard.press('Enter');
  await expect(field('Timeout')).toBeFocused();
  expect(await kernel.entries()).toEqual([]);
});

test('the form says what conntrack(8) would quietly make of a bad value', async ({ page }) => {
  const { field, form } = await openInjectForm(page);
  await field('Destination port').fill('70000');
  await expect(form.getByText('conntrack(8) itself would accept 70000 and store 4464.')).toBeVisible();
  await field('Destination port').fill('443');
  await field('Zone').fill('abc');
  await expect(form.getByText('conntrack(8) itself would accept abc and store 0.')).toBeVisible();
});

test('a flow that is there already is not made twice, and the answer says so', async ({ page, kernel }) => {
  const { submit, latest } = await openInjectForm(page);
  await submit();
  await expect(latest).toContainText('created');
  const [first] = await expectAgreement(page, kernel);
  await submit();
  await expect(latest).toContainText('exists');
  await expect(latest).toContainText('EEXIST');
  await expect(latest).toContainText(/delete the existing flow, or choose another/);
  expect((await kernel.entries()).map(({ id }) => id)).toEqual([first?.id]);
  await latest.getByRole('button', { name: 'Open it' }).click();
  await expect(page.getByRole('complementary')).toContainText('192.0.2.10:40000');
});

/** Types a bad value, tries to submit, and puts the good value back. */
async function expectRefusal(
  page: Page,
  drawer: InjectFormPage,
  { field, text, message }: Bad,
): Promise<void> {
  const input = drawer.field(field);
  const good = await input.inputValue();
  await input.fill(text);
  // Said as it is typed, before anything is submitted.
  await expect(input).toHaveAccessibleDescription(message);
  await expect(input).toHaveAttribute('aria-invalid', 'true');
  await drawer.submit();
  await expect(input).toBeFocused();
  await expect(page.getByRole('heading', { name: 'Recent' })).toBeHidden();
  await input.fill(good);
  await expect(input).not.toHaveAttribute('aria-invalid', 'true');
}
