import type { Page } from '@playwright/test';
import { expect, test } from './fixtures/app.ts';
import { expectNoViolations } from './fixtures/axe.ts';
import { expectAgreement } from './fixtures/flows-page.ts';
import { openInjectForm } from './fixtures/inject-form.ts';
import { addSamples, pictureWord, showView } from './fixtures/views.ts';

const viewNames = ['Flows', 'Zones', 'Events', 'Capacity', 'Demos', 'Settings'] as const;

test('the frame names its parts, for who cannot see them', async ({ page }) => {
  await expect(pictureWord(page)).toHaveText('live');
  await expect(page.getByRole('navigation', { name: 'Views' })).toMatchAriaSnapshot(`
    - navigation "Views":
      - list:
        - listitem:
          - button "Flows"
        - listitem:
          - button "Zones"
        - listitem:
          - button "Events"
        - listitem:
          - button "Capacity"
        - listitem:
          - button "Demos"
        - listitem:
          - button "Settings"
  `);
  await expect(page.getByRole('banner')).toMatchAriaSnapshot(`
    - banner:
      - heading "Conntrack Inspector" [level=1]
      - button /Sandbox/
  `);
  await expect(page.getByRole('contentinfo')).toContainText('0 events lost');
});

test('the status bar says where events do not tell everything, and how flows are known then', async ({
  page,
  kernel,
}) => {
  await expect(pictureWord(page)).toHaveText('live');
  const losses = page.getByRole('contentinfo').getByRole('button', { name: /events/ });
  const words = page.getByRole('dialog', { name: 'Events lost' });
  const readAgain = async () => {
    await losses.click();
    await words.getByRole('button', { name: 'Read the whole table again' }).click();
    await page.keyboard.press('Escape');
  };
  const setEvents = (value: string) =>
    kernel.namespace.run('tee', ['/proc/sys/net/netfilter/nf_conntrack_events'], value);

  await setEvents('0');
  await readAgain();
  await expect(pictureWord(page)).toHaveText('polling');
  await expect(losses).toHaveText('no events');
  await losses.click();
  await expect(words).toContainText(
    'nf_conntrack_events is 0. What came, changed and went is known from listings',
  );
  await expect(words).not.toContainText('was lost');
  await page.keyboard.press('Escape');

  await setEvents('2');
  await readAgain();
  await expect(pictureWord(page)).toHaveText('live');
  await expect(losses).toHaveText('0 events lost');
  await losses.click();
  await expect(words).toContainText('Flows from before this table was opened may send no events');
  await expect(words).not.toContainText('every flow');
});

for (const [width, height] of [
  [1440, 900],
  [1024, 640],
  // The desk at 200 %, and a window smaller than any should be.
  [720, 450],
  [600, 400],
] as const) {
  test(`every view fits a page of ${width} × ${height}`, async ({ page }) => {
    await addSamples(page);
    await page.setViewportSize({ width, height });
    for (const view of viewNames) {
      await showView(page, view);
      await expectToFit(page, width, height, view);
    }
  });
}

for (const colorScheme of ['dark', 'light'] as const) {
  test(`axe finds nothing in the frame's own views, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expect(pictureWord(page)).toHaveText('live');
    for (const view of ['Demos', 'Settings'] as const) {
      await showView(page, view);
      await expect(page.getByRole('main').getByRole('heading').first()).toBeVisible();
      await expectNoViolations(page, view);
    }
    await page.keyboard.press('Control+k');
    await expectNoViolations(page, 'the palette');
    await page.keyboard.press('Escape');
    await page.getByRole('main').focus();
    await page.keyboard.press('Delete');
    await expectNoViolations(page, 'a notification');
    await page
      .getByRole('contentinfo')
      .getByRole('button', { name: /events lost/ })
      .click();
    await expectNoViolations(page, 'the words about losses');
  });
}

test('nothing moves for who asked for less motion', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await addSamples(page);
  for (const view of viewNames) {
    await showView(page, view);
    const moving = await page.evaluate(() =>
      document
        .getAnimations()
        .filter(({ effect }) => effect instanceof KeyframeEffect)
        .flatMap(({ effect }) => (effect instanceof KeyframeEffect ? effect.getKeyframes() : []))
        .filter((frame) => 'transform' in frame || 'translate' in frame || 'rotate' in frame),
    );
    expect(moving, view).toEqual([]);
  }
});

/** The page does not scroll, its three bars and the view share it without overlap, and what is in them is within reach. */
async function expectToFit(page: Page, width: number, height: number, view: string): Promise<void> {
  const boxes = await page.evaluate(() => {
    const boxOf = (selector: string) => {
      const { left, top, right, bottom } =
        document.querySelector(selector)?.getBoundingClientRect() ?? new DOMRect();
      return { left, top, right, bottom };
    };
    const { scrollWidth, scrollHeight } = document.documentElement;
    return {
      page: { scrollWidth, scrollHeight },
      rail: boxOf('nav'),
      top: boxOf('header'),
      main: boxOf('main'),
      status: boxOf('footer'),
    };
  });
  expect(boxes.page, view).toEqual({ scrollWidth: width, scrollHeight: height });
  expect(boxes.main.left, view).toBeGreaterThanOrEqual(boxes.rail.right);
  expect(boxes.main.top, view).toBeGreaterThanOrEqual(boxes.top.bottom);
  expect(boxes.status.top, view).toBeGreaterThanOrEqual(boxes.main.bottom);
  expect(boxes.status.bottom, view).toBeLessThanOrEqual(height);
  expect(boxes.main.right, view).toBeLessThanOrEqual(width);
  expect(boxes.main.bottom - boxes.main.top, view).toBeGreaterThanOrEqual(height / 2);
}

test('the theme changes under an open form, and the form stays as it is', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await addSamples(page);
  await showView(page, 'Events');
  const { field } = await openInjectForm(page);
  await field('Source address').fill('192.0.2.55');
  const ground = () => page.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor);
  const dark = await ground();
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await expect.poll(ground).not.toBe(dark);
  await expect(field('Source address')).toHaveValue('192.0.2.55');
  await expect(field('Source address')).toBeFocused();
  await expectNoViolations(page, 'the form in the other theme');
});

test('a clock of the page that jumps changes no lifetime', async ({ page, kernel }) => {
  await addSamples(page);
  await expectAgreement(page, kernel);
  const hourMs = 3_600_000;
  for (const jump of [hourMs, -hourMs]) {
    await page.clock.setSystemTime(Date.now() + jump);
    await expectAgreement(page, kernel);
  }
});

for (const { width, height } of [
  { width: 1024, height: 640 },
  { width: 600, height: 400 },
]) {
  test(`notifications cover no control beside the table, ${width} × ${height}`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await addSamples(page);
    await openInjectForm(page);
    const notes = await page.getByRole('region', { name: 'Notifications' }).boundingBox();
    const drawer = await page.getByRole('complementary', { name: 'Inject flow' }).boundingBox();
    const rail = await page.getByRole('navigation', { name: 'Views' }).boundingBox();
    if (!notes || !drawer || !rail) throw new Error('something is not there');
    expect(notes.width).toBeGreaterThan(100);
    expect(notes.x).toBeGreaterThanOrEqual(rail.x + rail.width);
    expect(notes.x + notes.width).toBeLessThanOrEqual(drawer.x);
  });
}
