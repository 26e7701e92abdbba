import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { operatorOf } from '../support/operator.ts';
import { addAccessibilityChecks, seriousFindings } from './accessibility.ts';
import { conversationOn, openThread, pressOn } from './conversation.ts';
import { eventually } from './eventually.ts';
import { closeDialog, openMembers } from './members-panel.ts';
import { scrollToEnd } from './message-list.ts';
import { acceptInvitation, openConversation, openInvitation, startConversation } from './pair.ts';
import { chatShown, codeField, enterCode, enterPhoneNumber, newPerson, signIn } from './person.ts';
import { picture } from './picture.ts';
import { DESKTOP, PHONE, type Stage, startStage } from './stage.ts';

const SET_UP_MS = 180_000;
/** A folder for pictures of all screens, to look at: `PICTURES=<folder> npm run jest -- test/browser/screens`. None are taken unless told. */
const { PICTURES } = process.env;
const SIZES = { phone: PHONE, desktop: DESKTOP };
/** Every other screen is light on a phone and dark on a desktop, the rest the other way round: sizes and colours hang together nowhere. */
const SCHEMES = [
  { phone: 'light', desktop: 'dark' },
  { phone: 'dark', desktop: 'light' },
] as const;

/** Of 48 letters. */
const LONG = 'Carol-Maximiliane-Alexandra-Wilhelmina-von-Thann';

const SIGN_IN_MS = 30_000;
const REFUSED = { type: 'REAUTHENTICATION_REQUIRED', message: 'Sign in again first.', requestId: 'r-1' };

const SCREENS = [
  'sign-in',
  'identity-provider',
  'phone-number',
  'phone-number-refused',
  'code',
  'code-wrong',
  'chat-empty',
  'new-conversation',
  'not-accepted',
  'chat',
  'encryption-panel',
  'members-panel',
  'add-member',
  'remove-member',
  'safety-number',
  'block-person',
  'blocked-people',
  'invitations',
  'invitation',
  'thread',
  'message-menu',
  'sign-out',
  'offline',
  'waiting',
  'sending-stopped',
  'pair-ended',
  'removed',
  'erase-account',
  'erase-sign-in',
  'erasure-pending',
  'dashboard',
  'stack',
  'account',
  'conversation-missing',
  'delete-message',
  'two-of-one-name',
  'no-storage',
  'other-device',
  'unsent',
  'safety-number-compared',
  'report',
] as const;

let stage: Stage;
/** What axe-core found, by screen and look. */
const findings = new Map<string, string[]>();
/** Screens that can be moved sideways, and by how many pixels. */
const tooWide: string[] = [];

/**
 * Looks at the screen in both sizes, one of them light and one dark, and has each looked at by axe-core. `open` brings up what
 * closes when the size changes.
 */
const look = async (
  page: Page,
  screen: (typeof SCREENS)[number],
  open?: () => Promise<void>,
): Promise<void> => {
  const schemes = SCHEMES[SCREENS.indexOf(screen) % 2 === 0 ? 0 : 1];
  for (const size of ['phone', 'desktop'] as const) {
    await page.setViewportSize(SIZES[size]);
    await open?.();
    const colorScheme = schemes[size];
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.evaluate(settled);
    const name = `${screen}-${size}-${colorScheme}`;
    if (PICTURES) await page.screenshot({ path: join(PICTURES, `${name}.png`), animations: 'disabled' });
    findings.set(name, await seriousFindings(page));
    const wider = await page.evaluate(widerThanItsPlace);
    if (wider > 0) tooWide.push(`${name}: ${wider} px`);
  }
  await page.setViewportSize(DESKTOP);
  await page.emulateMedia({ colorScheme: 'light' });
};

/** The colours of another scheme come in by transitions: half-way nobody could read them. Runs in the page. */
const settled = async (): Promise<void> => {
  // One that ends may set off another.
  for (let still = 0, frame = 0; still < 5 && frame < 60; frame++) {
    await new Promise((resolve) => void requestAnimationFrame(resolve));
    const moving = document
      .getAnimations()
      .filter(({ effect }) => Number.isFinite(effect?.getComputedTiming().endTime));
    for (const animation of moving) animation.finish();
    still = moving.length === 0 ? still + 1 : 0;
  }
};

/** By how much the page, a window or a pane could be moved sideways. Runs in the page. */
const widerThanItsPlace = (): number => {
  const places = document.querySelectorAll('html, dialog, .chat-sidebar, .chat-conversation');
  return Math.max(...[...places].map(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth));
};

beforeAll(async () => {
  stage = await startStage();
  await stage.telling(walkThrough);
}, SET_UP_MS);
afterAll(() => stage?.close(), SET_UP_MS);

const walkThrough = async () => {
  const bob = newPerson(stage, 'Bob');
  const [page, atBob] = await Promise.all([signUpLooking(), bob.readyDevice()]);
  await look(page, 'chat-empty');
  await storagelessLooking();
  await chatLooking(page, atBob.page);
};

const storagelessLooking = async () => {
  const { context, page, close } = await stage.device('nobody');
  await addAccessibilityChecks(context);
  await context.addInitScript(() => {
    const refuse = () => {
      throw new DOMException('denied', 'SecurityError');
    };
    Object.defineProperty(window, 'localStorage', { get: refuse });
  });
  await page.reload();
  await page.getByText('Allow cookies and site data').waitFor();
  await look(page, 'no-storage');
  await close();
};

/** As the backend answers while it is another device's turn. */
const otherDeviceLooking = async (page: Page) => {
  const json = { answer: 'wait', state: 'storing', attempt: 1, waitSeconds: 1 };
  const headers = { 'access-control-allow-origin': '*' };
  const address = `${stage.stack.api}/me/identity`;
  await page.route(address, (route) =>
    route.request().method() === 'PUT' ? route.fulfill({ json, headers }) : route.continue(),
  );
  await page.getByRole('heading', { name: 'Another device of yours is setting up' }).waitFor();
  await look(page, 'other-device');
  await page.unroute(address);
};

const signUpLooking = async (): Promise<Page> => {
  const alice = newPerson(stage, 'Alice');
  const { context, page } = await alice.newDevice();
  await addAccessibilityChecks(context);
  await page.reload();
  const begin = page.getByRole('button', { name: 'Create account or sign in' });
  await begin.waitFor();
  await look(page, 'sign-in');
  await begin.click();
  await page.getByLabel('Your name').waitFor();
  await look(page, 'identity-provider');
  await page.goto(stage.stack.web);
  await signIn(page, alice.name);
  await look(page, 'phone-number');
  await page.getByRole('button', { name: 'Send code' }).click();
  await look(page, 'phone-number-refused');
  await enterPhoneNumber(page, alice.phoneNumber);
  await look(page, 'code');
  await enterCode(page, 'zzzzzzzz');
  await page.getByRole('alert').first().waitFor();
  await codeField(page).and(page.locator(':not([readonly])')).waitFor();
  await look(page, 'code-wrong');
  await enterCode(page, await alice.nextCode(0));
  await otherDeviceLooking(page);
  await chatShown(page);
  return page;
};

const chatLooking = async (page: Page, bobPage: Page) => {
  await page.getByRole('button', { name: 'New conversation' }).first().click();
  await page.locator('input[type=search]:focus').waitFor(); // one can begin to type at once
  await page.keyboard.type('bó');
  await page.getByRole('checkbox', { name: 'Bob' }).waitFor();
  await look(page, 'new-conversation');
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await lookAtDialog(page, 'Sign out', 'sign-out');
  await startConversation({ page }, 'Bob');
  await page.getByText('Bob has not accepted yet').waitFor();
  await look(page, 'not-accepted');
  await acceptInvitation({ page: bobPage }, 'Alice');
  await talk(page, bobPage);
  await look(page, 'chat', () => scrollToEnd(conversationOn(page)));
  await lookAtDialog(page, 'Encrypted', 'encryption-panel');
  await membersLooking(page);
  await invitationsLooking(page);
  await bobPage.close(); // it would put right what the operator does next, before Alice has seen it
  await troubleLooking(page);
};

const lookAtDialog = async (page: Page, button: string, screen: (typeof SCREENS)[number]) => {
  await page.getByRole('button', { name: button, exact: true }).click();
  await page.getByRole('dialog').waitFor();
  await look(page, screen);
  await page.getByRole('dialog').getByRole('button', { name: 'Close', exact: true }).click();
};

const membersLooking = async (page: Page) => {
  const { server } = operatorOf(stage);
  await startConversation({ page }, 'Bob', { asGroup: true });
  await server.upsertUser({ id: 'carol', name: LONG });
  await (await channelOfOperator('group')).addMembers(['carol']);
  const members = await openMembers({ page });
  await members.getByText('Cannot read: was not added by a member').waitFor();
  await look(page, 'members-panel');
  await members.getByRole('button', { name: 'Add somebody' }).click();
  await page.getByRole('searchbox', { name: 'Name' }).fill('Bo');
  await page.getByText('Everybody of that name is here already.').waitFor();
  await look(page, 'add-member');
  await closeDialog({ page });
  await members.getByRole('button', { name: 'Remove Bob' }).click();
  await look(page, 'remove-member');
  await page.keyboard.press('Escape'); // takes away this window, and not the one beneath
  await page.getByRole('dialog', { name: 'Remove Bob?' }).waitFor({ state: 'detached' });
  await members.waitFor();
  await members.getByRole('button', { name: 'Compare safety number with Bob' }).click();
  await page.getByRole('list', { name: 'Safety number' }).waitFor();
  await look(page, 'safety-number');
  await page.getByRole('button', { name: 'They are the same' }).click();
  await page.getByText('You compared it with Bob on').waitFor();
  await look(page, 'safety-number-compared');
  await closeDialog({ page });
  await members.getByRole('button', { name: `Block ${LONG}` }).click();
  const asking = page.getByRole('dialog', { name: `Block ${LONG}?` });
  await asking.waitFor();
  await look(page, 'block-person');
  await asking.getByRole('button', { name: 'Block', exact: true }).click();
  await asking.waitFor({ state: 'detached' });
  await closeDialog({ page });
  await page.getByRole('button', { name: 'Account', exact: true }).click();
  await page.getByText('Codes go to').waitFor();
  await look(page, 'account');
  await page.getByRole('button', { name: 'Blocked people' }).click();
  await page.getByRole('button', { name: `Unblock ${LONG}` }).waitFor();
  await look(page, 'blocked-people');
  await closeDialog({ page });
};

/** Alice and Bob know each other by then: the mark is set as the backend sets it for strangers. */
const invitationsLooking = async (page: Page) => {
  const channel = await channelOfOperator('pair');
  const [alice, bob] = [await userId('Alice'), await userId('Bob')];
  await channel.partialUpdateMember(alice, { set: { invited_by: bob } });
  const panel = await openInvitation({ page }, 'Bob');
  await page.getByText('wants to talk with you', { exact: true }).waitFor();
  await look(page, 'invitation');
  await look(page, 'invitations', () => backToList(page));
  await page.getByRole('button', { name: /^Bob .*wants to talk/ }).click();
  await panel.getByRole('button', { name: 'Accept', exact: true }).click();
  await conversationOn(page).composer.waitFor();
};

/** On a phone the list takes turns with the conversation. */
const backToList = async (page: Page) => {
  const back = page.getByRole('button', { name: 'Back to conversations' });
  if (await back.isVisible()) await back.click();
};

const talk = async (page: Page, bobPage: Page) => {
  const [alice, bob] = [conversationOn(page), conversationOn(bobPage)];
  await alice.write('Are you coming on Saturday? I found the place we talked about, the one by the canal.');
  await bob.shows('Are you coming');
  await bob.quote('Are you coming', 'Yes! With the children.');
  await alice.attach({ name: 'canal.png', mimeType: 'image/png', buffer: picture('') });
  await alice.write('It looks like this.');
  await bob.attach({ name: 'timetable.txt', mimeType: 'text/plain', buffer: Buffer.from('10:02\n10:32\n') });
  await bob.write('The trains, so that nobody has to look them up');
  await alice.shows('The trains');
  await alice.react('The trains', '❤️');
  await operatorOf(stage).inject(await theCid(), await userId('Bob'), 'Send me your code');
  await alice.area.getByRole('note').waitFor();
  const thread = await openThread(page, 'With the children');
  await thread.write('I will bring the kite.');
  await look(page, 'thread');
  await page.getByRole('button', { name: 'Close thread' }).click();
  await look(page, 'message-menu', async () => {
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'detached' });
    await pressOn(alice.message('The trains'), 'Open Message Actions Menu');
    await page.getByRole('menu').waitFor();
  });
  await page.keyboard.press('Escape');
  await alice.pick('The trains', 'Report to the team');
  await page.getByRole('button', { name: 'Send report' }).waitFor();
  await look(page, 'report');
  await closeDialog({ page });
  await alice.pick('It looks like this.', 'Delete Message');
  await look(page, 'delete-message');
  await page.keyboard.press('Escape');
};

const troubleLooking = async (page: Page) => {
  const cid = await theCid();
  const atStream = async () => (await operatorOf(stage).storedMessages(cid)).length;
  const before = await atStream();
  await page.context().setOffline(true);
  await page.getByText('You are offline.').waitFor();
  await conversationOn(page).write('We take the early one.');
  await page.getByText('Waiting for the connection').waitFor();
  await look(page, 'offline');
  await page.context().setOffline(false);
  await page.getByText(/^(You are offline|Reconnecting)/).waitFor({ state: 'detached' });
  await page.getByText('Waiting for the connection').waitFor({ state: 'detached' });
  await eventually('the message at Stream', async () => (await atStream()) > before || null); // what comes next would hit it too
  await unsentLooking(page);
  await waitingLooking(page);
  const channel = await channelOfOperator('pair');
  await channel.updatePartial({ set: { session_id: randomUUID() } } as never); // our field, unknown to its types
  await page.getByRole('button', { name: 'Go on with our encryption' }).waitFor();
  await look(page, 'sending-stopped');
  await page.getByRole('button', { name: 'Go on with our encryption' }).click();
  await conversationOn(page).composer.waitFor();
  await channel.removeMembers([await userId('Bob')]);
  await page.getByRole('button', { name: 'Invite again' }).waitFor();
  await look(page, 'pair-ended');
  await channel.removeMembers([await userId('Alice')]);
  await page.getByText('You were removed from this conversation').waitFor();
  await look(page, 'removed');
  await page.goto(`${stage.stack.web}/#/encrypted/nowhere`);
  await page.getByText('There is no such conversation here').waitFor();
  await look(page, 'conversation-missing');
  await page.getByRole('button', { name: 'Back to conversations' }).last().click();
  await erasureLooking(page);
  await namesakesLooking(page);
  await page.goto(`${stage.stack.dashboard}?cid=${await theCid()}`);
  await look(page, 'dashboard');
  await page.goto(`${stage.stack.web}/stack`);
  await look(page, 'stack');
};

/** Somebody gives themselves Bob's name: what nobody chooses tells the two apart. */
const namesakesLooking = async (page: Page) => {
  const bob = await userId('Bob');
  await operatorOf(stage).server.upsertUser({ id: 'mallory-4f2a1c', name: 'Bob' });
  await page.getByRole('button', { name: 'New conversation' }).first().click();
  await page.getByRole('searchbox', { name: 'Name' }).fill('bob');
  await page.getByText('(id ends in 4f2a1c) You have no conversation with them yet.').waitFor();
  await page.getByText(`(id ends in ${bob.slice(-6)})`).waitFor();
  await look(page, 'two-of-one-name');
  await closeDialog({ page });
};

/** Alice has to sign in once more, has herself erased, and keeps the account after all. */
const erasureLooking = async (page: Page) => {
  const open = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await open.getByRole('button', { name: 'Erase my account…' }).click();
  const erase = open.getByRole('button', { name: 'Erase my account', exact: true });
  await erase.waitFor();
  await look(page, 'erase-account');
  await refuseOnce(page);
  await erase.click();
  const signInFirst = open.getByRole('button', { name: 'Sign in to go on' });
  await signInFirst.waitFor();
  await look(page, 'erase-sign-in');
  await signInFirst.click();
  await page.getByRole('button', { name: 'Continue' }).click();
  await erase.click({ timeout: SIGN_IN_MS });
  const keep = page.getByRole('button', { name: 'Keep my account' });
  await page.getByRole('heading', { name: 'Your account will be erased on' }).waitFor();
  await look(page, 'erasure-pending');
  await page.reload();
  await keep.click();
  await chatShown(page);
};

/** As the backend does when a sign-in is older than five minutes. */
const refuseOnce = (page: Page) =>
  page.route(
    `${stage.stack.api}/me`,
    (route) =>
      route.request().method() === 'DELETE'
        ? route.fulfill({
            status: 403,
            json: { error: REFUSED },
            headers: { 'access-control-allow-origin': '*' },
          })
        : route.continue(),
    { times: 1 },
  );

/** Stream's minute is full: the second message waits. After a reload it goes, since by then there is room again. */
const waitingLooking = async (page: Page) => {
  const { faults } = stage.stack.streamService;
  faults.set({ rateLimits: { endpoints: { SendMessage: 1 } } });
  for (const text of ['The 10:02 it is.', 'I have the tickets.']) await conversationOn(page).write(text);
  await page.getByText('Waiting: the chat service is busy.').waitFor();
  await look(page, 'waiting', () => scrollToEnd(conversationOn(page)));
  faults.set({ rateLimits: 'published' });
  await page.reload();
  await openConversation({ page }, 'Bob');
};

/** One that Stream's hook refuses, one that Stream does not let through at the moment; both are taken back. */
const unsentLooking = async (page: Page) => {
  const { faults } = stage.stack.streamService;
  const refuseWith = (status: number, code: number) =>
    faults.set({ requests: [{ method: 'POST', path: '/message', status, code, times: 100 }] });
  const { write, area } = conversationOn(page);
  refuseWith(400, 73);
  await write('Is there a café on board?');
  await area.getByText('Not sent: the service refused it.').waitFor();
  refuseWith(403, 17);
  await write('Shall I bring something to eat, or do you?');
  await area.getByText('Kept back: you may not write here at the moment.').waitFor();
  await look(page, 'unsent', () => scrollToEnd(conversationOn(page)));
  for (const left of [1, 0]) {
    await area.getByRole('button', { name: 'Do not send' }).last().click();
    await area.getByRole('button', { name: 'Do not send' }).nth(left).waitFor({ state: 'detached' });
  }
  faults.set({ requests: [] });
};

/** Of the conversation of the two, or of the group that Alice has made. */
const theCid = async (kind: 'pair' | 'group' = 'pair'): Promise<string> => {
  const cids = await operatorOf(stage).channels();
  const cid = cids.find((known) => known.includes(':pair-') === (kind === 'pair'));
  if (!cid) throw new Error('there is no such conversation');
  return cid;
};

const channelOfOperator = async (kind: 'pair' | 'group') => {
  const [type = '', id = ''] = (await theCid(kind)).split(':');
  return operatorOf(stage).server.channel(type, id);
};

const userId = async (name: string): Promise<string> => {
  const { users } = await operatorOf(stage).server.queryUsers({ name });
  const [user] = users;
  if (!user) throw new Error(`Stream knows nobody named ${name}`);
  return user.id;
};

describe('each screen, on a phone and on a desktop, one of them light and one dark', () => {
  it.each(SCREENS)('%s: axe-core finds nothing serious', (screen) => {
    const seen = [...findings].filter(([name]) => new RegExp(`^${screen}-(phone|desktop)-`).test(name));
    expect(seen).toHaveLength(2);
    expect(seen.filter(([, found]) => found.length > 0)).toEqual([]);
  });

  it('fits its width', () => {
    expect(tooWide).toEqual([]);
  });

  it('has an icon of ours, which its policy lets through', async () => {
    for (const address of ['', '/stack', '/dashboard', '/inbox']) {
      const response = await fetch(`${stage.stack.web}${address}`, { headers: { accept: 'text/html' } });
      const [, href = ''] = /<link rel="icon"[^>]* href="([^"]+)"/.exec(await response.text()) ?? [];
      const policy = response.headers.get('content-security-policy') ?? '';
      expect(policy).toMatch(
        href.startsWith('data:image/svg') ? /img-src [^;]*data:/ : /img-src [^;]*'self'/,
      );
      if (!href.startsWith('data:')) {
        const icon = await fetch(new URL(href, stage.stack.web));
        expect([icon.status, icon.headers.get('content-type')]).toEqual([200, 'image/svg+xml']);
      }
    }
  });
});
