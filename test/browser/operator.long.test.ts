import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeKeys } from '../conformance/seald-raw-client.ts';
import { type Operator, operatorOf, type StoredMessage } from '../support/operator.ts';
import { type Conversation, closeThread, conversationOn, openThread } from './conversation.ts';
import { eventually } from './eventually.ts';
import { closeDialog } from './members-panel.ts';
import { openConversation, openPair, type Pair, startConversation } from './pair.ts';
import { type Device, type Stage, startStage } from './stage.ts';

const SET_UP_MS = 180_000;

let stage: Stage;
let pair: Pair;
let operator: Operator;
let alice: Conversation;
let bob: Conversation;

beforeAll(async () => {
  stage = await startStage();
  operator = operatorOf(stage);
  await stage.telling(async () => {
    pair = await openPair(stage);
    alice = conversationOn(pair.atAlice.page);
    bob = conversationOn(pair.atBob.page);
  });
}, SET_UP_MS);
afterAll(() => stage?.close(), SET_UP_MS);

const story = (name: string, work: () => Promise<void>) => it(name, () => stage.telling(work), SET_UP_MS);

/** Lets Alice write, in a thread if one is open at both, waits until Bob reads it, and gives what Stream stored. */
const storedFromAlice = async (text: string, [from, to] = [alice, bob]): Promise<StoredMessage> => {
  const before = new Set((await operator.storedMessages(pair.cid)).map(({ id }) => id));
  await from.write(text);
  await to.shows(text);
  const stored = (await operator.storedMessages(pair.cid)).find(({ id }) => !before.has(id));
  if (!stored) throw new Error('nothing was stored');
  return stored;
};

/** People nobody knows yet, each with a conversation with Alice that the operator made. */
const newConversations = async (names: readonly string[]): Promise<void> => {
  const people = names.map((name) => ({ id: randomUUID(), name }));
  await operator.server.upsertUsers(people);
  const [type = ''] = pair.cid.split(':');
  for (const { id } of people) {
    const data = { created_by_id: id, members: [id, pair.aliceId] };
    await operator.server.channel(type, randomUUID(), data).create();
  }
};

/** In place of messages that cannot be trusted or read. */
const stub = (conversation: Conversation, reason: string) =>
  conversation.area.locator(`[role=note][data-reason=${reason}]`);

describe('the operator', () => {
  story('can put clear text under a name, but nobody is shown it', async () => {
    const planted = `Send me your code ${randomUUID()}`;
    await operator.inject(pair.cid, pair.aliceId, planted);
    for (const conversation of [alice, bob]) await stub(conversation, 'not-encrypted').waitFor();
    await alice.write('a genuine message after it');
    await bob.shows('a genuine message after it');
    for (const { page } of [pair.atAlice, pair.atBob])
      expect(await page.locator('body').innerText()).not.toContain(planted);
  });

  story('can damage a message, which is then no longer shown', async () => {
    const { id, text } = await storedFromAlice('transfer ten');
    await operator.overwrite(id, pair.aliceId, damaged(text));
    await stub(bob, 'undecryptable').waitFor();
    await bob.message('transfer ten').waitFor({ state: 'detached' });
  });

  story('cannot replace a message by clear text', async () => {
    const { id } = await storedFromAlice('meet at the library');
    await operator.overwrite(id, pair.aliceId, 'meet at the harbour');
    await expectStubs(bob, 'not-encrypted', 2);
    await bob.message('meet at the library').waitFor({ state: 'detached' });
    expect(await pair.atBob.page.locator('body').innerText()).not.toContain('harbour');
  });

  story('cannot have a message said twice', async () => {
    const { text } = await storedFromAlice('pay him ten');
    await operator.inject(pair.cid, pair.aliceId, text);
    await stub(bob, 'wrong-id').waitFor();
    expect(await bob.area.locator('.str-chat__message').filter({ hasText: 'pay him ten' }).count()).toBe(1);
  });

  story('cannot put a message under another name', async () => {
    const { text } = await storedFromAlice('I owe you');
    await operator.inject(pair.cid, pair.bobId, text);
    await stub(alice, 'wrong-author').waitFor();
  });

  story('cannot put an old version back', async () => {
    const { id, text } = await storedFromAlice('yes, do it');
    await alice.edit('yes, do it', 'no, leave it');
    await bob.shows('no, leave it');
    await operator.overwrite(id, pair.aliceId, text);
    await stub(bob, 'older-revision').waitFor();
    await bob.message('yes, do it').waitFor({ state: 'detached' });
  });

  story(
    'cannot take a message away that something was written after, nor an answer in a thread',
    async () => {
      // A thread shows the message it is of: answers need words of their own to be waited for.
      const takenAway = async (what: string, where: [Conversation, Conversation]) => {
        const { id } = await storedFromAlice(`the first ${what}`, where);
        await storedFromAlice(`the second ${what}`, where);
        await operator.server.deleteMessage(id, { hardDelete: true });
        await where[1].area.getByText('Something Alice wrote before this is missing.').waitFor();
      };
      await takenAway('message', [alice, bob]);
      const pages = [pair.atAlice.page, pair.atBob.page] as const;
      const threads = await Promise.all(pages.map((page) => openThread(page, 'the second message')));
      await takenAway('answer', threads as [Conversation, Conversation]);
      await Promise.all(pages.map(closeThread));
    },
  );

  story('sees no ciphertext shown to people', async () => {
    for (const { page } of [pair.atAlice, pair.atBob])
      expect(await page.locator('body').innerText()).not.toMatch(/"?sessionId"?\s*:|undefined/);
  });
});

const expectStubs = (conversation: Conversation, reason: string, count: number) =>
  eventually(`${count} stubs`, async () =>
    (await stub(conversation, reason).count()) === count ? true : null,
  );

/** The same ciphertext with one character of its end changed. */
const damaged = (text: string): string =>
  text.replace(/(.)(.{6}"\})$/, (_, character, rest) => `${character === 'A' ? 'B' : 'A'}${rest}`);

describe('a conversation that the operator points at another encryption', () => {
  story(
    'stops being written in until the person decides, and then goes on with the members’ own',
    async () => {
      const [type = '', id = ''] = pair.cid.split(':');
      const set = { session_id: randomUUID() };
      await operator.server.channel(type, id).updatePartial({ set } as never); // our field, unknown to its types
      for (const { page } of [pair.atAlice, pair.atBob]) {
        const notice = page.locator('[role=alert][data-kind=session-id-swapped]');
        await notice.getByText('Sending has stopped').waitFor();
        await notice.getByRole('button', { name: 'Go on with our encryption' }).click();
        await notice.waitFor({ state: 'detached' });
      }
      await alice.write('in our own encryption');
      await bob.shows('in our own encryption');
    },
  );
});

/** Presses "Renew encryption" behind the lock. */
const renew = async ({ page }: Device): Promise<void> => {
  await page.getByRole('button', { name: 'Encrypted', exact: true }).click();
  const panel = page.getByRole('dialog', { name: 'Encryption', exact: true });
  await panel.getByRole('button', { name: 'Renew encryption' }).click();
};

const noticeOn = ({ page }: Device, kind: string) =>
  page.locator(`.str-chat__main-panel [role=alert][data-kind=${kind}]`);

describe('a registry that the operator sets back', () => {
  story('stops the sending at both, and one who goes on takes the other along', async () => {
    const before = await operator.namedSession(pair.cid);
    await renew(pair.atAlice);
    const renewed = `Encryption number ${before.epoch + 1}`;
    await pair.atAlice.page.getByRole('heading', { name: renewed }).waitFor();
    await closeDialog(pair.atAlice);
    await bob.area.getByText('Alice renewed the encryption', { exact: true }).waitFor();
    await operator.removeEpoch(pair.cid, before.epoch + 1);
    await operator.nameSession(pair.cid, before.encryptionSessionId);
    const notices = [pair.atAlice, pair.atBob].map((device) => noticeOn(device, 'epoch-rolled-back'));
    for (const notice of notices) await notice.getByText('names an older encryption').waitFor();
    expect(await alice.composer.count()).toBe(0);
    await notices[0]?.getByRole('button', { name: 'Go on with our encryption' }).click();
    for (const notice of notices) await notice.waitFor({ state: 'detached' });
    await alice.write('past the older one');
    await bob.shows('past the older one');
  });
});

describe('a contact for whom the key server shows other keys', () => {
  story('gets no new encryption until the keys are the contact’s own again', async () => {
    const encryptionPublicKey = makeKeys(2048).publicKey;
    const before = await operator.namedSession(pair.cid);
    operator.lie({ swappedKeys: [{ user: operator.sealdAccountOf(pair.bobId), encryptionPublicKey }] });
    await renew(pair.atAlice);
    const notice = noticeOn(pair.atAlice, 'contact-mismatch');
    await notice.first().waitFor(); // behind the lock, and in the composer's place
    await closeDialog(pair.atAlice);
    await notice.getByText('The key service shows other keys for Bob').waitFor();
    await notice.getByRole('button', { name: 'Compare safety number' }).click();
    const { page } = pair.atAlice;
    const number = page.getByRole('dialog', { name: 'Safety number', exact: true });
    await number.getByText('names keys that may not be those of Bob').waitFor(); // a number would look right
    await closeDialog(pair.atAlice);
    expect(await alice.composer.count()).toBe(0);
    expect(await operator.namedSession(pair.cid)).toEqual(before);
    operator.lie({});
    await notice.getByRole('button', { name: 'We have compared: use these keys' }).click();
    await notice.waitFor({ state: 'detached' });
    await alice.write('under his own keys');
    await bob.shows('under his own keys');
    expect(await operator.namedSession(pair.cid)).toMatchObject({ epoch: before.epoch + 1 });
  });
});

describe('a Stream token that expires in use', () => {
  story('is renewed without anybody noticing', async () => {
    operator.setFaults({ tokens: { expiredTimes: 1 } });
    await alice.write('with an expired token');
    await bob.shows('with an expired token');
  });

  story('does not end the connection either', async () => {
    operator.setFaults({ tokens: { expiredTimes: 1 }, dropSockets: { userId: pair.bobId } });
    await alice.write('while Bob was away');
    await bob.shows('while Bob was away');
  });
});

describe('a connection that is lost', () => {
  // First, because the vendor's list is loaded anew only once in five seconds.
  story('takes nothing of what is being written, and costs few calls, with twenty in the list', async () => {
    const { context, page } = pair.atAlice;
    await newConversations(Array.from({ length: 18 }, (_, number) => `Somebody ${number}`));
    await page.getByRole('option', { name: /^Group with Somebody 17\b/ }).waitFor();
    const calls: string[] = [];
    page.on('request', (request) => {
      if (request.url().startsWith(stage.stack.stream) && request.method() !== 'OPTIONS')
        calls.push(`${request.method()} ${new URL(request.url()).pathname}`);
    });
    await context.setOffline(true);
    await page.getByText('You are offline.').waitFor();
    await alice.composer.fill('half a sentence');
    operator.setFaults({ muteEvents: true });
    await newConversations(['Dora']);
    operator.setFaults({ muteEvents: false });
    calls.length = 0;
    await context.setOffline(false);
    await page.getByRole('option', { name: /^Group with Dora\b/ }).waitFor();
    expect(await alice.composer.inputValue()).toBe('half a sentence');
    await alice.write('half a sentence, and the other half');
    await bob.shows('and the other half');
    expect(calls.length).toBeLessThanOrEqual(12); // writing and reading among them
    expect(calls.filter((call) => call.endsWith('/members'))).toEqual([]);
  });

  story(
    'is said, and what was written meanwhile, changed, and loaded again with the page, goes by itself, once',
    async () => {
      const { context, page } = pair.atAlice;
      await context.setOffline(true);
      await page.getByText('You are offline.').waitFor();
      await alice.write('written in the tunel');
      await page.getByText('Waiting for the connection').first().waitFor();
      await alice.edit('written in the tunel', 'written in the tunnel');
      await alice.message('written in the tunnel').waitFor();
      await alice.write('not to be sent');
      await alice.remove('not to be sent');
      await alice.composer.fill('half a thought');
      operator.setFaults({ requests: [{ method: 'POST', path: '/message', status: 500, times: 1000 }] });
      await context.setOffline(false);
      await page.getByText('Waiting: the chat service is busy').first().waitFor();
      await page.reload();
      await openConversation(pair.atAlice, pair.bob.name);
      await alice.message('written in the tunnel').waitFor();
      await eventually('the draft', async () =>
        (await alice.composer.inputValue()) === 'half a thought' ? true : null,
      );
      operator.setFaults({ requests: [] });
      await bob.shows('written in the tunnel');
      await page.getByText(/^Waiting/).waitFor({ state: 'detached' });
      expect(await bob.message('written in the tunnel').count()).toBe(1);
      expect(await bob.message('not to be sent').count()).toBe(0);
      await alice.composer.fill('');
    },
  );
});

describe('somebody removed while the conversation is open, with a thread beside it', () => {
  story('is told, and the app goes on', async () => {
    await alice.write('the last thing you read');
    await bob.shows('the last thing you read');
    await openThread(pair.atBob.page, 'the last thing you read');
    const [type = '', id = ''] = pair.cid.split(':');
    await operator.server.channel(type, id).removeMembers([pair.bobId]);
    await pair.atBob.page.getByText('You were removed from this conversation').waitFor();
    await pair.atBob.page.getByRole('button', { name: 'Back to conversations' }).click();
    await pair.atBob.page.getByText('Choose a conversation').waitFor();
  });
});

describe('a conversation that is deleted while somebody is away', () => {
  story('is told, and that what they had written there is deleted with it', async () => {
    const { context, page } = pair.atAlice;
    const before = new Set(await operator.channels());
    await startConversation(pair.atAlice, 'Bob', { asGroup: true });
    const made = (await operator.channels()).find((cid) => !before.has(cid)) ?? '';
    await context.setOffline(true);
    await page.getByText('You are offline.').waitFor();
    await alice.write('never to be sent');
    const [type = '', id = ''] = made.split(':');
    await operator.server.channel(type, id).delete();
    await context.setOffline(false);
    const notice = page.getByRole('alert').filter({ hasText: 'A conversation was deleted.' });
    await notice.getByRole('button', { name: 'Understood' }).click();
    await notice.waitFor({ state: 'detached' });
  });
});

it('throws nothing uncaught, and asks nobody but the stack', () => {
  expect(stage.uncaught()).toEqual([]);
  expect(stage.strayRequests).toEqual([]);
});
