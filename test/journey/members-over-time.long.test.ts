import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SealdSDK } from '@seald-io/sdk/lib/main.js';
import type { EncryptedChannel } from '../../client-example/secure-chat/src/channels/encrypted-channel.ts';
import type { EncryptionSession, SealdSdk } from '../../client-example/secure-chat/src/seald/sdk-types.ts';
import type { SecureChat } from '../../client-example/secure-chat/src/secure-chat.ts';
import { type Person, personOn } from '../../local/demo/person.ts';
import { enter } from '../../local/demo/talk.ts';
import type { HistoryPolicy } from '../../shared/contract/channel.ts';
import { type Operator, operatorOf } from '../support/operator.ts';
import { takeBack } from './expectations.ts';
import { encryptedType, type Journey, nextEvent, startJourney } from './journey-stack.ts';
import { readyDeviceWithSdk } from './seald-hands.ts';

let journey: Journey;
let operator: Operator;
let alice: Person;
let bob: Person;
let carol: Person;
let alicePhone: SecureChat;
let bobPhone: SecureChat;
let carolPhone: SecureChat;
let carolSdk: SealdSdk;

beforeAll(async () => {
  journey = await startJourney();
  operator = operatorOf(journey);
  [alice, bob, carol] = (await Promise.all(['Alice', 'Bob', 'Carol'].map(journey.person))) as [
    Person,
    Person,
    Person,
  ];
  [alicePhone, bobPhone, { device: carolPhone, sdk: carolSdk }] = await Promise.all([
    journey.readyDevice(alice),
    journey.readyDevice(bob),
    readyDeviceWithSdk(journey, carol),
  ]);
}, 60_000);
afterAll(() => journey.close());

type Opening = { history?: HistoryPolicy; others?: Person[]; at?: SecureChat };

const open = async ({ history, others = [bob], at = alicePhone }: Opening = {}): Promise<EncryptedChannel> =>
  at.createChannel({
    type: encryptedType(journey),
    id: randomUUID(),
    members: others.map(({ userId }) => userId),
    ...(history && { history }),
  });

const idsOf = (...people: Person[]): string[] => people.map(({ userId }) => userId).sort();
const epochAt = (channel: EncryptedChannel) => nextEvent(channel, (event) => event.type === 'epoch');
const sessionOf = (channel: EncryptedChannel): string => channel.epoch()?.encryptionSessionId ?? '';

const say = async (from: EncryptedChannel, to: EncryptedChannel, text: string): Promise<string> => {
  const arrives = nextEvent(to, (event) => event.type === 'new');
  const id = await from.send(text);
  expect(await arrives).toMatchObject({ message: { kind: 'message', id, text } });
  return id;
};

const storedText = async (cid: string, id: string): Promise<string> =>
  (await operator.storedMessages(cid)).find((message) => message.id === id)?.text ?? '';

/** Tries all that Carol has: her app, her keys, and the sessions she kept. `keptByCarol`: taken out while she was a member. */
const expectUnreadableToCarol = async (
  atCarol: EncryptedChannel,
  keptByCarol: readonly EncryptionSession[],
  id: string,
): Promise<void> => {
  const text = await storedText(atCarol.cid, id);
  const { sessionId } = JSON.parse(text) as { sessionId: string };
  const { message } = await operator.server.getMessage(id); // as if Stream still gave it to her
  expect(await atCarol.read(message)).toMatchObject({ kind: 'unreadable' });
  await expect(carolSdk.retrieveEncryptionSession({ sessionId })).rejects.toThrow();
  await expect((carolSdk as unknown as SealdSDK).decryptMessage(text)).rejects.toThrow();
  for (const session of keptByCarol) await expect(session.decryptMessage(text)).rejects.toThrow();
};

const keptOf = (channel: EncryptedChannel): Promise<EncryptionSession[]> =>
  Promise.all(
    channel
      .epochs()
      .map(({ encryptionSessionId: sessionId }) => carolSdk.retrieveEncryptionSession({ sessionId })),
  );

describe('somebody who joins', () => {
  it('reads what comes after, not what came before, when the channel says so', async () => {
    const atAlice = await open();
    const atBob = await enter(bobPhone, atAlice.cid);
    const before = await say(atAlice, atBob, 'before Carol');
    const follows = epochAt(atBob);
    await atAlice.addMember(carol.userId);
    expect(await follows).toMatchObject({ joined: [carol.userId], left: [] });
    expect(atAlice.epoch()).toMatchObject({ epoch: 2, members: idsOf(alice, bob, carol) });
    const atCarol = await enter(carolPhone, atAlice.cid);
    await say(atBob, atCarol, 'with Carol');
    await say(atCarol, atAlice, 'thanks');
    expect(await atCarol.messages()).toMatchObject([
      { id: before, kind: 'unreadable', reason: 'before-you-joined' },
      { text: 'with Carol' },
      { text: 'thanks' },
    ]);
    await expect(
      carolSdk.retrieveEncryptionSession({ sessionId: atAlice.epochs()[0]?.encryptionSessionId ?? '' }),
    ).rejects.toThrow();
  });

  it('reads everything when the channel says so', async () => {
    const atAlice = await open({ history: 'whole' });
    await atAlice.send('the first word');
    await atAlice.renewEncryption();
    await atAlice.send('in another epoch');
    await atAlice.addMember(carol.userId);
    const atCarol = await enter(carolPhone, atAlice.cid);
    await say(atAlice, atCarol, 'with Carol');
    expect((await atCarol.messages()).map((read) => 'text' in read && read.text)).toEqual([
      'the first word',
      'in another epoch',
      'with Carol',
    ]);
  });
});

describe('somebody who is removed', () => {
  it('cannot read the next message with anything she has', async () => {
    const atAlice = await open({ others: [bob, carol] });
    const [atBob, atCarol] = [await enter(bobPhone, atAlice.cid), await enter(carolPhone, atAlice.cid)];
    await say(atAlice, atCarol, 'all three');
    const kept = await keptOf(atCarol);
    const follows = epochAt(atBob);
    await atAlice.removeMember(carol.userId);
    expect(await follows).toMatchObject({ joined: [], left: [carol.userId] });
    const id = await say(atAlice, atBob, 'without Carol');
    await expectUnreadableToCarol(atCarol, kept, id);
    expect((await atCarol.messages()).map((read) => 'text' in read && read.text)).toContain('all three');
    await expect(atCarol.send('still here?')).rejects.toThrow();
  });

  it('cannot read what somebody sends who was offline when it happened', async () => {
    const atBob = await open({ at: bobPhone, others: [alice, carol] }); // the owner removes
    const [atAlice, atCarol] = [await enter(alicePhone, atBob.cid), await enter(carolPhone, atBob.cid)];
    await say(atAlice, atCarol, 'all three');
    const [kept, before] = [await keptOf(atCarol), sessionOf(atAlice)];
    operator.setFaults({ muteEvents: true }); // nobody hears of anything
    await atBob.removeMember(carol.userId);
    operator.setFaults({ muteEvents: false });
    expect(sessionOf(atAlice)).toBe(before);
    const id = await say(atAlice, atBob, 'sent without having heard');
    expect(sessionOf(atAlice)).toBe(sessionOf(atBob));
    await expectUnreadableToCarol(atCarol, kept, id);
  });
});

describe('somebody who leaves', () => {
  it('reads nothing that comes after', async () => {
    const atAlice = await open({ others: [bob, carol] });
    const [atBob, atCarol] = [await enter(bobPhone, atAlice.cid), await enter(carolPhone, atAlice.cid)];
    await say(atAlice, atCarol, 'all three');
    const kept = await keptOf(atCarol);
    const gone = nextEvent(atAlice, (event) => event.type === 'epoch');
    await atCarol.leave();
    expect(await gone).toMatchObject({ left: [carol.userId] }); // by whoever was first, without being asked
    const id = await say(atAlice, atBob, 'without Carol');
    expect(atAlice.epoch()?.members).toEqual(idsOf(alice, bob));
    await expectUnreadableToCarol(atCarol, kept, id);
    expect(atCarol.notice()).toMatchObject({ kind: 'removed' });
  });
});

describe('somebody who heard of nothing for a while', () => {
  it('goes on without a notice, though one was let in and has left meanwhile', async () => {
    const atBob = await open({ at: bobPhone, others: [alice] }); // the owner adds and removes
    const atAlice = await enter(alicePhone, atBob.cid);
    await say(atAlice, atBob, 'the two of us');
    operator.setFaults({ muteEvents: true });
    await atBob.addMember(carol.userId);
    await atBob.removeMember(carol.userId);
    operator.setFaults({ muteEvents: false });
    await atAlice.send('still the two of us?');
    expect(atAlice.notice()).toBeNull();
    expect(atAlice.epochs().map(({ members }) => members)).toEqual([
      idsOf(alice, bob),
      idsOf(alice, bob, carol),
      idsOf(alice, bob),
    ]);
    expect(sessionOf(atAlice)).toBe(sessionOf(atBob));
  });
});

describe('somebody who stayed, with a new telephone', () => {
  it('reads and writes on in the last epoch, though who began it has left', async () => {
    const tablet = await journey.readyDevice(alice);
    const atTablet = await open({ at: tablet });
    const atBob = await enter(bobPhone, atTablet.cid);
    const before = await say(atTablet, atBob, 'by Alice');
    const begun = epochAt(atTablet);
    await atBob.renewEncryption();
    await begun;
    const last = await say(atBob, atTablet, 'by Bob, in an epoch of his');
    await tablet.close();
    await atBob.leave();
    const again = await enter(await journey.readyDevice(alice), atTablet.cid);
    expect(again.notice()).toBeNull();
    expect(await again.messages()).toMatchObject([
      { id: before, kind: 'message', text: 'by Alice' },
      { id: last, kind: 'message', text: 'by Bob, in an epoch of his' },
    ]);
    await again.send('to myself');
    expect(again.epoch()).toMatchObject({ epoch: 3, members: [alice.userId] });
  });
});

describe('a channel in which much is said', () => {
  it('gets another encryption after so many messages, and all of them stay readable', async () => {
    const tablet = await journey.readyDevice(alice, { config: { rotation: { messages: 3, days: 30 } } });
    const atAlice = await open({ at: tablet });
    const atBob = await enter(bobPhone, atAlice.cid);
    for (const text of ['one', 'two', 'three']) await say(atAlice, atBob, text);
    expect(atAlice.epoch()).toMatchObject({ epoch: 1 });
    await say(atAlice, atBob, 'four');
    expect(atBob.epoch()).toMatchObject({ epoch: 2, members: idsOf(alice, bob) });
    const bobsNew = await enter(await journey.readyDevice(bob), atAlice.cid);
    expect(await bobsNew.messages()).toMatchObject(
      ['one', 'two', 'three', 'four'].map((text) => ({ kind: 'message', text })),
    );
  });
});

describe('two members who have lost their identities', () => {
  /** The same user with a new telephone, whose account the team has reset: another identity at Seald. */
  const reset = async (person: Person, phoneNumber: string): Promise<SecureChat> => {
    await operator.changeUser(person.userId, ({ enrolledAt: _, sigchain: __, ...item }) => ({
      ...item,
      authFactors: {},
    }));
    return journey.readyDevice(personOn(journey.stack, { ...person, phoneNumber }));
  };

  it('go on after one starts over, and a third sees it and accepts', async () => {
    const before = await open({ others: [bob, carol] });
    const atCarol = await enter(carolPhone, before.cid);
    await say(before, atCarol, 'the last word of the old telephones');
    const [aliceAgain, bobAgain] = [await reset(alice, '+32460000001'), await reset(bob, '+32460000002')];
    const atAlice = await enter(aliceAgain, before.cid);
    const atBob = await enter(bobAgain, before.cid);
    for (const channel of [atAlice, atBob]) {
      expect(channel.notice()).toMatchObject({ kind: 'no-access' });
      await expect(channel.send('into the void')).rejects.toMatchObject({ name: 'SecurityNoticeError' });
      await takeBack(channel);
    }
    const arrives = epochAt(atBob);
    const noticed = nextEvent(atCarol, (event) => event.type === 'security-notice');
    await atAlice.decide('start-over');
    await arrives;
    expect(atAlice.epoch()).toMatchObject({ epoch: 2, members: idsOf(alice, bob, carol) });
    expect(await noticed).toMatchObject({ notice: { kind: 'epoch-not-announced', by: alice.userId } });
    await say(atAlice, atBob, 'on new telephones');
    await expect(atCarol.send('who are you?')).rejects.toMatchObject({ name: 'SecurityNoticeError' });
    await takeBack(atCarol);
    await atCarol.decide('accept');
    await say(atCarol, atAlice, 'good to have you back');
    expect(await atBob.messages()).toMatchObject([
      { kind: 'unreadable', reason: 'before-you-joined' },
      { text: 'on new telephones' },
      { text: 'good to have you back' },
    ]);
  });
});
