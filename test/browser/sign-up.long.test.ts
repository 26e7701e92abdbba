import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { anHourLater, duplicateTab } from './duplicate-tab.ts';
import { eventually } from './eventually.ts';
import { keptOnDevice } from './kept-on-device.ts';
import { type OtherApp, startOtherApp } from './other-app.ts';
import {
  chatShown,
  codeField,
  enterCode,
  enterPhoneNumber,
  newPerson,
  type Person,
  phoneNumberField,
  signIn,
} from './person.ts';
import { type Device, type Stage, startStage } from './stage.ts';

const SET_UP_MS = 180_000;
/** The right length, and never sent. */
const WRONG_CODE = 'zzzzzzzz';

let stage: Stage;
let otherApp: OtherApp;
let opened: Device[] = [];

beforeAll(async () => {
  otherApp = await startOtherApp();
  stage = await startStage({ origins: [otherApp.origins.named] });
  otherApp.useStack(stage.stack.web);
}, SET_UP_MS);
afterEach(async () => {
  for (const device of opened) await device.close();
  opened = [];
  for (const url of [stage.stack.ssks, stage.stack.seald])
    await fetch(`${url}/_faults`, { method: 'DELETE' });
});
afterAll(async () => {
  await stage?.close();
  await otherApp?.close();
}, SET_UP_MS);

const story = (name: string, work: () => Promise<void>) => it(name, () => stage.telling(work), SET_UP_MS);
/** A new device, closed after the test. */
const deviceOf = async (person: Person): Promise<Device> => {
  const device = await person.newDevice();
  opened.push(device);
  return device;
};

/** Somebody new, in front of the screen that asks for the code, and the code. */
const askedForCode = async (name: string): Promise<{ person: Person; device: Device; code: string }> => {
  const person = newPerson(stage, name);
  const device = await deviceOf(person);
  await signIn(device.page, name);
  await enterPhoneNumber(device.page, person.phoneNumber);
  return { person, device, code: await person.nextCode(0) };
};

const signInButton = (page: Page) => page.getByRole('button', { name: 'Create account or sign in' });
const signOut = async (page: Page) => {
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign out and wipe' }).click();
};
const emptied = (page: Page) =>
  eventually('an empty device', async () => ((await keptOnDevice(page)).length === 0 ? true : null)).catch(
    async () => expect(await keptOnDevice(page)).toEqual([]),
  );
const says = (page: Page, words: string | RegExp) => page.getByText(words).first().waitFor();
const faultsAt = (url: string, body: object) =>
  fetch(`${url}/_faults`, { method: 'PUT', body: JSON.stringify(body) });

describe('signing up', () => {
  story('leads from nothing to the chat, with the code sent to the phone', async () => {
    const person = newPerson(stage, 'Ada');
    const { page } = await deviceOf(person);
    await signIn(page, person.name);
    await says(page, 'Signed in as Ada');
    await says(page, /your encryption keys/i);
    await page.getByLabel('Country').selectOption('BE');
    await phoneNumberField(page).fill('12');
    await page.getByRole('button', { name: 'Send code' }).click();
    await says(page, 'Digits are missing.');
    await enterPhoneNumber(page, person.phoneNumber.replace('+32', '0')); // as it is dialled there
    await enterCode(page, await person.nextCode(0));
    await chatShown(page);
    expect(await person.codes()).toHaveLength(1);
  });

  story(
    'lets the number be changed; says that a code is wrong, and takes the right one pasted as it comes',
    async () => {
      const { person, device } = await askedForCode('Cem');
      const other = newPerson(stage, 'Cem');
      await device.page.getByRole('button', { name: 'Change number' }).click();
      await enterPhoneNumber(device.page, other.phoneNumber);
      const code = await other.nextCode(0);
      await enterCode(device.page, WRONG_CODE);
      await device.page
        .getByRole('alert')
        .getByText(/wrong|not right/i)
        .waitFor();
      await enterCode(device.page, ` ${code.slice(0, 4).toUpperCase()} ${code.slice(4)}\n`);
      await chatShown(device.page);
      expect(await person.codes()).toHaveLength(1);
    },
  );

  story('asks for a new code when the code has ended', async () => {
    const { person, device, code } = await askedForCode('Dov');
    await faultsAt(stage.stack.ssks, { expireCodes: true });
    await enterCode(device.page, code);
    await device.page.getByRole('alert').waitFor();
    const again = device.page.getByRole('button', { name: 'Send a new code' });
    await says(device.page, /possible in 0:\d\d/);
    expect(await again.isDisabled()).toBe(true);
    await device.page.reload(); // forgets when the last code was sent
    await again.click();
    await enterCode(device.page, await person.nextCode(1));
    await chatShown(device.page);
  });

  story('says so when no more text messages can be sent, and goes on when they can', async () => {
    const person = newPerson(stage, 'Fay');
    const { page } = await deviceOf(person);
    await signIn(page, person.name);
    await faultsAt(stage.stack.ssks, { faults: [{ kind: 'sms-quota', times: 1 }] });
    await phoneNumberField(page).fill(person.phoneNumber);
    await page.getByRole('button', { name: 'Send code' }).click();
    await page.getByRole('alert').getByText('No more text messages can be sent for now.').waitFor();
    await page.getByRole('button', { name: 'Send code' }).click();
    await codeField(page).waitFor();
  });
});

describe('a sign-up cut short', () => {
  story('by a reload goes on with the code that was sent', async () => {
    const { person, device, code } = await askedForCode('Gil');
    await device.page.reload();
    await enterCode(device.page, code);
    await chatShown(device.page);
    expect(await person.codes()).toHaveLength(1);
  });

  story('by a kill while the keys were being stored goes on without a new code', async () => {
    const { person, device, code } = await askedForCode('Hal');
    const reached = Promise.withResolvers<void>();
    await device.context.route(/\/api\/user\/$/, () => reached.resolve()); // never answered
    await enterCode(device.page, code);
    await reached.promise;
    await device.page.close();
    await device.context.unrouteAll();
    const page = await device.context.newPage();
    await page.goto(stage.stack.web);
    await page.getByRole('button', { name: 'Create account or sign in' }).click();
    await chatShown(page);
    expect(await person.codes()).toHaveLength(1);
  });
});

describe('an identity that Seald has forgotten', () => {
  story('is said to be so, with a way on', async () => {
    const { device, code } = await askedForCode('Ian');
    await enterCode(device.page, code);
    await chatShown(device.page);
    await faultsAt(stage.stack.seald, { forgetUsers: true });
    await device.page.reload();
    await says(device.page, /key (server|service)/);
    await device.page.getByRole('button', { name: 'Set up this device again' }).click();
    await phoneNumberField(device.page).waitFor();
  });
});

describe('several windows of one person', () => {
  story('share their sign-in, and all end when one signs out: nothing is kept, now or later', async () => {
    const { device, code } = await askedForCode('Joy');
    await enterCode(device.page, code);
    await chatShown(device.page);
    const first = device.page;
    const second = await duplicateTab(first);
    await chatShown(second);
    const [third] = await Promise.all([duplicateTab(first), anHourLater(first), anHourLater(second)]);
    for (const window of [first, second, first]) {
      await window.reload();
      await chatShown(window);
      await anHourLater(window);
    }
    expect(await keptOnDevice(first)).not.toEqual([]);
    await third.goto('about:blank'); // it hears nothing, and comes back later
    await signOut(first);
    for (const window of [first, second]) await signInButton(window).waitFor();
    await emptied(first);
    await third.goBack();
    await signInButton(third).waitFor();
    await emptied(third);
  });
});

describe('a browser that has lost what it kept', () => {
  story('brings everything back with one code, and another person may sign out beside', async () => {
    const { person, device, code } = await askedForCode('Nils');
    await enterCode(device.page, code);
    await chatShown(device.page);
    await device.page.evaluate(() => localStorage.clear());
    await device.page.reload();
    await says(device.page, 'Welcome back');
    await enterPhoneNumber(device.page, person.phoneNumber);
    await enterCode(device.page, await person.nextCode(1));
    await chatShown(device.page);
    const other = await device.context.newPage();
    await other.goto(`${stage.stack.web}/?as=Max`);
    await other.getByRole('button', { name: 'Continue' }).click();
    await phoneNumberField(other).waitFor();
    await other.getByRole('button', { name: 'Sign out' }).click();
    await signInButton(other).waitFor();
    await device.page.reload();
    await chatShown(device.page);
    expect(await person.codes()).toHaveLength(2);
  });

  story('or keeps nothing at all, is told so before anybody signs in', async () => {
    const { page } = await deviceOf(newPerson(stage, 'nobody'));
    const refuse = () =>
      Object.defineProperty(window, 'localStorage', {
        get: () => {
          throw new DOMException('denied', 'SecurityError');
        },
      });
    await page.addInitScript(refuse);
    await page.reload();
    await says(page, 'Allow cookies and site data');
    expect(await signInButton(page).count()).toBe(0);
  });
});

describe('several people on one machine', () => {
  story('are opened from the first screen, each in a window of its own', async () => {
    const { context, page } = await deviceOf(newPerson(stage, 'anybody'));
    const openAs = async (whom: string): Promise<Page> => {
      const opening = context.waitForEvent('page');
      await page.getByRole('link', { name: `Open as ${whom}` }).click();
      return opening;
    };
    const goOn = async (window: Page, name: string) => {
      await window.getByRole('button', { name: 'Continue' }).click();
      await says(window, `Signed in as ${name}`);
    };
    for (const name of ['Alice', 'Bob']) await goOn(await openAs(name), name);
    const window = await openAs('somebody else');
    expect(await window.getByLabel('Your name').inputValue()).toBe('');
    await window.getByLabel('Your name').fill('Kai');
    await goOn(window, 'Kai');
  });
});

describe('an app of another origin', () => {
  const openAt = async (origin: string): Promise<Page> => {
    const device = await stage.device('another app', { at: origin });
    opened.push(device);
    const { page } = device;
    await says(page, 'ready');
    return page;
  };
  const tryEverything = async (page: Page): Promise<string[]> => {
    await page.getByRole('button', { name: 'Try everything' }).click();
    await says(page, 'tried everything');
    return page.getByRole('listitem').allTextContents();
  };

  story('that was named signs people in and out, calls the API and reads the inbox', async () => {
    const page = await openAt(otherApp.origins.named);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByLabel('Your name').fill('Olga');
    await page.getByRole('button', { name: 'Continue' }).click();
    await says(page, 'ready');
    expect(await tryEverything(page)).toEqual([
      'sign-in: Olga',
      'renewal: Olga',
      'ready',
      '/signup: 201',
      '/challenge: 200',
      'inbox: 1 code',
      '/register: 201',
      'tried everything',
    ]);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(`${otherApp.origins.named}/bye*`);
  });

  story('that was not named finds the stack and is refused the rest', async () => {
    const page = await openAt(otherApp.origins.unnamed);
    expect(await tryEverything(page)).toEqual([
      'ready',
      '/signup: refused',
      '/challenge: refused',
      'inbox: refused',
      '/register: refused',
      'tried everything',
    ]);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await says(page, 'Sign-in failed');
  });
});

it('throws nothing uncaught, and asks nobody but the stack', () => {
  expect(stage.uncaught()).toEqual([]);
  expect(stage.strayRequests).toEqual([]);
});
