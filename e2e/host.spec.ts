import type { Page } from '@playwright/test';
import type {} from '../renderer/ports/electron-port.ts';
import { test as base, expect } from './fixtures/app.ts';
import { numberedFlow } from './fixtures/fill-table.ts';
import { expectAgreement, flowRow } from './fixtures/flows-page.ts';
import { openInjectForm } from './fixtures/inject-form.ts';
import { tableOf } from './fixtures/kernel-table.ts';
import { createNamespace, type Namespace } from './fixtures/namespace.ts';

// "This machine". The whole app runs in a network namespace of the test's own, so that the machine's table is out of reach.

const test = base.extend<{ machine: Namespace }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from it
  machine: async ({}, use) => {
    const machine = await createNamespace();
    // Pages are served on the loopback address.
    expect(await machine.run('ip', ['link', 'set', 'lo', 'up'])).toMatchObject({ exitCode: 0 });
    await use(machine);
    await machine.dispose();
  },
});

test.skip(process.geteuid?.() !== 0, 'only root can give the app a network of its own to be "this machine"');

test('opens read-only, is changed only while unlocked, and can be locked again', async ({
  machine,
  startApp,
}) => {
  const kernel = tableOf(machine.pid);
  const ends = ['-s', '192.0.2.3', '-d', '198.51.100.4', '--sport', '5', '--dport', '53'];
  await kernel.conntrack('-I', '-p', 'udp', ...ends, '-t', '600');
  const { page } = await startApp({ namespace: machine });
  const bar = page.getByRole('banner');
  const inject = bar.getByRole('button', { name: 'Inject flow' });

  await bar.getByRole('button', { name: /^Sandbox/ }).click();
  await page
    .getByRole('dialog', { name: 'Targets' })
    .getByRole('button', { name: /This machine/ })
    .click();
  await expect(bar.getByRole('button', { name: /^This machine read-only/ })).toBeVisible();
  await expectAgreement(page, kernel);
  await expect(flowRow(page, 'UDP', '192.0.2.3:5', '198.51.100.4:53')).toBeVisible();

  // Locked: both say why they do nothing, and nothing happens.
  await flowRow(page, '192.0.2.3:5').click();
  for (const button of [inject, bar.getByRole('button', { name: 'Delete…' })]) {
    await expect(button).toHaveAttribute('aria-disabled', 'true');
    await expect(button).toHaveAccessibleDescription(/Changes are locked/);
    await button.click({ force: true });
  }
  await expect(page.getByRole('form', { name: 'Inject flow' })).toBeHidden();
  await expect(page.getByRole('dialog')).toBeHidden();
  expect(await kernel.entries()).toHaveLength(1);

  await bar.getByRole('button', { name: 'Unlock changes…' }).click();
  const question = page.getByRole('dialog', { name: 'Unlock changes to This machine?' });
  await expect(question.getByRole('button', { name: 'Keep locked' })).toBeFocused();
  await question.getByRole('button', { name: 'Unlock changes' }).click();
  await expect(bar.getByRole('button', { name: /^This machine changes unlocked/ })).toBeVisible();
  const { submit, latest } = await openInjectForm(page);
  await submit();
  await expect(latest).toContainText('created');
  await expect(flowRow(page, 'TCP', '192.0.2.10:40000')).toBeVisible();
  expect(await expectAgreement(page, kernel)).toHaveLength(2);

  await bar.getByRole('button', { name: 'Lock', exact: true }).click();
  await expect(bar.getByRole('button', { name: /^This machine read-only/ })).toBeVisible();
  await expect(page.getByRole('form').getByRole('button', { name: /^Inject/ })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
  await expectAgreement(page, kernel);
});

test('nothing can be unlocked once the app is gone', async ({ machine, startApp }) => {
  const { page, desktop, kill } = await startApp({ namespace: machine });
  test.skip(desktop !== null, 'the window goes with the app');
  const bar = page.getByRole('banner');
  await bar.getByRole('button', { name: /^Sandbox/ }).click();
  const targets = page.getByRole('dialog', { name: 'Targets' });
  await targets.getByRole('button', { name: /This machine/ }).click();
  await bar.getByRole('button', { name: 'Unlock changes…' }).click();
  const question = page.getByRole('dialog', { name: 'Unlock changes to This machine?' });
  const unlock = question.getByRole('button', { name: 'Unlock changes' });
  await expect(unlock).not.toHaveAttribute('aria-disabled', 'true');
  await kill();
  await expect(unlock).toHaveAttribute('aria-disabled', 'true');
  await expect(unlock).toHaveAccessibleDescription('Not connected.');
  await expect(question.getByRole('status').filter({ hasText: 'Not connected.' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(question).toBeHidden();
});

test('a read-only executor cannot write, whatever the page asks for', async ({ machine, startApp }) => {
  const kernel = tableOf(machine.pid);
  const { page, executors } = await startApp({ namespace: machine });
  await page
    .getByRole('banner')
    .getByRole('button', { name: /^Sandbox/ })
    .click();
  await page
    .getByRole('dialog', { name: 'Targets' })
    .getByRole('button', { name: /This machine/ })
    .click();
  await expect(
    page.getByRole('banner').getByRole('button', { name: /^This machine read-only/ }),
  ).toBeVisible();
  const here = executors().filter(({ command }) => command.includes('read'));
  expect(here).toHaveLength(1);

  expect(
    await callFromPage(page, 'flows.inject', { targetId: 'host', specs: [numberedFlow(1)] }),
  ).toMatchObject({
    kind: 'error',
    error: { code: 'not-permitted' },
  });
  expect(await kernel.entries()).toEqual([]);
});

/** Calls the engine past everything that the page has to say about it. */
function callFromPage(page: Page, name: string, input: unknown): Promise<unknown> {
  return page.evaluate(
    async (call) => {
      const port = window.inspectorPort;
      if (port) {
        return new Promise((resolve) => {
          port.onMessage((message) => {
            if (typeof message === 'object' && message && 'id' in message && message.id === call.id)
              resolve(message);
          });
          port.send(call);
        });
      }
      const socket = new WebSocket(`ws://${location.host}/wire`);
      await new Promise((resolve) => socket.addEventListener('open', resolve));
      const answered = new Promise<string>((resolve) =>
        socket.addEventListener('message', ({ data }) => resolve(data)),
      );
      socket.send(JSON.stringify(call));
      return JSON.parse(await answered);
    },
    { kind: 'call', id: 900_001, name, input },
  );
}
