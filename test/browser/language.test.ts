import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { closeDialog } from './members-panel.ts';
import { startConversation } from './pair.ts';
import { newPerson } from './person.ts';
import { type Device, type Stage, startStage } from './stage.ts';

const STAGE_MS = 120_000;
const PEOPLE_MS = 120_000;

let stage: Stage;
let atAlice: Device;

beforeAll(async () => {
  stage = await startStage();
}, STAGE_MS);
afterAll(() => stage?.close());

const composer = (page: Page, name: string) => page.getByRole('textbox', { name });

/** What is loaded of the vendor's languages by a page. */
const languagesOf = (device: Device): Promise<string[]> =>
  device.page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .flatMap(({ name }) => /vendor-language_([a-z]{2})/.exec(name)?.[1] ?? []),
  );

/** In the account. */
const choose = async (page: Page, language: string): Promise<void> => {
  await page.getByRole('button', { name: 'Account', exact: true }).click();
  await page.getByLabel('Language').selectOption(language);
  await closeDialog({ page });
};

describe('the language', () => {
  it(
    'of the vendor’s parts is loaded when it is chosen, and remembered on the device',
    () =>
      stage.telling(async () => {
        atAlice = await newPerson(stage, 'Alice').readyDevice();
        await newPerson(stage, 'Bob').readyDevice();
        const { page } = atAlice;
        await startConversation(atAlice, 'Bob');
        await composer(page, 'Write a message').waitFor();
        expect(await languagesOf(atAlice)).toEqual([]);
        await choose(page, 'Deutsch');
        await composer(page, 'Nachricht senden').waitFor();
        expect(await languagesOf(atAlice)).toEqual(['de']);
        await page.reload();
        await page.getByRole('option', { name: /^Bob\b/ }).click();
        await composer(page, 'Nachricht senden').waitFor();
        await page.getByRole('button', { name: 'Account', exact: true }).click();
        expect(await page.getByLabel('Language').inputValue()).toBe('de');
        await closeDialog(atAlice);
      }),
    PEOPLE_MS,
  );

  it('of our own words stays English where the team has given no others, and the page says so', async () => {
    const { page } = atAlice;
    await page.getByRole('button', { name: 'Encrypted' }).waitFor();
    expect(await page.getAttribute('html', 'lang')).toBe('en');
  });

  it('can be English again without loading anything', async () => {
    const { page } = atAlice;
    await choose(page, 'English');
    await composer(page, 'Write a message').waitFor();
    expect(stage.uncaught()).toEqual([]);
  });
});
