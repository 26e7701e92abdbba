import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { operatorOf } from '../support/operator.ts';
import { type Conversation, conversationOn, openThread } from './conversation.ts';
import { eventually } from './eventually.ts';
import { closeDialog } from './members-panel.ts';
import { scrollBack } from './message-list.ts';
import { redLines } from './page-report.ts';
import { acceptInvitation, openConversation, openPair, type Pair } from './pair.ts';
import { picture } from './picture.ts';
import { type Device, type Stage, startStage } from './stage.ts';

const SET_UP_MS = 180_000;
const CIPHERTEXT = /^\{"sessionId":"[0-9a-f-]{36}","data":"[A-Za-z0-9+/=]+"\}$/;

let stage: Stage;
let pair: Pair;
let alice: Conversation;
let bob: Conversation;
/** Another device of Alice's. */
let second: Device;

beforeAll(async () => {
  stage = await startStage({ withFullKeys: true });
  await stage.telling(async () => {
    pair = await openPair(stage);
    alice = conversationOn(pair.atAlice.page);
    bob = conversationOn(pair.atBob.page);
  });
}, SET_UP_MS);
afterAll(() => stage?.close(), SET_UP_MS);

const FIFTEEN_DAYS_MS = 15 * 24 * 60 * 60 * 1000;

const story = (name: string, work: () => Promise<void>) => it(name, () => stage.telling(work), SET_UP_MS);

/** Addresses of files, which one of these tests has let expire. */
const EXPIRED_ON_PURPOSE = /\/1\/attachments\//;

describe('two people in two windows', () => {
  story('write to each other', async () => {
    await alice.write('Dinner at eight?');
    await bob.shows('Dinner at eight?');
    await bob.write('Gladly, with \u{1F99C} and <b>é</b>');
    await alice.shows('Gladly, with \u{1F99C} and <b>é</b>');
  });

  story('edit', async () => {
    await alice.write('at nnie');
    await bob.shows('at nnie');
    await alice.edit('at nnie', 'at nine');
    await bob.shows('at nine');
    await bob.message('at nnie').waitFor({ state: 'detached' });
  });

  story('quote', async () => {
    await alice.write('Which wine?');
    await bob.shows('Which wine?');
    await bob.quote('Which wine?', 'the red one');
    await alice.message('the red one').getByText('Which wine?').waitFor();
  });

  story('answer in threads', async () => {
    await alice.write('About the cake');
    await bob.shows('About the cake');
    const atBob = await openThread(pair.atBob.page, 'About the cake');
    await atBob.write('chocolate');
    await alice
      .message('About the cake')
      .getByText(/1 reply/i)
      .waitFor();
    const atAlice = await openThread(pair.atAlice.page, 'About the cake');
    await atAlice.shows('chocolate');
    await atAlice.write('with cream');
    await atBob.shows('with cream');
    for (const { page } of [pair.atAlice, pair.atBob])
      await page.getByRole('button', { name: 'Close thread' }).click();
  });

  story('react', async () => {
    await alice.write('I baked it myself');
    await bob.shows('I baked it myself');
    await bob.react('I baked it myself', '❤️');
    await alice.message('I baked it myself').getByText('❤️').waitFor();
  });

  story('see who has reacted, nobody whom the service only names, and take it back', async () => {
    const operator = operatorOf(stage);
    await alice.write('Cake for all');
    await bob.shows('Cake for all');
    await bob.react('Cake for all', '🔥');
    const cake = alice.message('Cake for all');
    await cake.getByText('🔥').waitFor();
    const id = (await operator.storedMessages(pair.cid)).at(-1)?.id ?? '';
    const { message } = await operator.server.getMessage(id);
    const [genuine] = message.latest_reactions ?? [];
    expect(JSON.stringify(message.latest_reactions)).not.toContain('🔥');
    const { type, sealed_session, signature } = genuine as never as Record<string, string>;
    for (const forged of [{ type, sealed_session, signature }, { type: 'like' }, { type: '👍' }])
      await operator.react(pair.cid, id, { ...forged, user_id: pair.aliceId });
    await alice.react('Cake for all', '😂');
    await bob.message('Cake for all').getByText('😂').waitFor();
    const count = cake.getByTestId('message-reactions-total-count');
    await eventually('both to be counted', async () => (await count.textContent()) === '2' || null);
    expect(await cake.getByText('👍').count()).toBe(0);
    await cake.getByTestId('message-reactions-list-button').click();
    const detail = pair.atAlice.page.getByTestId('message-reactions-detail');
    await detail.getByText('Bob').waitFor();
    expect(await detail.getByTestId('reaction-user-username').count()).toBe(2);
    await detail.getByTestId('remove-reaction-button').click();
    await cake.getByText('😂').waitFor({ state: 'detached' });
    await pair.atAlice.page.keyboard.press('Escape');
    expect(await count.textContent()).toBe('1');
  });

  story('send pictures both ways, which are shown', async () => {
    await alice.attach({ name: 'cake.png', mimeType: 'image/png', buffer: picture('cake') });
    await alice.write('the cake');
    await pictureShown(bob, 'the cake');
    await bob.attach({ name: 'wine.png', mimeType: 'image/png', buffer: picture('wine') });
    await bob.write('the wine');
    await pictureShown(alice, 'the wine');
  });

  story('send files, which the other saves as they were, though their addresses have expired', async () => {
    const bytes = Buffer.from('butter, sugar, \u{1F95A}');
    await alice.attach({ name: 'recipe.txt', mimeType: 'text/plain', buffer: bytes });
    await alice.write('the recipe');
    await bob.shows('the recipe');
    stage.stack.streamService.faults.set({ advanceMs: FIFTEEN_DAYS_MS });
    const saving = pair.atBob.page.waitForEvent('download');
    await bob.message('the recipe').getByRole('button', { name: 'Download recipe.txt' }).click();
    const saved = await saving;
    expect(saved.suggestedFilename()).toBe('recipe.txt');
    expect(await readFile(await saved.path())).toEqual(bytes);
  });

  story('delete', async () => {
    await alice.write('never mind');
    await bob.shows('never mind');
    await alice.remove('never mind');
    await bob.message('never mind').waitFor({ state: 'detached' });
  });

  story('leave nothing but ciphertext with Stream', async () => {
    const stored = (await operatorOf(stage).storedMessages(pair.cid)).filter(({ text }) => text !== '');
    expect(stored.length).toBeGreaterThan(8);
    for (const { text } of stored) expect(text).toMatch(CIPHERTEXT);
  });
});

const pictureShown = async (conversation: Conversation, caption: string) => {
  const image = conversation.message(caption).getByRole('img').last();
  await image.waitFor();
  const width = await image.evaluate(async (element) => {
    const shown = element as HTMLImageElement;
    await shown.decode();
    return shown.naturalWidth;
  });
  expect(width).toBeGreaterThan(0);
};

describe('what is unread', () => {
  const title = (page: Page, wanted: string) =>
    page.waitForFunction((text) => document.title === text, wanted);
  const badge = (page: Page) => page.getByTestId('unread-badge');

  story('is counted at the conversation and in the title, until it is opened', async () => {
    const { page } = pair.atAlice;
    await page.goBack();
    await page.getByText('Choose a conversation').waitFor();
    await bob.write('are you there?');
    await bob.write('never mind then');
    await badge(page).getByText('2', { exact: true }).waitFor();
    await title(page, '(2) Sealed Stream');
    await openConversation(pair.atAlice, pair.bob.name);
    await title(page, 'Sealed Stream');
    await badge(page).waitFor({ state: 'detached' });
  });

  story('is nothing in the open conversation, also after a burst, and Stream is told so', async () => {
    const { page } = pair.atAlice;
    const [type = '', id = ''] = pair.cid.split(':');
    for (let number = 1; number <= 6; number++) await bob.send(`burst ${number}`);
    await alice.shows('burst 6');
    await title(page, 'Sealed Stream');
    await badge(page).waitFor({ state: 'detached' });
    await eventually('Stream to know that Alice has read it', async () => {
      const { read = [] } = await operatorOf(stage).server.channel(type, id).query({ state: true });
      return read.find(({ user }) => user.id === pair.aliceId)?.unread_messages === 0 || null;
    });
  });
});

describe('coming back', () => {
  story('by a reload keeps the person signed in and the history readable', async () => {
    await alice.write('before the reload');
    await bob.shows('before the reload');
    await pair.atAlice.page.reload();
    await openConversation(pair.atAlice, pair.bob.name);
    await alice.shows('before the reload');
    await alice.write('after the reload');
    await bob.shows('after the reload');
  });

  story('by the address finds the same place, and Back leads out of it step by step', async () => {
    const { page } = pair.atAlice;
    await scrollBack(alice, 'About the cake');
    const thread = await openThread(page, 'About the cake');
    await page.reload();
    await thread.shows('chocolate');
    await page.goBack();
    await thread.area.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Members', exact: true }).click();
    await page.getByRole('dialog', { name: 'Members' }).waitFor();
    await page.reload();
    await page.getByRole('dialog', { name: 'Members' }).waitFor();
    await page.goBack();
    await page.getByRole('dialog', { name: 'Members' }).waitFor({ state: 'detached' });
    await alice.shows('after the reload');
    await page.goBack();
    await page.getByText('Choose a conversation').waitFor();
    await page.goForward();
    await alice.shows('after the reload');
  });

  story('to a conversation one is not in, or that is not there, tells so and leads on', async () => {
    const { page } = pair.atAlice;
    const [type = ''] = pair.cid.split(':');
    const { server } = operatorOf(stage);
    await server
      .channel(type, 'of-bob', { created_by_id: pair.bobId, members: [pair.bobId] } as never)
      .create();
    for (const id of ['of-bob', 'nowhere']) {
      await page.goto(`${stage.stack.web}/#/${type}/${id}`);
      await page.getByText('There is no such conversation here').waitFor();
    }
    await page.getByRole('button', { name: 'Back to conversations' }).last().click();
    await page.getByText('Choose a conversation').waitFor();
    await openConversation(pair.atAlice, pair.bob.name);
  });

  story('on a second device restores the history', async () => {
    await alice.write('known on both devices');
    second = await pair.alice.readyDevice();
    await openConversation(second, pair.bob.name);
    const there = conversationOn(second.page);
    await there.shows('known on both devices');
    await there.write('from the second device');
    await bob.shows('from the second device');
    await alice.shows('from the second device');
  });
});

describe('the language', () => {
  /** What is loaded of the vendor's languages by a page. */
  const languagesOf = (page: Page): Promise<string[]> =>
    page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .flatMap(({ name }) => /vendor-language_([a-z]{2})/.exec(name)?.[1] ?? []),
    );
  const openAccount = (page: Page) => page.getByRole('button', { name: 'Account', exact: true }).click();
  const choose = async (page: Page, language: string): Promise<void> => {
    await openAccount(page);
    await page.getByLabel('Language').selectOption(language);
    await closeDialog({ page });
  };
  const inGerman = (page: Page) => page.getByRole('textbox', { name: 'Nachricht senden' });

  story('of the vendor’s parts is loaded when it is chosen, and remembered on the device', async () => {
    const { page } = pair.atAlice;
    expect(await languagesOf(page)).toEqual([]);
    await choose(page, 'Deutsch');
    await inGerman(page).waitFor();
    expect(await languagesOf(page)).toEqual(['de']);
    await page.reload();
    await inGerman(page).waitFor();
    await openAccount(page);
    expect(await page.getByLabel('Language').inputValue()).toBe('de');
    await closeDialog({ page });
  });

  story(
    'of our own words stays English where the team has given no others, and the page says so',
    async () => {
      const { page } = pair.atAlice;
      await page.getByRole('button', { name: 'Encrypted' }).waitFor();
      expect(await page.getAttribute('html', 'lang')).toBe('en');
    },
  );

  story('can be English again without loading anything', async () => {
    await choose(pair.atAlice.page, 'English');
    await alice.composer.waitFor();
  });
});

describe('an invitation', () => {
  const region = ({ page }: Device) => page.getByRole('region', { name: 'Invitations' });
  const words = ({ page }: Device) => page.locator('body').innerText();

  story('stands apart and shows nothing of what is written, on each device and after a reload', async () => {
    const { server } = operatorOf(stage);
    const [type = '', id = ''] = pair.cid.split(':');
    const mark = { set: { invited_by: pair.bobId } }; // as the backend sets it for strangers
    await server.channel(type, id).partialUpdateMember(pair.aliceId, mark);
    for (const device of [pair.atAlice, second]) await region(device).waitFor();
    await bob.area.getByText('Alice has not accepted yet').waitFor();
    await bob.write('for who accepts');
    await second.page.reload();
    await region(second).waitFor();
    for (const device of [pair.atAlice, second]) {
      expect(await device.page.getByRole('option', { name: /^Bob/ }).count()).toBe(0);
      expect(await words(device)).not.toContain('for who accepts');
    }
  });

  story('that is accepted on one device is none on the other', async () => {
    await acceptInvitation(second, pair.bob.name);
    await conversationOn(second.page).shows('for who accepts');
    await region(pair.atAlice).waitFor({ state: 'detached' });
    await bob.area.getByText('Alice has not accepted yet').waitFor({ state: 'detached' });
    await alice.shows('for who accepts');
    await second.close();
  });
});

it('throws nothing uncaught, writes no error on the console, and asks nobody but the stack', () => {
  expect(redLines(stage.consoles()).filter((line) => !EXPIRED_ON_PURPOSE.test(line))).toEqual([]);
  expect(stage.uncaught()).toEqual([]);
  expect(stage.strayRequests).toEqual([]);
});
