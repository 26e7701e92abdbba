import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { takeNoOptions } from '../../toolchain/command-line.mjs';
import { conversationOn } from './conversation.ts';
import { acceptInvitation, startConversation } from './pair.ts';
import { chatShown, enterCode, enterPhoneNumber, newPerson, phoneNumberField, signIn } from './person.ts';
import { type Stage, startStage } from './stage.ts';

takeNoOptions('npm run screenshots\n  Makes the two pictures of the README, in docs/images.');

const FOLDER = fileURLToPath(new URL('../../docs/images', import.meta.url));
const MOST_KB = 300;
const JPEG = { type: 'jpeg', quality: 78 } as const;
const SIGN_UP = { viewport: { width: 390, height: 640 }, deviceScaleFactor: 1.5 };
const WINDOW = { viewport: { width: 460, height: 670 }, deviceScaleFactor: 1.5 };

type Shot = { title: string; image: Buffer };

const shoot = async (page: Page, title: string): Promise<Shot> => {
  await page.mouse.move(0, 0);
  return { title, image: await page.screenshot({ animations: 'disabled' }) };
};

const signUpPictures = async (stage: Stage): Promise<[Shot[], Page]> => {
  const alice = newPerson(stage, 'Alice');
  const { page } = await alice.newDevice(SIGN_UP);
  await signIn(page, alice.name);
  await phoneNumberField(page).fill(alice.phoneNumber);
  await page.getByText('Your encryption keys are made.').waitFor();
  const phone = await shoot(page, 'Keys are made on the device');
  await enterPhoneNumber(page, alice.phoneNumber);
  const code = await shoot(page, 'A code proves the phone number');
  await enterCode(page, await alice.nextCode(0));
  await chatShown(page);
  await page.setViewportSize(WINDOW.viewport);
  return [[phone, code], page];
};

const chatPictures = async (stage: Stage, atAlice: Page): Promise<Shot[]> => {
  const { page: atBob } = await newPerson(stage, 'Bob').readyDevice(WINDOW);
  await startConversation({ page: atAlice }, 'Bob');
  await acceptInvitation({ page: atBob }, 'Alice');
  const [alice, bob] = [conversationOn(atAlice), conversationOn(atBob)];
  await alice.write('Dinner at nine on Saturday?');
  await bob.shows('Dinner at nine');
  await bob.quote('Dinner at nine', 'Gladly! Which wine?');
  await alice.shows('Which wine?');
  await alice.write('The red one. The code of the front door is 4711, come straight up.');
  await bob.shows('4711');
  await bob.pick('4711', 'Add reaction'); // in a window this narrow it is in the menu
  await atBob.getByRole('button', { name: 'Select Reaction: ❤️' }).click();
  await atBob.keyboard.press('Escape');
  await bob.write('Perfect. I am bringing the cake, and the children their kite.');
  await alice.shows('their kite');
  await alice.message('4711').getByText('❤️').waitFor();
  const shots = [await shoot(atAlice, 'What Alice sees'), await shoot(atBob, 'What Bob sees')];
  await atBob.goto(`${stage.stack.dashboard}?cid=${await cidOf(stage)}`);
  await atBob.setViewportSize({ width: 560, height: WINDOW.viewport.height });
  return [...shots, await shoot(atBob, 'What Stream stores')];
};

const cidOf = async ({ stack }: Stage): Promise<string> => {
  const response = await fetch(`${stack.dashboard}/channels`);
  const [channel] = (await response.json()) as { cid: string }[];
  if (!channel) throw new Error('there is no conversation');
  return encodeURIComponent(channel.cid);
};

/** Puts pictures side by side on a page, each under its title. */
const sideBySide = async (page: Page, shots: Shot[]): Promise<Buffer> => {
  const figures = shots.map(
    ({ title, image }) => `<figure><figcaption>${title}</figcaption>
<img src="data:image/png;base64,${image.toString('base64')}"></figure>`,
  );
  await page.goto('about:blank');
  await page.setViewportSize({ width: 1600, height: 900 });
  await page.setContent(`<style>
body { display: inline-flex; gap: 20px; margin: 0; padding: 20px; background: #dfe5ec; font: 600 17px sans-serif; color: #1b2430 }
figure { margin: 0 } figcaption { margin-bottom: 10px }
img { display: block; height: 620px; border-radius: 10px; box-shadow: 0 1px 8px rgb(0 0 0 / 25%) }
</style>${figures.join('')}`);
  await page.evaluate(() => Promise.all([...document.images].map((image) => image.decode())));
  return page.locator('body').screenshot(JPEG);
};

const save = (name: string, image: Buffer): number => {
  writeFileSync(join(FOLDER, name), image);
  const kilobytes = image.length / 1024;
  console.log(`docs/images/${name}   ${kilobytes.toFixed(0)} KB`);
  return kilobytes;
};

const stage = await startStage();
try {
  mkdirSync(FOLDER, { recursive: true });
  const [signUp, atAlice] = await signUpPictures(stage);
  const chat = await chatPictures(stage, atAlice);
  const { page: blank } = await stage.device('paste-up', { deviceScaleFactor: 1.25 });
  const sizes = [
    save('sign-up.jpg', await sideBySide(blank, signUp)),
    save('chat.jpg', await sideBySide(blank, chat)),
  ];
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total > MOST_KB) throw new Error(`The pictures are too large: ${total.toFixed(0)} KB of ${MOST_KB}.`);
} finally {
  await stage.close();
}
