import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { StreamChat } from 'stream-chat';
import type { EncryptedChannel } from '../../client-example/secure-chat/src/channels/encrypted-channel.ts';
import type { SealedFile } from '../../client-example/secure-chat/src/files/sealed-file.ts';
import type { ReadMessage } from '../../client-example/secure-chat/src/messages/incoming.ts';
import { memoryRecords } from '../../client-example/secure-chat/src/platform/device-records.ts';
import { memoryStorage } from '../../client-example/secure-chat/src/platform/device-storage.ts';
import type { SecureChat } from '../../client-example/secure-chat/src/secure-chat.ts';
import type { Person } from '../../local/demo/person.ts';
import { enter } from '../../local/demo/talk.ts';
import { listen } from '../../local/platform/serve.ts';
import { untilOutbox } from '../support/until-outbox.ts';
import { bareClient, encryptedType, type Journey, nextEvent, startJourney } from './journey-stack.ts';

let journey: Journey;
let alice: Person;
let bob: Person;
let alicePhone: SecureChat;
let bobPhone: SecureChat;

beforeAll(async () => {
  // With the least that a real stage has, of all budgets: honest people do not notice.
  journey = await startJourney({
    functionVariables: { BUDGET_CAPACITY: '20', BUDGET_REFILL_PER_SECOND: '0.2' },
  });
  [alice, bob] = await Promise.all([journey.person('Alice'), journey.person('Bob')]);
  [alicePhone, bobPhone] = await Promise.all([journey.readyDevice(alice), journey.readyDevice(bob)]);
}, 60_000);
afterAll(() => journey.close());

const openPair = async (): Promise<[EncryptedChannel, EncryptedChannel]> => {
  const atAlice = await alicePhone.createChannel({
    type: encryptedType(journey),
    id: randomUUID(),
    members: [bob.userId],
  });
  return [atAlice, await enter(bobPhone, atAlice.cid)];
};

const storedMessages = async (cid: string): Promise<{ id: string; text: string }[]> =>
  (await fetch(`${journey.stack.dashboard}/messages?cid=${cid}`)).json() as never;

describe('two people', () => {
  it('write to each other, and Stream stores only ciphertext', async () => {
    const [atAlice, atBob] = await openPair();
    const arrives = nextEvent(atBob);
    const id = await atAlice.send('hello \u{1F44B}');
    const hello = { kind: 'message', id, from: alice.userId, text: 'hello \u{1F44B}', rev: 0 };
    expect(await arrives).toMatchObject({ type: 'new', message: hello });
    const answerArrives = nextEvent(atAlice, (event) => event.type === 'new' && event.message.id !== id);
    await atBob.send('hi');
    expect(await answerArrives).toMatchObject({ message: { text: 'hi', from: bob.userId } });
    expect(await atBob.messages()).toMatchObject([hello, { text: 'hi' }]);
    for (const { text } of await storedMessages(atAlice.cid))
      expect(text).toMatch(/^\{"sessionId":"[0-9a-f-]{36}","data":"[A-Za-z0-9+/=]+"\}$/);
  });

  it('send thirty at once, and they are read in the order they were written', async () => {
    const [atAlice, atBob] = await openPair();
    const written = Array.from({ length: 30 }, (_, number) => `n${number}`);
    await Promise.all(written.map((text) => atAlice.send(text)));
    await atBob.stream.query({ messages: { limit: 100 } });
    expect((await atBob.messages()).map((message) => 'text' in message && message.text)).toEqual(written);
  });

  it('write without a network; after a restart of the app it goes by itself, in order, once, and files too', async () => {
    const carol = await journey.person('Carol');
    const database = { path: `${journey.stateDir}/carol`, rawKey: Buffer.alloc(64, 9).toString('base64') };
    const device = { storage: memoryStorage(), database, config: { records: memoryRecords() } };
    const before = await journey.readyDevice(carol, device);
    const { cid } = await before.createChannel({
      type: encryptedType(journey),
      id: randomUUID(),
      members: [bob.userId],
    });
    const atBob = await enter(bobPhone, cid);
    const atCarol = await before.openChannel(cid);
    before.stream.axiosInstance.interceptors.request.use(() => Promise.reject(new Error('no network')));
    const picked = await atCarol.uploadFile(new File(['plan'], 'plan.txt', { type: 'text/plain' }));
    expect(picked.url).toBeUndefined();
    const texts = ['one', 'two', 'three'];
    for (const text of texts)
      atCarol.sendMessage({ text, attachments: text === 'two' ? [picked] : [] }).catch(() => {});
    await untilOutbox(atCarol, (entries) => entries[0]?.reason === 'no-connection');
    expect(atCarol.outbox.entries().map(({ text }) => text)).toEqual(texts);
    await before.close();
    const heard: ReadMessage[] = [];
    const allHeard = new Promise<void>((resolve) => {
      atBob.subscribe((event) => {
        if (event.type === 'new') heard.push(event.message);
        if (heard.length === texts.length) resolve();
      });
    });
    const after = carol.newDevice(device);
    await after.onboarding.resume();
    await after.connect(); // nobody opens the conversation
    await allHeard;
    expect(heard.map((message) => 'text' in message && message.text)).toEqual(texts);
    const [, two] = heard;
    const [file] = two?.kind === 'message' ? two.attachments : [];
    expect(await (await atBob.downloadFile(file as SealedFile)).text()).toBe('plan');
    await after.close();
  });

  it('edit, quote, answer in threads and delete', async () => {
    const [atAlice, atBob] = await openPair();
    const id = await atAlice.send('frist');
    const edited = nextEvent(atBob, (event) => event.type === 'updated');
    await atAlice.edit(id, 'first');
    expect(await edited).toMatchObject({ message: { kind: 'message', id, text: 'first', rev: 1 } });
    await atBob.send('quoting', { quotedMessageId: id });
    const { messages } = await atBob.stream.query({});
    const quoted = messages.at(-1)?.quoted_message;
    expect(await atBob.read(quoted as never)).toMatchObject({ kind: 'message', text: 'first' });
    await atBob.send('in the thread', { parentId: id });
    const replies = await atAlice.stream.getReplies(id, {});
    expect(await atAlice.read(replies.messages[0] as never)).toMatchObject({ text: 'in the thread' });
    await expect(atBob.edit(id, 'not mine')).rejects.toMatchObject({ code: 'NOT_OWN_MESSAGE' });
    const deleted = nextEvent(atBob, (event) => event.type === 'deleted');
    await alicePhone.stream.deleteMessage(id);
    expect(await deleted).toMatchObject({ message: { kind: 'deleted', id } });
  });

  it('send a message again under its id and find it stored once', async () => {
    const [atAlice] = await openPair();
    const id = await atAlice.send('once');
    expect(await atAlice.send('once', { id })).toBe(id);
    expect(await storedMessages(atAlice.cid)).toHaveLength(1);
  });

  it('learn before sending that a message is too long', async () => {
    const [atAlice] = await openPair();
    await expect(atAlice.send('x'.repeat(16_000))).rejects.toMatchObject({ name: 'MessageTooLongError' });
    await atAlice.send('x'.repeat(14_000));
    expect(await atAlice.messages()).toHaveLength(1);
  });

  it('open one channel that the operator made, with one encryption session, which the channel names', async () => {
    const cid = await channelOfOperator();
    const [atAlice, atBob] = [await enter(alicePhone, cid), await enter(bobPhone, cid)];
    expect(atBob.epoch()).toEqual(atAlice.epoch());
    expect(atBob.stream.data?.session_id).toBe(atAlice.epoch()?.encryptionSessionId);
  });

  it('get the same channel when both make it at once', async () => {
    const id = randomUUID();
    const type = encryptedType(journey);
    const [atAlice, atBob] = await Promise.all([
      alicePhone.createChannel({ type, id, members: [bob.userId] }),
      bobPhone.createChannel({ type, id, members: [alice.userId] }),
    ]);
    expect(atAlice.epoch()?.encryptionSessionId).toBe(atBob.epoch()?.encryptionSessionId);
    const arrives = nextEvent(atBob);
    await atAlice.send('same session');
    expect(await arrives).toMatchObject({ message: { text: 'same session' } });
  });
});

describe('the conversation of two', () => {
  let people: { carol: Person; dave: Person; mallory: Person };
  let devices: { carol: SecureChat; carolTablet: SecureChat; dave: SecureChat; mallory: SecureChat };
  let poisoned: string[];
  let atCarol: EncryptedChannel;
  let atDave: EncryptedChannel;

  /** What Mallory can put between two people who have never talked. */
  const poisons: Record<string, (channelId: string, members: string[]) => Promise<unknown>> = {
    none: (channelId, members) => malloryMakes(channelId, members),
    bogus: async (channelId, members) => {
      await malloryMakes(channelId, members);
      const session = { encryptionSessionId: randomUUID() };
      await devices.mallory.api.registerEncryptionSession(named(channelId), session);
    },
    honest: (id, members) =>
      devices.mallory.createChannel({ type: encryptedType(journey), id, members, history: 'whole' }),
  };
  const named = (channelId: string) => ({ channelType: encryptedType(journey), channelId });
  const malloryMakes = (channelId: string, members: string[]) =>
    devices.mallory.api.createChannel({ ...named(channelId), members, history: 'whole' });

  beforeAll(async () => {
    const [carol, dave, mallory] = [
      await journey.person('Carol'),
      await journey.person('Dave'),
      await journey.person('Mallory'),
    ];
    people = { carol, dave, mallory };
    devices = {
      carol: await journey.readyDevice(carol),
      carolTablet: await journey.readyDevice(carol),
      dave: await journey.readyDevice(dave),
      mallory: await journey.readyDevice(mallory),
    };
    poisoned = [];
    for (const make of Object.values(poisons)) {
      const channelId = randomUUID();
      await make(channelId, [carol.userId, dave.userId]);
      await devices.mallory.api.removeMember(named(channelId), mallory.userId);
      poisoned.push(`${encryptedType(journey)}:${channelId}`);
    }
  }, 60_000);

  it('is one, though both start it at once on three devices, and though Mallory was there first', async () => {
    const { carol, dave } = people;
    const [onPhone, onTablet, atOther] = await Promise.all([
      devices.carol.startConversation(dave.userId),
      devices.carolTablet.startConversation([dave.userId]),
      devices.dave.startConversation(carol.userId),
    ]);
    [atCarol, atDave] = [onPhone, atOther];
    expect(new Set([onPhone.cid, onTablet.cid, atOther.cid]).size).toBe(1);
    expect(poisoned).not.toContain(onPhone.cid);
    const sessions = [onPhone, onTablet, atOther].map((one) => one.epoch()?.encryptionSessionId);
    expect(new Set(sessions).size).toBe(1);
    for (const one of [onPhone, onTablet, atOther])
      expect([one.invitation(), one.notice(), one.epoch()?.members]).toEqual([
        null,
        null,
        [carol.userId, dave.userId].sort(),
      ]);
    const arrives = nextEvent(atDave, (event) => event.type === 'new');
    await onTablet.send('only for you');
    expect(await arrives).toMatchObject({ message: { text: 'only for you' } });
  });

  it('has nothing of what Mallory made: those are invitations, and say nothing', async () => {
    for (const cid of poisoned) {
      const channel = await devices.dave.openChannel(cid);
      expect(channel.invitation()).toEqual({ by: people.mallory.userId });
      expect([channel.notice(), channel.epoch()]).toEqual([null, null]);
      await channel.decline();
    }
  });

  it('is shown again when it was hidden', async () => {
    await atCarol.stream.hide();
    const again = await devices.carol.startConversation(people.dave.userId);
    expect(again.cid).toBe(atCarol.cid);
    const found = await devices.carol.stream.queryChannels({ members: { $in: [people.carol.userId] } });
    expect(found.map(({ cid }) => cid)).toContain(atCarol.cid);
  });

  it('takes back who has left: asked again, they decide again, and are let in by the other', async () => {
    const { carol, dave } = people;
    await atDave.leave();
    await atCarol.renewEncryption();
    expect(atCarol.epoch()?.members).toEqual([carol.userId]);
    atCarol = await devices.carol.startConversation(dave.userId);
    const back = await devices.dave.openChannel(atCarol.cid);
    expect(back.invitation()).toEqual({ by: carol.userId });
    await back.accept();
    await atCarol.send('back again');
    expect(atCarol.epoch()?.members).toEqual([carol.userId, dave.userId].sort());
    await back.decide('accept'); // he was out, so he is asked whether it is true
    expect((await back.messages()).at(-1)).toMatchObject({ kind: 'message', text: 'back again' });
  });

  it('is refused to somebody who was blocked, and so is a group', async () => {
    const { carol, mallory } = people;
    await devices.carol.api.blockPeer(mallory.userId);
    const refused = { type: 'INVITATION_REFUSED' };
    await expect(devices.mallory.startConversation(carol.userId)).rejects.toMatchObject(refused);
    const group = { type: encryptedType(journey), id: randomUUID(), members: [carol.userId] };
    await expect(devices.mallory.createChannel(group)).rejects.toMatchObject(refused);
    const own = devices.carol.startConversation(mallory.userId);
    await expect(own).rejects.toMatchObject({ type: 'PEER_IS_BLOCKED' });
    expect((await devices.carol.api.blocks()).blocked).toMatchObject([{ userId: mallory.userId }]);
    await devices.carol.api.unblockPeer(mallory.userId);
    await expect(devices.mallory.startConversation(carol.userId)).resolves.toBeDefined();
  });
});

describe('a member who has not finished the set-up', () => {
  it('is named, and nothing is created', async () => {
    const carol = await journey.person('Carol');
    const id = randomUUID();
    const creating = alicePhone.createChannel({
      type: encryptedType(journey),
      id,
      members: [bob.userId, carol.userId],
    });
    await expect(creating).rejects.toMatchObject({
      name: 'MembersNotEnrolledError',
      userIds: [carol.userId],
    });
  });
});

describe('a message in the clear', () => {
  it('is refused by the hook, and the sender is told', async () => {
    const [atAlice, atBob] = await openPair();
    const seen: unknown[] = [];
    atBob.subscribe((event) => seen.push(event));
    const bare = await bareClient(journey, alice, alicePhone);
    const channel = bare.channel(encryptedType(journey), atAlice.stream.id as string);
    const { message } = await channel.sendMessage({ text: 'in the clear' });
    expect(message).toMatchObject({ type: 'error', text: expect.stringContaining('not encrypted') });
    await bare.disconnectUser();
    expect(await storedMessages(atAlice.cid)).toEqual([]);
    expect(seen).toEqual([]);
  });

  it('is stopped by the own app before it leaves', async () => {
    const [atAlice] = await openPair();
    const id = await atAlice.send('fine');
    const blocked = { name: 'ClearTextBlockedError' };
    await expect(atAlice.stream.sendMessage({ text: 'clear' })).rejects.toMatchObject(blocked);
    await expect(
      alicePhone.stream.partialUpdateMessage(id, { set: { text: 'clear' } }),
    ).rejects.toMatchObject(blocked);
    await expect(alicePhone.stream.updateMessage({ id, text: 'clear' })).rejects.toMatchObject(blocked);
    expect(await atAlice.messages()).toMatchObject([{ text: 'fine' }]);
  });

  it('turns into a typed refusal when the hook goes on refusing what the core sends', async () => {
    const [atAlice] = await openPair();
    let calls = 0;
    const hook = await listen(
      createServer((_, answer) => {
        calls += 1;
        answer.setHeader('content-type', 'application/json');
        answer.end(JSON.stringify({ message: { type: 'error', text: 'no' } }));
      }),
      0,
    );
    await serverClient().updateAppSettings({ before_message_send_hook_url: hook.url });
    const sending = atAlice.send('to a hook that says no');
    await expect(sending).rejects.toMatchObject({ name: 'MessageRefusedError', reason: 'no' });
    const ours = `${journey.stack.api}/webhooks/stream`;
    await serverClient().updateAppSettings({ before_message_send_hook_url: ours });
    await hook.close();
    expect(calls).toBe(4); // two tries, and in each a second time after asking the registry
    expect(await storedMessages(atAlice.cid)).toEqual([]);
  });

  it('is not what comes of a channel that was made to name another session: that is put right', async () => {
    const [atAlice] = await openPair();
    await setFaults({ muteEvents: true });
    const channel = serverClient().channel(encryptedType(journey), atAlice.stream.id as string);
    await channel.updatePartial({ set: { session_id: randomUUID() } });
    await setFaults({ muteEvents: false });
    const id = await atAlice.send('refused once, then sent');
    expect(await storedMessages(atAlice.cid)).toMatchObject([{ id }]);
  });

  it('is never shown when Stream lets it through', async () => {
    const [atAlice, atBob] = await openPair();
    await setFaults({ hook: { disabled: true } });
    const bare = await bareClient(journey, alice, alicePhone);
    const arrives = nextEvent(atBob);
    await bare
      .channel(encryptedType(journey), atAlice.stream.id as string)
      .sendMessage({ text: 'slipped in' });
    const event = await arrives;
    await setFaults({ hook: {} });
    await bare.disconnectUser();
    expect(event).toMatchObject({ message: { kind: 'unreadable', reason: 'not-encrypted' } });
    expect(JSON.stringify(event)).not.toContain('slipped in');
  });

  it('cannot be made of a genuine message moved to another name, id or channel', async () => {
    const [atAlice, atBob] = await openPair();
    await atAlice.send('pay him 10');
    const text = (await storedMessages(atAlice.cid))[0]?.text ?? '';
    const bare = await bareClient(journey, bob, bobPhone);
    const channel = bare.channel(encryptedType(journey), atAlice.stream.id as string);
    await channel.sendMessage({ id: randomUUID(), text });
    await bare.disconnectUser();
    await atBob.stream.query({});
    expect(await atBob.messages()).toMatchObject([
      { kind: 'message', text: 'pay him 10' },
      { kind: 'unreadable', reason: 'wrong-author' },
    ]);
  });
});

describe('nonsense in the place of the encryption session', () => {
  it.each([
    ['no id at all', 'not-a-session'],
    ['an id nobody made', randomUUID()],
  ])('is no hindrance, and is put right: %s', async (_, sessionId) => {
    const cid = await channelOfOperator({ session_id: sessionId });
    const [atBob, atAlice] = [await enter(bobPhone, cid), await enter(alicePhone, cid)];
    expect([atAlice.notice(), atBob.notice()]).toEqual([null, null]);
    const arrives = nextEvent(atAlice);
    await atBob.send('in a session of our own');
    expect(await arrives).toMatchObject({ message: { text: 'in a session of our own' } });
    expect(atAlice.stream.data?.session_id).toBe(atBob.epoch()?.encryptionSessionId);
  });
});

describe('a third person', () => {
  it('can neither watch nor decrypt', async () => {
    const [atAlice] = await openPair();
    await atAlice.send('between us');
    const eve = await journey.person('Eve');
    const evePhone = await journey.readyDevice(eve);
    await expect(evePhone.openChannel(atAlice.cid)).rejects.toMatchObject({ code: 17 });
  });
});

describe('a Stream token that expires in use', () => {
  it('is renewed without anybody noticing', async () => {
    const [{ cid }] = await openPair();
    let tokens = 0;
    const counting: typeof fetch = (input, init) => {
      if (String(input).endsWith('/token')) tokens += 1;
      return fetch(input, init);
    };
    const tablet = await journey.readyDevice(alice, { config: { platform: { fetch: counting } } });
    const atTablet = await enter(tablet, cid);
    expect(tokens).toBe(1);
    await setFaults({ tokens: { expiredTimes: 1 } });
    await atTablet.send('still here');
    expect(tokens).toBe(2);
    const arrives = nextEvent(atTablet, (event) => event.type === 'new');
    const recovered = Promise.all([recovery(tablet), recovery(alicePhone)]);
    await setFaults({ tokens: { expiredTimes: 1 }, dropSockets: { userId: alice.userId } });
    await recovered;
    await enter(bobPhone, cid).then(({ send }) => send('welcome back'));
    expect(await arrives).toMatchObject({ message: { text: 'welcome back' } });
  }, 60_000);
});

const serverClient = () =>
  new StreamChat(journey.stack.streamApiKey, journey.stack.secrets.stream.apiSecret, {
    baseURL: journey.stack.stream,
  });

/** A channel that no member made, so that it has no encryption session yet. */
const channelOfOperator = async (data: object = {}): Promise<string> => {
  const members = [alice.userId, bob.userId];
  const made = { members, created_by_id: alice.userId, ...data };
  const channel = serverClient().channel(encryptedType(journey), randomUUID(), made);
  await channel.create();
  return channel.cid;
};

const setFaults = async (faults: object): Promise<void> => {
  const response = await fetch(`${journey.stack.stream}/_faults`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(faults),
  });
  if (!response.ok) throw new Error(await response.text());
};

/** Until what was missed is there, and the channels are watched again: being connected is not yet that. */
const recovery = ({ stream }: SecureChat): Promise<void> => {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(() => reject(new Error('the connection did not come back within 30 s')), 30_000);
  const { unsubscribe } = stream.on('connection.recovered', () => resolve());
  return promise.finally(() => {
    clearTimeout(timer);
    unsubscribe();
  });
};

describe('files', () => {
  const textOf = async (channel: EncryptedChannel, message: Parameters<EncryptedChannel['read']>[0]) => {
    const read = await channel.read(message);
    if (read.kind !== 'message' || !read.attachments[0]) throw new Error(JSON.stringify(read));
    return (await channel.downloadFile(read.attachments[0])).text();
  };
  const named = (words: string) =>
    new File([`${words} `.repeat(500)], `${words}.txt`, { type: 'text/plain' });

  it('live longer than the addresses they were stored at: sent, edited, quoted, passed on, picked before an epoch', async () => {
    const [[atAlice, atBob], [elsewhere, elsewhereAtBob]] = [await openPair(), await openPair()];
    const picked = await atAlice.uploadFile(named('picked'));
    await atBob.renewEncryption();
    const { message: sent } = await atAlice.sendMessage({ text: 'look', attachments: [picked] });
    expect(sent.attachments).toEqual([{ type: 'file', asset_url: expect.stringContaining('.bin?Expires=') }]);
    const file = await atAlice.uploadFile(named('edited'));
    const { message: first } = await atAlice.sendMessage({ text: 'frist', attachments: [file] });
    await atAlice.edit(first.id, 'first');
    await atBob.send('what is this?', { quotedMessageId: first.id });
    const seen = await atBob.read((await atBob.stream.getClient().getMessage(first.id)).message);
    const attachments = seen.kind === 'message' ? seen.attachments : [];
    const elsewhereToo = { text: 'from elsewhere', attachments };
    const { message: passedOn } = await elsewhereAtBob.sendMessage(elsewhereToo);

    journey.stack.streamService.faults.set({ advanceMs: 15 * 24 * 60 * 60 * 1000 });
    const { messages } = await atBob.stream.query({ messages: { limit: 10 } });
    const quoting = messages.at(-1);
    expect(await textOf(atBob, sent)).toContain('picked');
    expect(await textOf(atBob, quoting?.quoted_message as never)).toContain('edited');
    expect(await textOf(elsewhere, passedOn)).toContain('edited');
    expect(await textOf(elsewhereAtBob, passedOn)).toContain('edited');
    const bobTablet = await journey.readyDevice(bob);
    const onTablet = await enter(bobTablet, atAlice.cid);
    const texts = await Promise.all(
      onTablet.stream.state.messages.slice(0, 2).map((one) => textOf(onTablet, one)),
    );
    expect(texts).toEqual([expect.stringContaining('picked'), expect.stringContaining('edited')]);
    expect((await onTablet.messages()).map(({ kind }) => kind)).toEqual(['message', 'message', 'message']);
  });
});
