import { expect, test } from './fixtures/app.ts';
import { expectNoViolations } from './fixtures/axe.ts';
import { expectAgreement, flowRows, flowTable } from './fixtures/flows-page.ts';
import { openInjectForm } from './fixtures/inject-form.ts';
import { addSamples, showView, zoneRow } from './fixtures/views.ts';

// axe looks at every view, in both themes.

for (const theme of ['Dark', 'Light']) {
  test(`axe finds nothing to complain about in the ${theme.toLowerCase()} theme`, async ({
    page,
    kernel,
  }) => {
    await showView(page, 'Settings');
    await page.getByRole('radio', { name: theme, exact: true }).check({ force: true });
    await expect(page.getByRole('table')).toBeVisible();
    await expectNoViolations(page, 'Settings');

    await showView(page, 'Flows');
    await expect(page.getByRole('heading', { name: 'The sandbox is empty' })).toBeVisible();
    await expectNoViolations(page, 'the empty sandbox');

    await addSamples(page);
    await expectAgreement(page, kernel);
    await flowRows(page).nth(1).click();
    await expect(page.getByRole('complementary')).toContainText('Identity');
    await kernel.conntrack('-D', '-p', 'gre');
    await expectNoViolations(page, 'Flows with details and a struck row');

    await flowRows(page).nth(1).getByRole('gridcell').nth(1).click({ button: 'right' });
    await expect(page.getByRole('menu')).toBeVisible();
    await expectNoViolations(page, 'the menu of a cell');
    await page.keyboard.press('Escape');
    for (const name of ['Columns', 'Saved and recent filters']) {
      await page.getByRole('button', { name, exact: true }).click();
      await expectNoViolations(page, name);
      await page.keyboard.press('Escape');
    }

    await page.getByRole('combobox', { name: 'Filter flows' }).fill('proto == udp and src ==');
    await expectNoViolations(page, 'a filter that is wrong, with completions');
    await page.getByRole('combobox', { name: 'Filter flows' }).fill('');
    await page.getByRole('combobox', { name: 'Filter flows' }).press('Escape');

    await flowTable(page).focus();
    await page.keyboard.press('Delete');
    await expect(page.getByRole('dialog', { name: /^Delete 1 flow/ })).toBeVisible();
    await expectNoViolations(page, 'the question before deleting');
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
    await expectNoViolations(page, 'the list of keys');
    await page.keyboard.press('Escape');

    await page
      .getByRole('banner')
      .getByRole('button', { name: /^Sandbox/ })
      .click();
    await expect(
      page.getByRole('dialog', { name: 'Targets' }).getByText('This machine', { exact: true }),
    ).toBeVisible();
    await expectNoViolations(page, 'the target picker');
    await page.keyboard.press('Escape');

    const { start, field, form, submit, latest } = await openInjectForm(page);
    await start('FTP with its data connection');
    for (const fold of await form.locator('summary').all()) await fold.click();
    await field('Source port').fill('60000');
    await submit();
    await expect(latest).toContainText('created');
    await field('Source port').fill('70000');
    await field('Zone').fill('abc');
    await expectNoViolations(page, 'the inject form with mistakes');
    await page.getByRole('complementary').getByRole('button', { name: 'Close' }).click();

    await showView(page, 'Zones');
    await zoneRow(page, 1).click();
    await page.getByRole('form', { name: 'Find free zones' }).getByRole('button', { name: 'Find' }).click();
    await expect(page.getByRole('button', { name: /^Use zone/ })).toBeVisible();
    await expectNoViolations(page, 'Zones');

    await showView(page, 'Events');
    await expect(page.getByRole('grid', { name: 'Events, newest first' })).toContainText('Destroyed');
    await expectNoViolations(page, 'Events');
    await page.getByRole('textbox', { name: 'Filter events' }).fill('sport ==');
    await expectNoViolations(page, 'a filter of events that is wrong');

    await showView(page, 'Capacity');
    await expect(page.getByRole('button', { name: 'insert_failed' })).toBeVisible();
    await expect(page.getByRole('region', { name: 'Top talkers' })).toContainText('192.0.2.');
    await expectNoViolations(page, 'Capacity');
  });
}
