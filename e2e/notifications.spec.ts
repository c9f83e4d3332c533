import { expect, test } from './fixtures/app.ts';
import { flowTable } from './fixtures/flows-page.ts';
import { addSamples, tabTo } from './fixtures/views.ts';

test('many notifications stay out of the way, and are all there for who asks', async ({ page }) => {
  await addSamples(page);
  await tabTo(page, flowTable(page));
  await page.keyboard.press('Home');
  const MANY = 12;
  for (let copied = 1; copied <= MANY; copied++) {
    await page.keyboard.press('Control+c');
    await page.keyboard.press('Shift+ArrowDown');
  }
  const stack = page.getByRole('region', { name: 'Notifications' });
  const items = stack.getByRole('listitem');
  await expect(items).toHaveCount(3);
  await expect(items.last()).toContainText(`${MANY} flows`);
  const box = await stack.boundingBox();
  const room = await page.evaluate(() => innerWidth * innerHeight);
  expect((box?.width ?? 0) * (box?.height ?? 0)).toBeLessThan(room / 6);

  // By pointer, without taking the keyboard from the table.
  await stack.getByRole('button', { name: /^and \d+ more$/ }).click();
  await expect(items).toHaveCount(MANY + 1);
  await expect(flowTable(page)).toBeFocused();
  await items.last().getByRole('button', { name: 'Dismiss' }).click();
  await expect(items).toHaveCount(MANY);

  // And without one.
  await tabTo(page, items.first().getByRole('button', { name: 'Dismiss' }));
  await page.keyboard.press('Enter');
  await expect(items).toHaveCount(MANY - 1);
  await expect(items.first().getByRole('button', { name: 'Dismiss' })).toBeFocused();
  await tabTo(page, stack.getByRole('button', { name: 'Dismiss all' }), 'back');
  await page.keyboard.press('Enter');
  await expect(items).toHaveCount(0);
  await expect(page.getByRole('main')).toBeFocused();
});
