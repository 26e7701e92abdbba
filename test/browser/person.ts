import { randomInt } from 'node:crypto';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { eventually } from './eventually.ts';
import type { Device, Stage } from './stage.ts';

/** Somebody with a phone, who uses the app on one or more devices. */
export type Person = {
  name: string;
  phoneNumber: string;
  /** Opens the app on a new device, signed out. */
  newDevice: (options?: BrowserContextOptions) => Promise<Device>;
  /** Goes through sign-in, phone number and code on a new device, up to the chat. */
  readyDevice: (options?: BrowserContextOptions) => Promise<Device>;
  /** Codes sent to the phone so far, oldest first. */
  codes: () => Promise<string[]>;
  /** The code that comes after these many others. */
  nextCode: (known: number) => Promise<string>;
};

/** A person nobody knows yet, with a phone number of their own. */
export const newPerson = (stage: Stage, name: string): Person => {
  const phoneNumber = `+32470${randomInt(0, 1_000_000).toString().padStart(6, '0')}`;
  const codes = async () => {
    const response = await fetch(`${stage.stack.inbox}?to=${encodeURIComponent(phoneNumber)}`);
    return ((await response.json()) as { code: string }[]).map(({ code }) => code);
  };
  const nextCode = (known: number) =>
    eventually(`a code for ${name}`, async () => (await codes())[known] ?? null);
  const newDevice = (options?: BrowserContextOptions) => stage.device(name, options);
  const person: Person = { name, phoneNumber, codes, nextCode, newDevice, readyDevice };
  async function readyDevice(options?: BrowserContextOptions): Promise<Device> {
    const device = await newDevice(options);
    await setUp(device.page, person);
    return device;
  }
  return person;
};

/** From the signed-out screen to the chat. */
export const setUp = async (page: Page, person: Person): Promise<void> => {
  await signIn(page, person.name);
  const known = (await person.codes()).length;
  await enterPhoneNumber(page, person.phoneNumber);
  await enterCode(page, await person.nextCode(known));
  await chatShown(page);
};

/** From the signed-out screen through the identity provider, back in the app. */
export const signIn = async (page: Page, name: string): Promise<void> => {
  await page.getByRole('button', { name: 'Create account or sign in' }).click();
  await page.getByLabel('Your name').fill(name);
  await page.getByRole('button', { name: 'Continue' }).click();
  await phoneNumberField(page).waitFor();
};

export const phoneNumberField = (page: Page) => page.getByRole('textbox', { name: 'Phone number' });
export const codeField = (page: Page) => page.getByRole('textbox', { name: 'Code', exact: true });

export const enterPhoneNumber = async (page: Page, phoneNumber: string): Promise<void> => {
  await phoneNumberField(page).fill(phoneNumber);
  await page.getByRole('button', { name: 'Send code' }).click();
  await codeField(page).waitFor();
};

/** A whole code is checked at once, without a click. */
export const enterCode = (page: Page, code: string): Promise<void> => codeField(page).fill(code);

/** Keys may still be in the making: a pair of 4096 bits takes up to half a minute on a slow machine. */
const KEYS_MS = 60_000;

/** Waits until the chat is up. */
export const chatShown = (page: Page): Promise<void> =>
  page.getByRole('button', { name: 'New conversation' }).first().waitFor({ timeout: KEYS_MS });
