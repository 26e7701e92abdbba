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

/** The part of a conversation that scrolls. */
const scrolled = ({ area }: Conversation): Locator => area.locator('[data-virtuoso-scroller]').first();

/** How far the end of the list is below what can be seen, in CSS pixels. */
export const belowTheFold = (conversation: Conversation): Promise<number> =>
  scrolled(conversation).evaluate((list) => list.scrollHeight - list.scrollTop - list.clientHeight);

/** Goes to the newest messages. */
export const scrollToEnd = async (conversation: Conversation): Promise<void> => {
  await eventually('the end of the list', async () => {
    await scrolled(conversation).evaluate((list) => {
      list.scrollTop = list.scrollHeight;
    });
    return (await belowTheFold(conversation)) < 2 || null;
  });
};

/**
 * Moves up the list, a screen at a time, until a message is drawn. Throws when the list sticks. Answers for each move by how many pixels what was in sight was moved
 * otherwise: rows jump when older ones come and their place is lost.
 */
export const scrollBack = async (conversation: Conversation, text: string): Promise<number[]> => {
  const list = scrolled(conversation);
  const isDrawn = async () => (await conversation.message(text).count()) > 0;
  const jumps: number[] = [];
  while (!(await isDrawn())) {
    const { jump, isAtTop, first } = await list.evaluate(moveUp);
    jumps.push(jump);
    if (isAtTop)
      await eventually(`messages before row ${first}`, async () =>
        (await list.evaluate(firstRow)) < first || (await isDrawn()) ? true : null,
      );
  }
  return jumps;
};

/** Number of the first row that is drawn; those before it count down. Runs in the page. */
const firstRow = (list: Element): number =>
  Number(list.querySelector('[data-item-index]')?.getAttribute('data-item-index'));

/** By a screen, or as far as there is something. Measures only what is at rest. Runs in the page. */
const moveUp = async (list: Element): Promise<{ jump: number; isAtTop: boolean; first: number }> => {
  const STILL_FRAMES = 6;
  const placeOf = (row: Element) => row.getBoundingClientRect().top - list.getBoundingClientRect().top;
  const drawn = () => [...list.querySelectorAll('[data-item-index]')];
  const numberOf = (row: Element | undefined) => Number(row?.getAttribute('data-item-index'));
  const looks = () =>
    drawn()
      .map((row) => `${numberOf(row)}:${placeOf(row)}`)
      .join();
  const rest = async () => {
    for (let [still, before] = [0, '']; still < STILL_FRAMES; ) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      const now = looks();
      still = now === before ? still + 1 : 0;
      before = now;
    }
  };
  await rest();
  const anchor = drawn().find((row) => placeOf(row) >= 0);
  const number = numberOf(anchor);
  const moved = Math.min(list.clientHeight, list.scrollTop);
  const before = anchor ? placeOf(anchor) : 0;
  list.scrollTop -= moved;
  await rest();
  const now = drawn().find((row) => numberOf(row) === number);
  const jump = now ? Math.abs(placeOf(now) - before - moved) : Infinity;
  return { jump, isAtTop: list.scrollTop === 0, first: numberOf(drawn()[0]) };
};
