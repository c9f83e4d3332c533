import type { Page } from '@playwright/test';
import { expect, test } from './fixtures/app.ts';
import { expectAgreement, expectIds, flowRow, flowRows } from './fixtures/flows-page.ts';
import { openInjectForm } from './fixtures/inject-form.ts';

// The functional cases of OpenStack Neutron's conntrack library, through the page, with addresses and ports from settings.

const firstZone = 65;
const numbers = {
  CONNTRACK_INSPECTOR_TCP_SOURCE_PORT: '1',
  CONNTRACK_INSPECTOR_TCP_DESTINATION_PORT: '2',
  CONNTRACK_INSPECTOR_UDP_SOURCE_PORT: '4',
  CONNTRACK_INSPECTOR_UDP_DESTINATION_PORT: '5',
  CONNTRACK_INSPECTOR_TIMEOUT_SECONDS: '1234',
  CONNTRACK_INSPECTOR_FIRST_ZONE: String(firstZone),
};

interface Family {
  readonly name: string;
  readonly icmp: { readonly label: string; readonly protocol: number; readonly type: string };
  readonly source: string;
  readonly destination: string;
  /** How an address stands before a port. */
  readonly host: (address: string) => string;
  readonly environment: Record<string, string>;
  /** Where the form does not choose the family by itself, this is typed. */
  readonly typesAddresses: boolean;
}

const families: readonly Family[] = [
  {
    name: 'IPv4',
    icmp: { label: 'ICMP', protocol: 1, type: '8' },
    source: '192.0.2.1',
    destination: '198.51.100.2',
    host: (address) => address,
    environment: {
      ...numbers,
      CONNTRACK_INSPECTOR_SOURCE_IPV4: '192.0.2.1',
      CONNTRACK_INSPECTOR_DESTINATION_IPV4: '198.51.100.2',
      CONNTRACK_INSPECTOR_ICMP_ID: '3333',
    },
    typesAddresses: false,
  },
  {
    name: 'IPv6',
    icmp: { label: 'ICMPv6', protocol: 58, type: '128' },
    source: '2001:db8::1',
    destination: '2001:db8::2',
    host: (address) => `[${address}]`,
    environment: {
      ...numbers,
      CONNTRACK_INSPECTOR_SOURCE_IPV6: '2001:db8::1',
      CONNTRACK_INSPECTOR_DESTINATION_IPV6: '2001:db8::2',
      CONNTRACK_INSPECTOR_ICMPV6_ID: '3333',
    },
    typesAddresses: true,
  },
];

for (const family of families) {
  test.describe(`three flows over ${family.name} in a free zone`, () => {
    test.use({ environment: family.environment });

    const { source, destination, host, icmp } = family;
    const zone = String(firstZone);
    const rows = {
      tcp: ['TCP', `${host(source)}:1`, `${host(destination)}:2`, 'ESTABLISHED', zone],
      udp: ['UDP', `${host(source)}:4`, `${host(destination)}:5`, zone],
      icmp: [icmp.label, `${source} id 3333`, `${destination} echo-request`, zone],
    };

    test.beforeEach(async ({ page, kernel }) => {
      const { field, choose, submit, latest } = await openInjectForm(page);
      if (family.typesAddresses) {
        // The form starts with IPv4; one IPv6 address in it brings the other along.
        await field('Source address').fill(source);
        await field('Destination address').fill(destination);
      }
      await expect(field('Source address')).toHaveValue(source);
      await expect(field('Destination address')).toHaveValue(destination);
      await expect(field('Source port')).toHaveValue('1');
      await expect(field('Destination port')).toHaveValue('2');
      await expect(field('State')).toHaveValue('ESTABLISHED');
      await expect(field('Timeout')).toHaveValue('1234 s');
      await page.getByRole('button', { name: 'Next free' }).click();
      await expect(field('Zone')).toHaveValue(zone);
      await submit();
      await expect(latest).toContainText('created');
      await expectAgreement(page, kernel);

      await choose('UDP');
      await expect(field('Source port')).toHaveValue('4');
      await expect(field('Destination port')).toHaveValue('5');
      await expect(field('Zone')).toHaveValue(zone);
      await submit();
      await expect(latest).toContainText('created');
      await expectAgreement(page, kernel);

      await choose(icmp.label);
      await expect(field('Type')).toHaveValue(icmp.type);
      await expect(field('Code')).toHaveValue('0');
      await expect(field('Identifier')).toHaveValue('3333');
      await submit();
      await expect(latest).toContainText('created');
      await page.getByRole('complementary').getByRole('button', { name: 'Close' }).click();
    });

    test('are listed as they were given', async ({ page, kernel }) => {
      const entries = await expectAgreement(page, kernel);
      expect(entries).toHaveLength(3);
      for (const row of Object.values(rows)) await expect(flowRow(page, ...row)).toHaveCount(1);
      expect(entries.map(({ zones }) => zones)).toEqual(
        Array(3).fill({ original: firstZone, reply: firstZone }),
      );
      expect(entries.find(({ protocol }) => protocol === 6)).toMatchObject({ state: 'ESTABLISHED' });
      expect(entries.find(({ protocol }) => protocol === icmp.protocol)?.original).toMatchObject({
        type: icmp.type,
        code: '0',
        id: '3333',
      });
      for (const { timeoutSeconds } of entries) {
        expect(timeoutSeconds).toBeGreaterThan(1200);
        expect(timeoutSeconds).toBeLessThanOrEqual(1234);
      }
      await expectIds(page, entries);
    });

    for (const [name, row] of Object.entries(rows)) {
      test(`lose the ${name} flow and nothing else when it is deleted`, async ({ page, kernel }) => {
        await expectAgreement(page, kernel);
        await flowRow(page, ...row).click();
        await deleteSelected(page, '1 flow');
        const rest = await expectAgreement(page, kernel);
        expect(rest).toHaveLength(2);
        await expectIds(page, rest);
      });
    }

    test('are gone when all are deleted', async ({ page, kernel }) => {
      await expectAgreement(page, kernel);
      await flowRows(page).first().click();
      await page.keyboard.press('Control+a');
      await deleteSelected(page, '3 flows');
      expect(await expectAgreement(page, kernel)).toEqual([]);
      await expect(page.getByRole('heading', { name: 'The sandbox is empty' })).toBeVisible();
      await expect(page.getByRole('contentinfo')).toContainText('0 flows');
    });
  });
}

/** Deletes the chosen flows with the button of the top bar, and confirms. */
async function deleteSelected(page: Page, what: string): Promise<void> {
  await page.getByRole('banner').getByRole('button', { name: 'Delete' }).click();
  const dialog = page.getByRole('dialog', { name: `Delete ${what} from Sandbox?` });
  await dialog.getByRole('button', { name: `Delete ${what}` }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('list', { name: 'Notifications' })).toContainText(`${what} deleted`);
}
