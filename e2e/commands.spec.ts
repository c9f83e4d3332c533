import { commands } from '../shared/commands.ts';
import { expect, test } from './fixtures/app.ts';
import { flowTable } from './fixtures/flows-page.ts';
import { addSamples, pictureWord, tabTo } from './fixtures/views.ts';

test('the palette runs a command by name, and offers it first the next time', async ({ page }) => {
  await expect(pictureWord(page)).toHaveText('live');
  const palette = page.getByRole('dialog', { name: 'All commands' });
  const command = palette.getByRole('combobox', { name: 'Command' });
  await page.keyboard.press('Control+k');
  await expect(command).toBeFocused();
  await expect(palette.getByRole('option')).toHaveCount(commands.length - 1);
  await command.fill('sample');
  await page.keyboard.press('Enter');
  await expect(palette).toBeHidden();
  await expect(page.getByRole('list', { name: 'Notifications' })).toContainText('sample flows added');

  await page.keyboard.press('Control+k');
  await expect(palette.getByRole('option').first()).toContainText('Add sample flows');
  await expect(palette.getByRole('option').first()).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ArrowDown');
  await expect(palette.getByRole('option').nth(1)).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Escape');
  await expect(palette).toBeHidden();
});

test('the palette says why a command cannot be used, and leaves it at that', async ({ page }) => {
  await expect(pictureWord(page)).toHaveText('live');
  const palette = page.getByRole('dialog', { name: 'All commands' });
  await page.keyboard.press('Control+k');
  await palette.getByRole('combobox').fill('delete');
  const option = palette.getByRole('option', { name: /Delete the selected flows/ });
  await expect(option).toContainText('Select flows first.');
  await expect(option).toHaveAttribute('aria-disabled', 'true');
  await page.keyboard.press('Enter');
  await expect(palette).toBeVisible();
  await palette.getByRole('combobox').fill('toaster');
  await expect(palette.getByRole('status')).toHaveText('No command is called “toaster”.');
});

test('a command from the palette finds the focus where it was', async ({ page }) => {
  await addSamples(page);
  await tabTo(page, flowTable(page));
  await page.keyboard.press('Control+k');
  await page.keyboard.type('filter');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('combobox', { name: 'Filter flows' })).toBeFocused();
});

test('the list of keys holds every key that a command has', async ({ page }) => {
  await addSamples(page);
  await tabTo(page, flowTable(page));
  await page.keyboard.press('?');
  const list = page.getByRole('dialog', { name: 'Keys' });
  for (const { title, keys } of commands) {
    if (keys.length === 0) continue;
    const entry = list.locator('dl > div').filter({ has: page.getByText(title, { exact: true }) });
    expect(await entry.locator('kbd').allTextContents()).toEqual(keys.flatMap((key) => key.split('+')));
  }
});

test('a key without Ctrl means nothing while one types, and elsewhere only what the table is', async ({
  page,
}) => {
  await addSamples(page);
  await page.getByRole('combobox', { name: 'Filter flows' }).pressSequentially('i?');
  await expect(page.getByRole('form', { name: 'Inject flow' })).toBeHidden();
  await page.getByRole('combobox', { name: 'Filter flows' }).fill('');
  await tabTo(page, flowTable(page), 'forth');
  await page.keyboard.press('2');
  await expect(page.getByRole('main').getByRole('grid', { name: /^Zones/ })).toBeFocused();
  await page.keyboard.press('Delete');
  await expect(page.getByRole('list', { name: 'Notifications' })).toContainText('Show Flows first.');
});

test('a key without Ctrl acts as soon as the page has come, and brings one back into an open drawer', async ({
  page,
}) => {
  await expect(page.getByRole('heading', { name: 'The sandbox is empty' })).toBeVisible();
  await page.keyboard.press('i');
  const source = page
    .getByRole('form', { name: 'Inject flow' })
    .getByLabel('Source address', { exact: true });
  await expect(source).toBeFocused();
  await page.getByRole('main').focus();
  await page.keyboard.press('i');
  await expect(source).toBeFocused();
});
