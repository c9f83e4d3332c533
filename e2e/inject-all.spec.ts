import { expect, test } from './fixtures/app.ts';
import { detail } from './fixtures/flows-page.ts';
import { openInjectForm } from './fixtures/inject-form.ts';

// Everything that the form can put into a flow, and what conntrack(8) then finds in the kernel.

test('labels, a helper, a mark and a status are in the kernel’s table', async ({ page, kernel }) => {
  const { open, field, submit, latest } = await openInjectForm(page);
  await open('Mark, labels and helper');
  await field('Mark').fill('0x20');
  await field('Labels').fill('0, 5-6, 127');
  await field('Helper').fill('ftp');
  await open('Status');
  await field('Fixed timeout').check();
  await submit();
  await expect(latest).toContainText('created');
  // Labels were kept, or the line would say so.
  await expect(latest).not.toContainText('dropped');
  const { stdout } = await kernel.namespace.run('conntrack', ['-L', '-o', 'extended']);
  expect(stdout).toContain('mark=32');
  expect(stdout).toContain('helper=ftp');
  const saved = await kernel.namespace.run('conntrack', ['-L', '-o', 'save']);
  expect(saved.stdout).toContain('-u FIXED_TIMEOUT');
  await latest.getByRole('button', { name: 'Open' }).click();
  await expect(detail(page, 'Labels')).toHaveText('0, 5–6, 127');
  await expect(detail(page, 'Helper')).toContainText('ftp');
});

test('a helper that the kernel does not have is refused with its errno', async ({ page, kernel }) => {
  const { open, field, submit, latest } = await openInjectForm(page);
  await open('Mark, labels and helper');
  await field('Helper').fill('no-such');
  await submit();
  await expect(latest).toContainText('refused');
  await expect(latest).toContainText('EOPNOTSUPP');
  await expect(latest).toContainText('Load the module');
  expect(await kernel.entries()).toEqual([]);
});

test('an SCTP association has both its tags', async ({ page, kernel }) => {
  const { choose, field, form, submit, latest } = await openInjectForm(page);
  await choose('SCTP');
  await field('Verification tag, original').fill('0x01020304');
  await field('Verification tag, reply').fill('5');
  await expect(form.getByText('conntrack(8) takes tags in this machine’s byte order')).toBeVisible();
  await submit();
  await expect(latest).toContainText('created');
  const { stdout } = await kernel.namespace.run('conntrack', ['-L', '-o', 'save']);
  expect(stdout).toContain(`--orig-vtag ${0x04030201} --reply-vtag ${0x05000000}`);
});

for (const [typed, number] of [
  ['udplite', 136],
  ['DCCP', 33],
  ['esp', 50],
  ['253', 253],
] as const) {
  test(`protocol ${typed} is injected by what was typed`, async ({ page, kernel }) => {
    const { choose, field, submit, latest } = await openInjectForm(page);
    await choose('Other');
    await field('Protocol, by name or number').fill(typed);
    await submit();
    await expect(latest).toContainText('created');
    expect((await kernel.entries()).map(({ protocol }) => protocol)).toEqual([number]);
  });
}

test('a flow expects another one; the details show it, and it can be deleted', async ({ page, kernel }) => {
  const { start, submit, latest } = await openInjectForm(page);
  const expected = async () => (await kernel.namespace.run('conntrack', ['-L', 'expect'])).stdout;
  await start('FTP with its data connection');
  await submit();
  await expect(latest).toContainText('expects');
  expect(await expected()).toMatch(/proto=6 src=198\.51\.100\.20 dst=192\.0\.2\.10 sport=20 dport=40001/);
  await latest.getByRole('button', { name: 'Open' }).click();
  const details = page.getByRole('complementary');
  await expect(details.getByText('tcp 198.51.100.20:20 → 192.0.2.10:40001')).toBeVisible();
  await details.getByRole('button', { name: 'Delete this expectation' }).click();
  await expect(details.getByText('The helper ftp foretells no flow now.')).toBeVisible();
  expect(await expected()).toBe('');
});

test('a thousand flows are injected from one form, and each that exists is listed', async ({
  page,
  kernel,
}) => {
  const { start, form, latest } = await openInjectForm(page);
  await start('A thousand web requests');
  await form.locator('summary').filter({ hasText: 'Repetition' }).click();
  await expect(form.getByText('tcp 192.0.2.10:40999 → 198.51.100.20:443 zone 0')).toBeVisible();
  await kernel.conntrack(
    ...['-I', '-p', 'tcp', '-s', '192.0.2.10', '-d', '198.51.100.20', '--sport', '40007', '--dport', '443'],
    ...['--state', 'ESTABLISHED', '-t', '900'],
  );
  await form.getByRole('button', { name: 'Inject 1,000 flows' }).click();
  await expect(latest).toContainText('999 created');
  await expect(latest).toContainText('1 exist already');
  await latest.getByText('1 flow not made').click();
  await expect(latest.getByText('tcp 192.0.2.10:40007 → 198.51.100.20:443')).toBeVisible();
  await expect(latest).toContainText('EEXIST');
  const ports = (await kernel.entries()).map(({ original }) => Number(original.sport));
  expect(ports.sort()).toEqual(Array.from({ length: 1000 }, (_, index) => 40_000 + index));
  // Undo takes back what was made, and leaves alone what was there.
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect.poll(async () => (await kernel.entries()).length).toBe(1);
});

test('a flow that is there already is updated instead, as far as that can be', async ({ page, kernel }) => {
  await kernel.conntrack(
    ...['-I', '-p', 'tcp', '-s', '192.0.2.10', '-d', '198.51.100.20', '--sport', '40000', '--dport', '443'],
    ...['--state', 'SYN_SENT', '-t', '900'],
  );
  const [before] = await kernel.entries();
  const { open, field, submit, latest } = await openInjectForm(page);
  await open('Mark, labels and helper');
  await field('Mark').fill('0x20');
  await field('Helper').fill('ftp');
  await open('Status');
  await field('Assured').check();
  await field('Timeout').fill('5000 s');
  await submit();
  await expect(latest).toContainText('exists');
  await latest.getByRole('button', { name: 'Update it instead' }).click();
  await expect(latest).toContainText('changed');
  await expect(latest).toContainText('Fixed when a flow is made: helper.');
  const [after] = await kernel.entries();
  expect(after).toMatchObject({ id: before?.id, mark: 32, state: 'ESTABLISHED', assured: true });
  expect(after?.timeoutSeconds).toBeGreaterThan(4900);
});

test('a long injection shows how far it is and can be stopped; what was made stays', async ({
  page,
  kernel,
}) => {
  const { open, field, form, latest } = await openInjectForm(page);
  await open('Repetition');
  await field('Source port up to').fill('40249');
  await field('Destination port up to').fill('1442');
  await form.getByRole('button', { name: 'Inject 250,000 flows' }).click();
  await expect(latest.getByRole('progressbar', { name: 'Injecting' })).toBeVisible();
  await latest.getByRole('button', { name: 'Stop' }).click();
  await expect(latest).toContainText(/stopped.*[\d,]+ created, [\d,]+ not tried/);
  const created = Number(/([\d,]+) created/.exec(await latest.innerText())?.[1]?.replaceAll(',', ''));
  expect(created).toBeLessThan(250_000);
  const { stdout } = await kernel.namespace.run('conntrack', ['-C']);
  expect(Number(stdout)).toBe(created);
  await expect(page.getByRole('contentinfo')).toContainText(`${created.toLocaleString('en-US')} flows`);
});

test('a preset is saved, is there after a reload, and can be taken out', async ({ page }) => {
  const first = await openInjectForm(page);
  await first.field('Source address').fill('203.0.113.7');
  const drawer = page.getByRole('complementary', { name: 'Inject flow' });
  await drawer.getByRole('button', { name: 'Save as…' }).click();
  await page.getByLabel('Name of the preset').fill('My lab');
  // Escape closes only what is on top.
  await page.keyboard.press('Escape');
  await expect(page.getByLabel('Name of the preset')).toBeHidden();
  await drawer.getByRole('button', { name: 'Save as…' }).press('Enter');
  await expect(page.getByLabel('Name of the preset')).toHaveValue('My lab');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.reload();
  const { start, field } = await openInjectForm(page);
  await expect(field('Source address')).toHaveValue('192.0.2.10');
  await start('My lab');
  await expect(field('Source address')).toHaveValue('203.0.113.7');
  await drawer.getByRole('button', { name: 'Save as…' }).click();
  await page.getByRole('button', { name: 'Remove My lab' }).click();
  await expect(drawer.getByRole('option', { name: 'My lab' })).toHaveCount(0);
});

test('every built-in preset can be injected', async ({ page, kernel }) => {
  const { start, submit, latest } = await openInjectForm(page);
  const names = await page.locator('optgroup[label="Built in"] option').allTextContents();
  expect(names.length).toBeGreaterThan(8);
  // The same web request again and again would exist, so each comes into an empty table.
  for (const name of names) {
    await start(name);
    await submit();
    await expect(latest).toContainText('created');
    expect((await kernel.entries()).length).toBeGreaterThan(0);
    await kernel.conntrack('-F');
  }
});
