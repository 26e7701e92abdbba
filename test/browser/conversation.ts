import type { Locator, Page } from 'playwright-core';
import { eventually } from './eventually.ts';

/** A file as a person would pick it. */
export type PickedFile = { name: string; mimeType: string; buffer: Buffer };

/** What a person does and sees in an open conversation, or in a thread beside it. */
export type Conversation = {
  /** Where it all is on the page. */
  area: Locator;
  composer: Locator;
  /** The message that shows this text; a repeated text gives the newest. */
  message: (text: string) => Locator;
  /** Waits until a message shows this text. */
  shows: (text: string) => Promise<void>;
  /** Writes and presses Enter. */
  send: (text: string) => Promise<void>;
  /** Writes and sends; waits until the text stands in the list. */
  write: (text: string) => Promise<void>;
  /** Opens the menu of a message and picks an action by its name. */
  pick: (text: string, action: string) => Promise<void>;
  edit: (text: string, changed: string) => Promise<void>;
  quote: (text: string, answer: string) => Promise<void>;
  remove: (text: string) => Promise<void>;
  react: (text: string, reaction: string) => Promise<void>;
  /** Puts a file into the composer and waits until it is uploaded. */
  attach: (file: PickedFile) => Promise<void>;
};

/** The conversation in the middle of the screen. */
export const conversationOn = (page: Page): Conversation =>
  within(page, page.locator('.str-chat__main-panel'));

/** The thread beside it, opened from a message. */
export const openThread = async (page: Page, text: string): Promise<Conversation> => {
  await conversationOn(page).pick(text, 'Open Thread');
  const thread = within(page, page.locator('.str-chat__thread'));
  await thread.composer.waitFor();
  return thread;
};

/** Until it is gone: the list beside it gets wider then, which moves all rows. */
export const closeThread = async (page: Page): Promise<void> => {
  const close = page.getByRole('button', { name: 'Close thread' });
  await eventually('the end of the thread', async () => {
    if (await close.isVisible()) await close.click();
    return (await page.locator('.str-chat__thread').count()) === 0 || null;
  });
};

const within = (page: Page, area: Locator): Conversation => {
  const composer = area.getByRole('textbox', { name: 'Write a message' });
  const message = (text: string) => area.locator('.str-chat__message').filter({ hasText: text }).last();
  const shows = (text: string) => message(text).waitFor();
  const send = async (text: string) => {
    await composer.fill(text);
    await composer.press('Enter');
  };
  const write = async (text: string) => {
    await send(text);
    await shows(text);
  };
  const pick = async (text: string, action: string) => {
    await pressOn(message(text), 'Open Message Actions Menu');
    await page.getByRole('menuitem', { name: action }).click();
  };
  return {
    area,
    composer,
    message,
    shows,
    send,
    write,
    pick,
    edit: async (text, changed) => {
      await pick(text, 'Edit Message');
      await page.waitForFunction(([element, wanted]) => (element as HTMLTextAreaElement).value === wanted, [
        await composer.elementHandle(),
        text,
      ] as const);
      await write(changed);
    },
    quote: async (text, answer) => {
      await pick(text, 'Quote Message');
      await write(answer);
    },
    remove: async (text) => {
      await pick(text, 'Delete Message');
      await page
        .getByRole('button', { name: /^delete/i })
        .last()
        .click();
    },
    react: async (text, reaction) => {
      await pressOn(message(text), 'Add reaction');
      await page.getByRole('button', { name: `Select Reaction: ${reaction}` }).click();
      await page.keyboard.press('Escape');
    },
    attach: async (file) => {
      await area.locator('input[type=file]').first().setInputFiles(file);
      await area.getByRole('button', { name: 'Remove attachment' }).first().waitFor();
    },
  };
};

const HOVERS = 5;
const PRESS_MS = 2_000;

/** Presses a button that a message shows while the pointer is over it; again when the list moved away under the pointer. */
export const pressOn = async (message: Locator, button: string): Promise<void> => {
  for (let hover = 1; ; hover++) {
    await message.hover();
    try {
      return await message.getByRole('button', { name: button }).click({ timeout: PRESS_MS });
    } catch (error) {
      if (hover === HOVERS) throw error;
    }
  }
};
