import { basename } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildWeb } from '../../local/web/build-web.ts';
import { CONVERSATION, measureWeb, scriptsOfPart } from '../../local/web/measure-web.ts';
import { type Operator, operatorOf } from '../support/operator.ts';
import { type Conversation, closeThread, conversationOn, openThread, pressOn } from './conversation.ts';
import { eventually } from './eventually.ts';
import {
  addMember,
  closeDialog,
  giveAccessAgain,
  leave,
  memberRow,
  openMembers,
  removeMember,
  safetyNumberWith,
} from './members-panel.ts';
import { belowTheFold, isWhollyInSight, scrollBack, scrollToEnd } from './message-list.ts';
import { acceptInvitation, openConversation, openPair, type Pair } from './pair.ts';
import { newPerson, type Person } from './person.ts';
import { DESKTOP, type Device, PHONE, type Stage, startStage } from './stage.ts';

const SET_UP_MS = 120_000;
/** Of messages: Stream gives 25 or 30 at once. */
const MORE_THAN_A_PAGE = 40;
/** The page asks for 100 more by itself. */
const MORE_THAN_IS_LOADED = 150;

let stage: Stage;
let operator: Operator;
let pair: Pair;
/** Carol. */
let person: Person;
let atCarol: Device;
let alice: Conversation;
let bob: Conversation;
let carol: Conversation;
/** Scripts that Bob's browser fetched until his conversation was open. */
let scriptsUntilChat: string[];

beforeAll(async () => {
  stage = await startStage();
  operator = operatorOf(stage);
  await stage.telling(async () => {
    pair = await openPair(stage, { asGroup: true });
    alice = conversationOn(pair.atAlice.page);
    bob = conversationOn(pair.atBob.page);
    await alice.write('a secret of two');
    await bob.shows('a secret of two');
    await repeatLast(MORE_THAN_A_PAGE);
    await pair.atBob.page.reload(); // without what accepting has loaded
    await openConversation(pair.atBob, 'Alice');
    scriptsUntilChat = await scriptsOf(pair.atBob);
    person = newPerson(stage, 'Carol');
    atCarol = await person.readyDevice();
    carol = conversationOn(atCarol.page);
  });
}, SET_UP_MS);
afterAll(() => stage?.close(), SET_UP_MS);

const story = (name: string, work: () => Promise<void>) => it(name, () => stage.telling(work), SET_UP_MS);

/** Has what was written last stand there so many times more: stubs for those who can read it, as good as any message to fill a list. */
const repeatLast = async (times: number): Promise<void> => {
  const text = (await operator.storedMessages(pair.cid)).at(-1)?.text ?? '';
  operator.setFaults({ rateLimits: 'off' }); // nobody writes so fast
  for (let time = 0; time < times; time++) await operator.inject(pair.cid, pair.aliceId, text);
  operator.setFaults({ rateLimits: 'published' });
};

/** In CSS pixels: less than an eye takes for a jump. */
const STILL = 8;

const scriptsOf = ({ page }: Device): Promise<string[]> =>
  page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .map(({ name }) => new URL(name).pathname)
      .filter((path) => path.endsWith('.js')),
  );

/** The plain line in a conversation that says what happened to its encryption. */
const line = ({ area }: Conversation, words: string) =>
  area.locator('.epoch-line').filter({ hasText: new RegExp(`^${words}$`) });

const wordsOn = ({ page }: Device): Promise<string> => page.locator('body').innerText();

const stub = ({ area }: Conversation, reason: string) => area.locator(`[role=note][data-reason=${reason}]`);

const serverChannel = () => {
  const [type = '', id = ''] = pair.cid.split(':');
  return operator.server.channel(type, id);
};

const carolId = async (): Promise<string> => {
  const { users } = await operator.server.queryUsers({ name: 'Carol' });
  return users[0]?.id ?? '';
};

/** What somebody does who was removed and has been let in again. */
const acceptWayBack = async ({ page }: Device, by: string): Promise<void> => {
  const asked = page.locator('[role=alert][data-kind=let-in-again]');
  await asked.getByText(`${by} is said to have let you in again`).waitFor();
  expect(await conversationOn(page).composer.count()).toBe(0);
  await asked.getByRole('button', { name: 'I have asked: come back in' }).click();
  await conversationOn(page).composer.waitFor();
};

/** On a list that has just been opened, whose older messages are not loaded, and once more when they are. */
const expectNoJumps = async (conversation: Conversation, text: string) => {
  for (const times of ['at first', 'again']) {
    const jumps = await scrollBack(conversation, text);
    await scrollToEnd(conversation);
    expect([times, jumps.length > 0, jumps.filter((pixels) => pixels > STILL)]).toEqual([times, true, []]);
  }
};

describe('the list of messages', () => {
  story('is read back without sticking or jumping, on a desktop and on a phone', async () => {
    const { page } = pair.atBob;
    await expectNoJumps(bob, 'a secret of two');
    await page.setViewportSize(PHONE);
    try {
      await page.reload();
      await bob.area.getByRole('note').last().waitFor();
      await expectNoJumps(bob, 'a secret of two');
    } finally {
      await page.setViewportSize(DESKTOP);
    }
  });

  story('stays at its end when the composer grows, and when the window changes', async () => {
    const isAtEnd = () =>
      eventually('the end of the list', async () => ((await belowTheFold(alice)) < 2 ? true : null));
    await isAtEnd();
    await alice.composer.fill(Array(8).fill('one line of many').join('\n'));
    await isAtEnd();
    await alice.composer.fill('');
    for (const size of [PHONE, DESKTOP]) {
      await pair.atAlice.page.setViewportSize(size);
      await isAtEnd();
    }
  });

  story('shows all that can be done with a message that is kept back, on a phone', async () => {
    const { page } = pair.atAlice;
    await page.setViewportSize(PHONE);
    operator.setFaults({
      requests: [{ method: 'POST', path: '/message', status: 403, code: 17, times: 100, delayMs: 500 }],
    });
    try {
      await alice.write('not for now');
      await alice.area.getByText('Kept back: you may not write here at the moment.').waitFor();
      const buttons = await alice.area.locator('.unsent-notice').last().getByRole('button').all();
      const inSight = await Promise.all(buttons.map(isWhollyInSight));
      expect([buttons.length > 0, inSight]).toEqual([true, buttons.map(() => true)]);
      await buttons.at(-1)?.click(); // Do not send
      await alice.message('not for now').waitFor({ state: 'detached' });
    } finally {
      operator.setFaults({ requests: [] });
      await page.setViewportSize(DESKTOP);
    }
  });
});

describe('Carol', () => {
  story('is added by Alice in the app, and all are told', async () => {
    await addMember(pair.atAlice, 'Carol');
    await line(alice, 'You renewed the encryption: Carol joined').waitFor();
    await line(bob, 'Alice renewed the encryption: Carol joined').waitFor();
  });

  story('reads what is written from then on, and nothing from before', async () => {
    await acceptInvitation(atCarol, 'Alice');
    await stub(carol, 'before-you-joined').getByText('Sent before you joined.').waitFor();
    expect(await stub(carol, 'before-you-joined').count()).toBe(1);
    await alice.write('welcome, Carol');
    for (const conversation of [bob, carol]) await conversation.shows('welcome, Carol');
    await carol.write('thank you, both');
    for (const conversation of [alice, bob]) await conversation.shows('thank you, both');
    await bob.write('glad you are here');
    for (const conversation of [alice, carol]) await conversation.shows('glad you are here');
    expect(await wordsOn(atCarol)).not.toContain('a secret of two');
  });

  story('is shown as a reader to everybody', async () => {
    for (const device of [pair.atAlice, pair.atBob, atCarol]) {
      const members = await openMembers(device);
      await members.locator('[data-access=reads]').nth(2).waitFor();
      expect(await members.getByText('Cannot read').count()).toBe(0);
      await closeDialog(device);
    }
  });

  story('has a safety number with each that is the same on both screens', async () => {
    const withBob = await safetyNumberWith(pair.atAlice, 'Bob');
    expect(withBob).toMatch(/^(\d{5} ){11}\d{5}$/);
    expect(await safetyNumberWith(pair.atBob, 'Alice')).toBe(withBob);
    const withCarol = await safetyNumberWith(pair.atAlice, 'Carol');
    expect(await safetyNumberWith(atCarol, 'Alice')).toBe(withCarol);
    expect(withCarol).not.toBe(withBob);
  });

  story('is removed by Alice: her app says so, and the others write on', async () => {
    await removeMember(pair.atAlice, 'Carol');
    await atCarol.page.getByText('You were removed from this conversation').waitFor();
    await line(bob, 'Alice removed Carol and renewed the encryption').waitFor();
    await alice.write('without Carol');
    await bob.shows('without Carol');
    await bob.write('only the two of us');
    await alice.shows('only the two of us');
  });

  story('cannot read it though the operator puts her back into the channel', async () => {
    await serverChannel().addMembers([await carolId()]);
    await atCarol.page.reload();
    await atCarol.page.getByRole('option', { name: /^Alice and Bob\b/ }).click();
    await carol.shows('glad you are here');
    await atCarol.page
      .getByRole('alert')
      .getByText(/^You (cannot read or write here yet|were removed)/)
      .waitFor();
    await alice.write('does Carol see this?');
    await bob.shows('does Carol see this?');
    await stub(carol, 'other-session')
      .or(stub(carol, 'superseded-session'))
      .or(stub(carol, 'before-you-joined'))
      .nth(2)
      .waitFor();
    const words = await wordsOn(atCarol);
    for (const secret of ['without Carol', 'only the two of us', 'does Carol see this?'])
      expect(words).not.toContain(secret);
    expect(await carol.composer.count()).toBe(0);
  });

  story('is then shown to the others as somebody who cannot read, and can be let in', async () => {
    const members = await openMembers(pair.atBob);
    const row = memberRow(members, 'Carol');
    await row.getByText('Cannot read: was not added by a member').waitFor();
    await row.getByRole('button', { name: 'Let in Carol' }).click();
    await row.and(members.locator('[data-access=reads]')).waitFor();
    await closeDialog(pair.atBob);
    await acceptWayBack(atCarol, 'Bob');
    await bob.write('back again');
    await carol.shows('back again');
    await carol.write('good to be back');
    await alice.shows('good to be back');
    expect(await wordsOn(atCarol)).not.toContain('does Carol see this?');
  });

  story('leaves, which her other device tells too, and the others go on with a new key', async () => {
    const tablet = await person.readyDevice();
    await tablet.page.getByRole('option', { name: /^Alice and Bob\b/ }).click();
    await conversationOn(tablet.page).composer.waitFor();
    await leave(atCarol);
    for (const { page } of [atCarol, tablet])
      await page.getByText('You have left this conversation').waitFor();
    await tablet.close();
    await line(alice, '(Bob|You) renewed the encryption: Carol is no longer a member').waitFor({
      timeout: 30_000,
    });
    await alice.write('two again');
    await bob.shows('two again');
  });
});

describe('a connection that is lost for more than a page of messages', () => {
  story(
    'leaves no gap: the list begins anew, all that was missed is further up, and the open thread has its answers',
    async () => {
      const { context, page } = pair.atBob;
      await alice.write('about the gap');
      await bob.shows('about the gap');
      const thread = await openThread(page, 'about the gap');
      await context.setOffline(true);
      await page.getByText('You are offline.').waitFor();
      const threadOfAlice = await openThread(pair.atAlice.page, 'about the gap');
      await threadOfAlice.write('said meanwhile');
      await closeThread(pair.atAlice.page);
      await repeatLast(MORE_THAN_A_PAGE);
      await alice.write('after the gap');
      await context.setOffline(false);
      await bob.shows('after the gap');
      await thread.shows('said meanwhile');
      await closeThread(page);
      await expectNoJumps(bob, 'two again');
    },
  );
});

describe('safety numbers that were compared', () => {
  story('are noted, make the lock say who is verified, and can be taken back', async () => {
    const { page } = pair.atAlice;
    await page.getByRole('button', { name: 'Encrypted', exact: true }).click();
    const readers = page
      .getByRole('dialog', { name: 'Encryption' })
      .getByRole('list', { name: 'Who can read' });
    await readers.getByRole('listitem').first().getByText('You', { exact: true }).waitFor();
    const bobs = readers.getByRole('listitem').filter({ hasText: 'Bob' });
    await bobs.getByText('Keys checked with the service, not compared.').waitFor();
    await bobs.getByRole('button', { name: 'Compare safety number with Bob' }).click();
    const window = page.getByRole('dialog', { name: 'Safety number' });
    await window.getByRole('button', { name: 'They are the same' }).click();
    await window.getByText(/^You compared it with Bob on .+, and it was the same\./).waitFor();
    await bobs.getByText(/^You compared safety numbers on /).waitFor();
    await window.getByRole('button', { name: 'We have not compared it' }).click();
    await window.getByRole('button', { name: 'They are the same' }).waitFor();
    await bobs.getByText('Keys checked with the service, not compared.').waitFor();
    await closeDialog(pair.atAlice);
    await closeDialog(pair.atAlice);
  });
});

describe('a message that is reported', () => {
  story('goes to the team as its author signed it, with those before it once that is chosen', async () => {
    const { page } = pair.atAlice;
    await bob.write('pay me, or else');
    await alice.shows('pay me, or else');
    await alice.pick('pay me, or else', 'Report to the team');
    const window = page.getByRole('dialog', { name: 'Report to the team' });
    await window.getByText('No other message.').waitFor();
    await window.getByLabel('What is wrong with it?').selectOption('threat');
    await window.getByLabel('What the team should know (optional)').fill('For the second time.');
    await window.getByRole('checkbox', { name: 'Also send up to 10 messages before it' }).check();
    await window.getByText('The same of up to 10 messages before it.').waitFor();
    await window.getByRole('button', { name: 'Block Bob' }).waitFor();
    const asked = page.waitForRequest((request) => request.url().endsWith('/reports'));
    await window.getByRole('button', { name: 'Send report' }).click();
    const { message, before, ...said } = (await asked).postDataJSON();
    expect(said).toEqual({ reason: 'threat', note: 'For the second time.' });
    expect(JSON.parse(message.text)).toMatchObject({ from: pair.bobId, text: 'pay me, or else' });
    expect(before.length).toBeGreaterThan(0);
    await window.getByText(/^[0-9a-f]{32}$/).waitFor();
    await window.getByText('the new report takes the place of this one').waitFor();
    await window.getByRole('button', { name: 'Done' }).click();
    await window.waitFor({ state: 'detached' });
  });

  story('is somebody else’s: one’s own is not offered for it', async () => {
    const { page } = pair.atAlice;
    await alice.write('to be left alone');
    await pressOn(alice.message('to be left alone'), 'Open Message Actions Menu');
    await page.getByRole('menuitem', { name: 'Edit Message' }).waitFor();
    expect(await page.getByRole('menuitem', { name: 'Report to the team' }).count()).toBe(0);
    await page.keyboard.press('Escape');
  });
});

describe('the encryption of a conversation', () => {
  story('can be renewed, and tells what became of it', async () => {
    const { page } = pair.atAlice;
    await page.getByRole('button', { name: 'Encrypted', exact: true }).click();
    const panel = page.getByRole('dialog', { name: 'Encryption', exact: true });
    const number = async () =>
      Number(/\d+/.exec(await panel.getByRole('heading', { name: /^Encryption number/ }).innerText())?.[0]);
    const before = await number();
    await panel.getByRole('button', { name: 'Renew encryption' }).click();
    await panel.getByRole('heading', { name: `Encryption number ${before + 1}` }).waitFor();
    const history = await panel
      .getByRole('list', { name: 'Encryptions so far, newest first' })
      .getByRole('listitem')
      .allInnerTexts();
    expect(history[0]).toMatch(/^You renewed the encryption\n/);
    expect(history.at(-1)).toMatch(/^(You|Bob) started the encryption\n/); // whoever was first
    await closeDialog(pair.atAlice);
    await alice.write('under the new key');
    await bob.shows('under the new key');
  });
});

describe('somebody who takes another name', () => {
  story('is told of to the others, by both names, until they have seen it', async () => {
    const { page } = pair.atAlice;
    const rename = async (before: string, name: string) => {
      await operator.server.partialUpdateUser({ id: pair.bobId, set: { name } });
      const notice = page.locator('[data-kind=renamed]');
      await notice.getByText(`${before} is now called “${name}”`).waitFor();
      await notice.getByRole('button', { name: 'Understood' }).click();
      await notice.waitFor({ state: 'detached' });
    };
    await rename('Bob', 'Robert');
    await page.getByRole('option', { name: /^(Group with )?Robert\b/ }).waitFor();
    await rename('Robert', 'Bob');
  });
});

describe('a device that was never let in', () => {
  story('says so, starts over, and is trusted once the others have decided', async () => {
    await serverChannel().addMembers([await carolId()]);
    const second = await person.readyDevice();
    await second.page.getByRole('option', { name: /^Alice and Bob\b/ }).click();
    const notice = second.page.locator('[role=alert][data-kind=no-access]');
    await notice.getByText('No member has given this account a key.').waitFor();
    await notice.getByRole('button', { name: 'Start over' }).click();
    await notice.waitFor({ state: 'detached' });
    for (const { page } of [pair.atAlice, pair.atBob]) {
      // An open thread says it, too.
      const asked = page.locator('[role=alert][data-kind=epoch-not-announced]').first();
      await asked.getByText('Carol is said to have started a new encryption').waitFor();
      expect(await page.getByRole('textbox', { name: 'Write a message' }).count()).toBe(0);
      await asked.getByRole('button', { name: 'I have asked: use the new one' }).click();
      await asked.waitFor({ state: 'detached' });
    }
    await conversationOn(second.page).write('with new keys');
    for (const conversation of [alice, bob]) await conversation.shows('with new keys');
    await alice.shows('under the new key');
    await giveAccessAgain(pair.atBob, 'Carol');
    await line(alice, 'Bob renewed the encryption').last().waitFor();
    await conversationOn(second.page).write('with yet another key');
    await alice.shows('with yet another key');
    await removeMember(pair.atAlice, 'Carol');
    await second.close();
  });
});

describe('somebody who comes back after many messages that they cannot read', () => {
  story('finds what they could read before, when they look further back', async () => {
    const before = 'good to be back';
    await repeatLast(MORE_THAN_IS_LOADED);
    await addMember(pair.atAlice, 'Carol');
    await atCarol.page.reload(); // without what it had loaded
    await closeDialog(atCarol); // the one she left from
    await acceptWayBack(atCarol, 'Alice');
    await stub(carol, 'before-you-joined').last().waitFor();
    // As long as it is not known that she could not read them, the list loads older ones by itself.
    const further = carol.area.getByRole('button', { name: 'Look further back' });
    await eventually('what she could read', async () => {
      if (await further.isVisible()) await further.click({ timeout: 2_000 }).catch(() => {});
      return (await carol.message(before).count()) > 0 || null;
    });
    await removeMember(pair.atAlice, 'Carol');
  });
});

describe('a conversation whose history is open to all', () => {
  story('lets somebody added later read what was written without them', async () => {
    const { page } = pair.atAlice;
    await page.getByRole('button', { name: 'New conversation' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'New conversation' });
    for (const name of ['Bob', 'Carol']) {
      await dialog.getByRole('searchbox', { name: 'Name' }).fill(name);
      await dialog.getByRole('checkbox', { name }).check();
    }
    await dialog.getByRole('checkbox', { name: /^People added later can read everything/ }).check();
    await dialog.getByRole('button', { name: 'Start conversation' }).click();
    await alice.area.getByText('Nothing written yet.').waitFor();
    await alice.write('the plan of three');
    await openConversation(atCarol, 'Alice and Bob');
    await carol.shows('the plan of three');
    await removeMember(pair.atAlice, 'Carol');
    await alice.write('written meanwhile');
    await atCarol.page.getByText('You were removed from this conversation').waitFor();
    await addMember(pair.atAlice, 'Carol');
    await atCarol.page.getByRole('option', { name: /^Alice and Bob\b/ }).click();
    await acceptWayBack(atCarol, 'Alice');
    await carol.shows('written meanwhile');
  });
});

it('fetches until the chat what the budget counts, and the windows only when they are opened', async () => {
  const { webDir } = await buildWeb();
  const sizes = measureWeb(webDir);
  const ofConversation = scriptsOfPart(webDir, CONVERSATION).map((path) => basename(path));
  const counted = sizes.filter(({ neededFor }) => neededFor !== 'click').map(({ file }) => basename(file));
  const fetched = scriptsUntilChat.map((path) => basename(path));
  expect(fetched.length).toBeGreaterThan(3);
  expect(fetched.filter((file) => ![...counted, ...ofConversation].includes(file))).toEqual([]);
});

it('throws nothing uncaught, and asks nobody but the stack', () => {
  expect(stage.uncaught()).toEqual([]);
  expect(stage.strayRequests).toEqual([]);
});
