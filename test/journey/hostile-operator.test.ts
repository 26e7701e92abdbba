import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Author } from '../../client-example/secure-chat/src/authors/author.ts';
import type { EncryptedChannel } from '../../client-example/secure-chat/src/channels/encrypted-channel.ts';
import type { TrustedEpoch } from '../../client-example/secure-chat/src/epochs/trusted-epoch.ts';
import type { SealdSdk } from '../../client-example/secure-chat/src/seald/sdk-types.ts';
import type { SecureChat } from '../../client-example/secure-chat/src/secure-chat.ts';
import { forgedMessage } from '../../local/demo/forged-message.ts';
import type { Person } from '../../local/demo/person.ts';
import { enter } from '../../local/demo/talk.ts';
import type { Epoch } from '../../shared/contract/encryption-session.ts';
import { sealdIdOf } from '../../shared/contract/seald-id.ts';
import { makeKeys } from '../conformance/seald-raw-client.ts';
import { type Operator, operatorOf } from '../support/operator.ts';
import { type Expectations, expectationsOf, sessionOf, WORDS } from './expectations.ts';
import { authorKeysOf, forgedEpoch } from './forged-epoch.ts';
import { encryptedType, type Journey, nextEvent, startJourney } from './journey-stack.ts';
import { readyDeviceWithSdk } from './seald-hands.ts';

const MINUTE_MS = 60_000;

let journey: Journey;
let operator: Operator;
let alice: Person;
let bob: Person;
let carol: Person;
/** The operator's own account: a user like any other. */
let mallory: Person;
let alicePhone: SecureChat;
let bobPhone: SecureChat;
let carolPhone: SecureChat;
let malloryPhone: SecureChat;
let bobSdk: SealdSdk;
let carolSdk: SealdSdk;
let mallorySdk: SealdSdk;
let carolAuthor: Author;
let malloryAuthor: Author;
let textOf: Expectations['textOf'];
let expectStopped: Expectations['expectStopped'];
let arrivalOfForged: Expectations['arrivalOfForged'];
let expectPrivate: Expectations['expectPrivate'];

beforeAll(async () => {
  journey = await startJourney();
  operator = operatorOf(journey);
  ({ textOf, expectStopped, arrivalOfForged, expectPrivate } = expectationsOf(operator));
  [alice, bob, carol, mallory] = (await Promise.all(
    ['Alice', 'Bob', 'Carol', 'Mallory'].map(journey.person),
  )) as [Person, Person, Person, Person];
  alicePhone = await journey.readyDevice(alice);
  ({ device: bobPhone, sdk: bobSdk } = await readyDeviceWithSdk(journey, bob));
  ({ device: carolPhone, sdk: carolSdk, author: carolAuthor } = await readyDeviceWithSdk(journey, carol));
  ({
    device: malloryPhone,
    sdk: mallorySdk,
    author: malloryAuthor,
  } = await readyDeviceWithSdk(journey, mallory));
}, 60_000);
afterEach(() => operator.lie({}));
afterAll(() => journey.close());

const openPair = async (...more: Person[]): Promise<[EncryptedChannel, EncryptedChannel]> => {
  const atAlice = await alicePhone.createChannel(wanted(bob, ...more));
  return [atAlice, await enter(bobPhone, atAlice.cid)];
};
const wanted = (...others: Person[]) => ({
  type: encryptedType(journey),
  id: randomUUID(),
  members: others.map(({ userId }) => userId),
});

/** An epoch of the operator's in Alice's name. */
const forgedByOperator = (channel: EncryptedChannel): Promise<Epoch> => {
  const { sealdIdPrefix } = journey.stack;
  const authorKeys = authorKeysOf(channel);
  return forgedEpoch(
    { sdk: mallorySdk, sealdIdPrefix, by: malloryAuthor, from: alice.userId, authorKeys },
    channel,
  );
};

const registered = async (device: SecureChat, cid: string): Promise<Epoch[]> => {
  const [channelType = '', channelId = ''] = cid.split(':');
  return (await device.api.encryptionSession({ channelType, channelId })).epochs;
};
const noticeAt = (channel: EncryptedChannel) =>
  nextEvent(channel, (event) => event.type === 'security-notice' && event.notice !== null);
/** Stream has told this device of a reaction to the message. */
const reactionAt = (channel: EncryptedChannel, id: string): Promise<void> =>
  new Promise((resolve) => {
    const { unsubscribe } = channel.stream.on(({ type, message }) => {
      if (!type.startsWith('reaction.') || message?.id !== id) return;
      unsubscribe();
      resolve();
    });
  });
const arrivalAt = (channel: EncryptedChannel) => nextEvent(channel, (event) => event.type === 'new');

describe('an operator who touches the encryption of a channel', () => {
  it('and swaps its session id stops the sending, until people keep to their own', async () => {
    const [atAlice, atBob] = await openPair();
    const own = sessionOf(atAlice);
    const other = randomUUID();
    const noticed = [noticeAt(atAlice), noticeAt(atBob)];
    await operator.nameSession(atAlice.cid, other);
    await Promise.all(noticed);
    for (const channel of [atAlice, atBob])
      await expectStopped(channel, { kind: 'session-id-swapped', trusted: own, named: other });
    for (const channel of [atAlice, atBob]) await channel.decide('keep');
    await expectPrivate(atAlice, atBob, mallorySdk);
    expect(sessionOf(atBob)).toBe(own);
  });

  it('and rolls the registry back to before somebody was removed stops the sending, and lets nobody back in', async () => {
    const [atAlice, atBob] = await openPair(carol);
    const before = sessionOf(atAlice);
    const follows = nextEvent(atBob, (event) => event.type === 'epoch');
    await atAlice.removeMember(carol.userId);
    await follows;
    const trusted = sessionOf(atAlice);
    expect(sessionOf(atBob)).toBe(trusted);
    const noticed = [noticeAt(atAlice), noticeAt(atBob)];
    await operator.removeEpoch(atAlice.cid, 2);
    await operator.nameSession(atAlice.cid, before);
    await Promise.all(noticed);
    for (const channel of [atAlice, atBob])
      await expectStopped(channel, { kind: 'epoch-rolled-back', trusted, registered: before });
    const goesOn = nextEvent(atBob, (event) => event.type === 'epoch');
    await atAlice.decide('keep');
    await goesOn;
    expect(atBob.notice()).toBeNull();
    await expectPrivate(atAlice, atBob, carolSdk);
  });

  it('and registers a session of old times once more stops the sending', async () => {
    const [atAlice, atBob] = await openPair(carol);
    const follows = nextEvent(atBob, (event) => event.type === 'epoch');
    await atAlice.removeMember(carol.userId);
    await follows;
    const [first] = await registered(alicePhone, atAlice.cid);
    const noticed = noticeAt(atBob);
    await operator.putEpoch(atAlice.cid, { ...(first as Epoch), epoch: 3 });
    await operator.nameSession(atAlice.cid, first?.encryptionSessionId ?? '');
    await noticed;
    await expectStopped(atBob, {
      kind: 'epoch-not-announced',
      by: alice.userId,
      trusted: sessionOf(atAlice),
      registered: first?.encryptionSessionId,
    });
  });

  it('and drops an announcement stops the sending, until the person accepts the epoch as at first sight', async () => {
    const [atAlice, atBob] = await openPair();
    const trusted = sessionOf(atBob);
    operator.setFaults({ muteEvents: true });
    await atAlice.renewEncryption();
    const { announcement: dropped, ...epoch } = (await registered(alicePhone, atAlice.cid))[1] as Epoch;
    expect(dropped).toBeDefined();
    await operator.putEpoch(atAlice.cid, epoch);
    operator.setFaults({ muteEvents: false });
    const registeredNow = epoch.encryptionSessionId;
    const notice = { kind: 'epoch-not-announced', by: alice.userId, trusted, registered: registeredNow };
    await expectStopped(atBob, notice);
    const arrives = arrivalAt(atBob);
    await atAlice.send(WORDS);
    expect(await arrives).toMatchObject({ message: { kind: 'unreadable', reason: 'other-session' } });
    await atBob.decide('accept');
    await expectPrivate(atBob, atAlice, mallorySdk);
  });

  it('and registers an epoch of their own in a member’s name stops the sending, and never reads', async () => {
    const [atAlice, atBob] = await openPair();
    const trusted = sessionOf(atAlice);
    const forged = await forgedByOperator(atAlice);
    const noticed = [noticeAt(atAlice), noticeAt(atBob)];
    await operator.putEpoch(atAlice.cid, forged);
    await operator.nameSession(atAlice.cid, forged.encryptionSessionId);
    await Promise.all(noticed);
    const { createdBy: by, encryptionSessionId } = forged;
    for (const channel of [atAlice, atBob])
      await expectStopped(channel, {
        kind: 'epoch-not-announced',
        by,
        trusted,
        registered: encryptionSessionId,
      });
    const goesOn = nextEvent(atBob, (event) => event.type === 'epoch');
    await atAlice.decide('keep');
    await goesOn;
    await expectPrivate(atAlice, atBob, mallorySdk);
  });

  it('and gives a new device an epoch of their own in a member’s name is not believed there: she has not signed it', async () => {
    const [atAlice] = await openPair();
    const forged = await forgedByOperator(atAlice);
    const noticed = noticeAt(atAlice);
    await operator.putEpoch(atAlice.cid, forged);
    await operator.nameSession(atAlice.cid, forged.encryptionSessionId);
    await noticed;
    const atTablet = await enter(await journey.readyDevice(bob), atAlice.cid);
    await expectStopped(atTablet, { kind: 'no-access', registered: forged.encryptionSessionId });
    await atAlice.decide('keep');
    const isIn = nextEvent(atTablet, (event) => event.type === 'epoch');
    atTablet.attend();
    await isIn;
    await expectPrivate(atAlice, atTablet, mallorySdk);
  });

  it('and registers another author key for a member, too, has it refused by whom knows the right one', async () => {
    const [atAlice, atBob] = await openPair();
    const trusted = sessionOf(atBob);
    const forged = await forgedByOperator(atAlice);
    let honest: Record<string, unknown> = {};
    await operator.changeUser(alice.userId, (item) => {
      honest = item;
      const { authorKey } = malloryAuthor;
      return { ...item, authorKey: { ...(item.authorKey as object), authorKey } };
    });
    const noticed = noticeAt(atBob);
    await operator.putEpoch(atAlice.cid, forged);
    await operator.nameSession(atAlice.cid, forged.encryptionSessionId);
    await noticed;
    await expect(atBob.decide('accept')).rejects.toMatchObject({ name: 'SecurityNoticeError' });
    expect(sessionOf(atBob)).toBe(trusted);
    await operator.changeUser(alice.userId, () => honest);
  });

  it('and adds themselves reads nothing, is no reader of the next epoch either, and cannot start one unnoticed', async () => {
    const [atAlice, atBob] = await openPair();
    const members = [alice.userId, bob.userId].sort();
    await atAlice.send(WORDS);
    const isShown = new Promise((resolve) => atAlice.stream.on('member.added', resolve));
    await operator.addMember(atAlice.cid, mallory.userId);
    await isShown; // in the list of members, and by the epoch not a reader
    expect(atAlice.stream.state.members).toHaveProperty(mallory.userId);
    expect(atAlice.epoch()?.members).toEqual(members);
    const atMallory = await enter(malloryPhone, atAlice.cid);
    expect(atMallory.notice()).toMatchObject({ kind: 'no-access' });
    await atAlice.renewEncryption();
    expect(atAlice.epoch()).toMatchObject({ epoch: 2, members });
    const arrives = arrivalAt(atMallory);
    await expectPrivate(atAlice, atBob, mallorySdk);
    expect(await arrives).toMatchObject({ message: { kind: 'unreadable', reason: 'before-you-joined' } });
    expect(JSON.stringify(await atMallory.messages())).not.toContain(WORDS);
    const trusted = sessionOf(atAlice);
    const noticed = noticeAt(atAlice);
    await atMallory.decide('start-over');
    await noticed;
    const [by, registeredNow] = [mallory.userId, sessionOf(atMallory)];
    await expectStopped(atAlice, { kind: 'epoch-not-announced', by, trusted, registered: registeredNow });
  });
});

const uuidOf = async (sdk: SealdSdk): Promise<string> => (await sdk.getCurrentAccountInfo()).sealdId;

describe('an operator who touches messages', () => {
  it('and moves one to another channel has it shown as unreadable, also with the session moved along', async () => {
    const [[from], [, to]] = [await openPair(), await openPair()];
    const text = await textOf(from.cid, await from.send(WORDS));
    const arrives = arrivalAt(to);
    await operator.inject(to.cid, alice.userId, text);
    expect(await arrives).toMatchObject({ message: { kind: 'unreadable', reason: 'other-session' } });
    const [moved] = await registered(alicePhone, from.cid);
    const noticed = noticeAt(to);
    await operator.putEpoch(to.cid, { ...(moved as Epoch), epoch: 2 });
    await operator.nameSession(to.cid, sessionOf(from));
    await noticed;
    await expect(to.decide('accept')).rejects.toMatchObject({ notice: { kind: 'epoch-not-announced' } });
    expect(JSON.stringify(await to.messages())).not.toContain(WORDS);
  });

  it('and puts one under another name, or says it twice, has it shown as unreadable', async () => {
    const [atAlice, atBob] = await openPair();
    const text = await textOf(atAlice.cid, await atAlice.send('I owe you ten'));
    for (const [userId, reason] of [
      [bob.userId, 'wrong-author'],
      [alice.userId, 'wrong-id'],
    ] as const) {
      const arrives = nextEvent(atBob, (event) => 'message' in event && event.message.kind === 'unreadable');
      await operator.inject(atAlice.cid, userId, text);
      expect(await arrives).toMatchObject({ message: { reason } });
    }
  });

  it('and moves an answer to another question, or thread, or mentions somebody in it, has it shown as unreadable', async () => {
    const [atAlice, atBob] = await openPair();
    const cake = await atAlice.send('Shall I bring cake?');
    const wire = await atAlice.send('Shall I wire the 50 000?');
    const asked = nextEvent(
      atBob,
      (event) =>
        event.type === 'new' && 'text' in event.message && event.message.text.startsWith('Shall I wire'),
    );
    await asked.catch(() => {});
    const yes = await atBob.send('Yes, please do.', { quotedMessageId: cake });
    const { message } = await atAlice.stream.getClient().getMessage(yes);
    expect(await atAlice.read(message)).toMatchObject({ text: 'Yes, please do.', quoted: { id: cake } });
    for (const updated_at of [message.updated_at, new Date(Date.now() + 1000).toISOString()])
      for (const [change, reason] of [
        [{ quoted_message_id: wire }, 'wrong-quote'],
        [{ parent_id: wire }, 'wrong-thread'],
        [{ parent_id: wire, show_in_channel: true }, 'wrong-thread'],
        [{ mentioned_users: [{ id: alice.userId }] }, 'wrong-mentions'],
      ] as const)
        expect(await atAlice.read({ ...message, ...change, updated_at } as typeof message)).toMatchObject({
          kind: 'unreadable',
          reason,
        });
  });

  it('and drops one has it missed, by what its author wrote after it, also on a device that comes later', async () => {
    const [atAlice, atBob] = await openPair();
    const arrived = nextEvent(
      atAlice,
      (event) => 'message' in event && 'text' in event.message && event.message.text === 'three',
    );
    await atBob.send('one');
    const two = await atBob.send('two');
    const three = await atBob.send('three');
    await arrived;
    expect(await atAlice.gaps()).toEqual([]);
    const isGone = new Promise((resolve) => atAlice.stream.on('message.deleted', resolve));
    await operator.server.deleteMessage(two, { hardDelete: true });
    await isGone;
    const gaps = [{ before: three, from: bob.userId, kind: 'missing' }];
    expect(await atAlice.gaps()).toEqual(gaps);
    const atTablet = await enter(await journey.readyDevice(alice), atAlice.cid);
    expect(await atTablet.gaps()).toEqual(gaps);
  });

  it('and drops the first answer of somebody in a thread has it missed there', async () => {
    const [atAlice, atBob] = await openPair();
    const parentId = await atAlice.send('Shall I bring cake?');
    const first = await atBob.send('Yes.', { parentId });
    const second = await atBob.send('Two, in fact.', { parentId });
    await operator.server.deleteMessage(first, { hardDelete: true });
    await atAlice.stream.getReplies(parentId, { limit: 10 });
    expect(await atAlice.gaps(parentId)).toEqual([{ before: second, from: bob.userId, kind: 'missing' }]);
  });

  it('and reacts in a member’s name, or moves what a member has said with a reaction, has none of it drawn', async () => {
    const [atAlice, atBob] = await openPair();
    const [plan, trap] = [await atAlice.send('Cake?'), await atAlice.send('Shall I wire the 50 000?')];
    const liked = reactionAt(atAlice, plan);
    await atBob.react(plan, '👍');
    await liked;
    const { message } = await atAlice.stream.getClient().getMessage(plan);
    expect(await atAlice.reactionsOf(message)).toMatchObject([{ emoji: '👍', userIds: [bob.userId] }]);
    const [genuine] = message.latest_reactions ?? [];
    const { type, sealed_session, signature } = genuine as never as Record<string, string>;
    const said = { type, sealed_session, signature };
    for (const [user_id, forged] of [
      [bob.userId, said],
      [alice.userId, said],
      [bob.userId, { type: 'like' }],
      [bob.userId, { type: '👍', emoji_code: '👍' }],
    ] as const) {
      const told = reactionAt(atAlice, trap);
      await operator.react(atAlice.cid, trap, { ...forged, user_id });
      await told;
    }
    const trapped = (await atAlice.stream.getClient().getMessage(trap)).message;
    expect(trapped.latest_reactions).toHaveLength(4);
    expect(await atAlice.reactionsOf(trapped)).toEqual([]);
    expect(await atAlice.whoReacted(trap)).toEqual([]);
    await operator.react(atAlice.cid, plan, { ...said, user_id: alice.userId });
    const copied = (await atAlice.stream.getClient().getMessage(plan)).message;
    expect(await atAlice.reactionsOf(copied)).toMatchObject([{ userIds: [bob.userId], isOwn: false }]);
  });

  it('and puts an older revision back has it shown as unreadable', async () => {
    const [atAlice, atBob] = await openPair();
    const id = await atAlice.send('yes, do it');
    const first = await textOf(atAlice.cid, id);
    const edited = nextEvent(atBob, (event) => event.type === 'updated');
    await atAlice.edit(id, 'no, leave it');
    await edited;
    const updated = nextEvent(atBob, (event) => event.type === 'updated');
    await operator.overwrite(id, alice.userId, first);
    expect(await updated).toMatchObject({ message: { kind: 'unreadable', reason: 'older-revision' } });
  });
});

describe('an operator who puts other keys in the place of a contact’s', () => {
  /** Nothing is encrypted for the contact, nor anything sent. */
  const expectNoEpoch = async (device: SecureChat, channel: EncryptedChannel, notice: object) => {
    await expectStopped(channel, notice);
    expect(await registered(device, channel.cid)).toEqual([]);
  };

  it('against the contact’s own chain stops the sending, and cannot be accepted', async () => {
    const tablet = await journey.readyDevice(alice);
    const encryptionPublicKey = makeKeys(2048).publicKey;
    operator.lie({ swappedKeys: [{ user: await uuidOf(bobSdk), encryptionPublicKey }] });
    const channel = await tablet.createChannel(wanted(bob));
    const notice = { kind: 'contact-mismatch', userId: bob.userId };
    await expectNoEpoch(tablet, channel, notice);
    await expect(channel.decide('accept')).rejects.toMatchObject({ notice });
    await expectNoEpoch(tablet, channel, notice);
  });

  it('at first sight stops the sending, by the hash that the contact’s device has registered', async () => {
    const tablet = await journey.readyDevice(alice);
    const [user, by] = [await uuidOf(bobSdk), await uuidOf(mallorySdk)];
    operator.lie({ replacedIdentities: [{ user, by }] });
    const channel = await tablet.createChannel(wanted(bob));
    await expectNoEpoch(tablet, channel, { kind: 'contact-mismatch', userId: bob.userId });
    await channel.decide('keep');
    expect(channel.epoch()?.members).toEqual([alice.userId]);
  });

  it('later on stops the sending, by the pin, though Seald and the backend lie together', async () => {
    await openPair();
    const { hash } = await mallorySdk.getSigchainHash();
    let honest: Record<string, unknown> = {};
    await operator.changeUser(bob.userId, (item) => {
      honest = item;
      return { ...item, sigchain: { ...(item.sigchain as object), hash } };
    });
    const userId = sealdIdOf(journey.stack.sealdIdPrefix, bob.userId);
    operator.lie({ answeringAccounts: [{ userId, account: await uuidOf(mallorySdk) }] });
    const channel = await alicePhone.createChannel(wanted(bob));
    await expectNoEpoch(alicePhone, channel, { kind: 'contact-replaced', userId: bob.userId });
    await operator.changeUser(bob.userId, () => honest);
  });
});

describe('a member whom the operator helps', () => {
  it('writes nothing in another’s name, there or gone', async () => {
    const [atAlice, atBob] = await openPair(carol);
    const session = await carolSdk.retrieveEncryptionSession({ sessionId: sessionOf(atAlice) });
    const arrives = (from: string) => arrivalOfForged(atAlice, { session, by: carolAuthor, from });
    const refused = { message: { kind: 'unreadable', reason: 'wrong-author' } };
    expect(await arrives(bob.userId)).toMatchObject(refused);
    expect(await arrives(alice.userId)).toMatchObject(refused);
    expect(await arrives(carol.userId)).toMatchObject({ message: { kind: 'message', text: WORDS } });
    const follows = nextEvent(atBob, (event) => event.type === 'epoch');
    await atAlice.removeMember(carol.userId);
    await follows;
    // Dated before the end of the epoch she was in, or a little after it.
    expect(await arrives(bob.userId)).toMatchObject(refused);
  });

  it('leads nobody on with an epoch in which another’s author key is hers', async () => {
    const [atAlice, atBob] = await openPair(carol);
    const trusted = sessionOf(atAlice);
    const { sealdIdPrefix } = journey.stack;
    const authorKeys = new Map([...authorKeysOf(atAlice), [bob.userId, carolAuthor.authorKey]]);
    const [first] = await registered(alicePhone, atAlice.cid);
    const before = await carolSdk.retrieveEncryptionSession({ sessionId: trusted });
    const by = { sdk: carolSdk, sealdIdPrefix, by: carolAuthor, from: carol.userId, authorKeys };
    const forged = await forgedEpoch(by, atAlice, { before, follows: first as Epoch });
    const noticed = [noticeAt(atAlice), noticeAt(atBob)];
    await operator.putEpoch(atAlice.cid, forged);
    await operator.nameSession(atAlice.cid, forged.encryptionSessionId);
    await Promise.all(noticed);
    for (const channel of [atAlice, atBob])
      await expectStopped(channel, {
        kind: 'epoch-not-announced',
        by: carol.userId,
        trusted,
        registered: forged.encryptionSessionId,
      });
  });

  it('puts no words into the mouth of somebody who was never there, by an epoch that names them with a key of hers', async () => {
    const dave = await journey.person('Dave');
    await journey.readyDevice(dave);
    const [atAlice, atBob] = await openPair(carol);
    const { cid } = atAlice;
    const [first] = await registered(alicePhone, cid);
    const before = await carolSdk.retrieveEncryptionSession({ sessionId: sessionOf(atAlice) });
    const { sealdIdPrefix } = journey.stack;
    const trusted = atAlice.epoch() as TrustedEpoch;
    const members = [...trusted.members, dave.userId].sort();
    const forged = await forgedEpoch(
      {
        sdk: carolSdk,
        sealdIdPrefix,
        by: carolAuthor,
        from: carol.userId,
        authorKeys: authorKeysOf(atAlice),
      },
      { cid, epoch: () => ({ ...trusted, members }) },
      { before, follows: first as Epoch },
    );
    const follows = [atAlice, atBob].map((channel) => nextEvent(channel, ({ type }) => type === 'epoch'));
    await operator.putEpoch(cid, forged);
    await operator.nameSession(cid, forged.encryptionSessionId);
    await Promise.all(follows);
    const session = await carolSdk.retrieveEncryptionSession({ sessionId: forged.encryptionSessionId });
    const refused = { kind: 'unreadable', reason: 'unknown-author' };
    const arrived = await arrivalOfForged(atAlice, { session, by: carolAuthor, from: dave.userId });
    expect(arrived).toMatchObject({ message: refused });
    await atAlice.send('who is Dave?'); // in an epoch of hers, without him
    expect(atAlice.epoch()?.members).toEqual(trusted.members);
    const { message } = await operator.server.getMessage('message' in arrived ? arrived.message.id : '');
    const later = await enter(await journey.readyDevice(bob), cid);
    expect(await later.read(message)).toMatchObject(refused);
  });

  it('who was removed announces no epoch in another’s name, to somebody who has not heard of it', async () => {
    const [atAlice, atBob] = await openPair(carol);
    const trusted = sessionOf(atBob);
    const [first] = await registered(alicePhone, atAlice.cid);
    const before = await carolSdk.retrieveEncryptionSession({ sessionId: trusted });
    operator.setFaults({ muteEvents: true });
    await atAlice.removeMember(carol.userId);
    operator.setFaults({ muteEvents: false });
    const { sealdIdPrefix } = journey.stack;
    const by = {
      sdk: carolSdk,
      sealdIdPrefix,
      by: carolAuthor,
      from: alice.userId,
      authorKeys: authorKeysOf(atBob),
    };
    const forged = await forgedEpoch(by, atBob, { before, follows: first as Epoch });
    await operator.removeEpoch(atAlice.cid, 2);
    await operator.putEpoch(atAlice.cid, forged);
    const noticed = noticeAt(atBob);
    await operator.nameSession(atAlice.cid, forged.encryptionSessionId);
    await noticed;
    await expectStopped(atBob, {
      kind: 'epoch-not-announced',
      by: alice.userId,
      trusted,
      registered: forged.encryptionSessionId,
    });
  });
});

describe('a removed member whom the operator helps', () => {
  // The last of this file: Stream's clock does not go back.
  it('and who writes on in the old session has it shown as unreadable, whatever name it is under', async () => {
    const [atAlice, atBob] = await openPair(carol);
    const atCarol = await enter(carolPhone, atAlice.cid);
    const kept = await carolSdk.retrieveEncryptionSession({ sessionId: sessionOf(atCarol) });
    const follows = nextEvent(atBob, (event) => event.type === 'epoch');
    await atAlice.removeMember(carol.userId);
    await follows;
    operator.setFaults({ advanceMs: 6 * MINUTE_MS });
    for (const from of [carol.userId, bob.userId]) {
      const { id, text } = await forgedMessage({
        session: kept,
        by: carolAuthor,
        from,
        cid: atAlice.cid,
        text: WORDS,
      });
      const arrive = [arrivalAt(atAlice), arrivalAt(atBob)];
      await operator.inject(atAlice.cid, from, text, id);
      for (const event of await Promise.all(arrive))
        expect(event).toMatchObject({ message: { kind: 'unreadable', reason: 'superseded-session' } });
    }
  });
});
