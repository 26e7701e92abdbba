import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import seald from '@seald-io/sdk';
import type { EncryptedChannel } from '../../client-example/secure-chat/src/channels/encrypted-channel.ts';
import type { SealdSdk } from '../../client-example/secure-chat/src/seald/sdk-types.ts';
import { withoutGreeting } from '../../client-example/secure-chat/src/seald/without-greeting.ts';
import type { SecureChat } from '../../client-example/secure-chat/src/secure-chat.ts';
import { enter } from '../../local/demo/talk.ts';
import { claimText } from '../../shared/contract/author-key.ts';
import { partsOf } from '../../shared/contract/parts-of.ts';
import { sealdIdOf } from '../../shared/contract/seald-id.ts';
import { makeKeys, type RawClient, rawSignUp } from '../conformance/seald-raw-client.ts';
import { authorOf } from '../support/authors.ts';
import { operatorOf } from '../support/operator.ts';
import { encryptedType, type Journey, nextEvent, startJourney } from './journey-stack.ts';
import { readyDeviceWithSdk } from './seald-hands.ts';

/** More people than Stream takes members, and than Seald's SDK has keys, in one request. */
const MANY = 130;
/** As many as Stream takes of them. */
const USERS_AT_ONCE = 100;

/** Two have devices; of the others it is seen at Seald that they could read. */
let journey: Journey;
let alice: SecureChat;
let aliceSdk: SealdSdk;
let bob: SecureChat;
let bobId: string;
let crowd: (RawClient & { chatUserId: string })[];

beforeAll(async () => {
  journey = await startJourney();
  const { stack } = journey;
  const [a, b] = [await journey.person('Alice'), await journey.person('Bob')];
  bobId = b.userId;
  ({ device: alice, sdk: aliceSdk } = await readyDeviceWithSdk(journey, a));
  bob = await journey.readyDevice(b);
  const { jwtSecret, jwtSecretId, appId } = stack.secrets.seald;
  const { utils } = withoutGreeting(() => seald.default({ appId, apiURL: stack.seald }));
  const world = {
    service: { url: stack.seald },
    secrets: { appId: stack.sealdAppId },
    signupJwt: (userId = '') => utils.generateRegistrationJWT(jwtSecret, jwtSecretId, { userId }),
  };
  const ids = Array.from({ length: MANY - 2 }, (_, n) => `crowd-${n}`);
  for (const some of partsOf(ids, USERS_AT_ONCE))
    await operatorOf(journey).server.upsertUsers(some.map((id) => ({ id })));
  const keys = { encryption: makeKeys(), signing: makeKeys() }; // one pair for all: making them is what takes long
  const join = async (chatUserId: string) => ({
    chatUserId,
    ...(await rawSignUp(world, sealdIdOf(stack.sealdIdPrefix, chatUserId), { keys })),
  });
  crowd = await Promise.all(ids.map(join));
  for (const person of crowd) await enrol(person);
  // The answer of Seald's that is harder to live with; see seald-large-sessions.test.ts.
  stack.sealdService.faults.api.put({ refuseWithoutOwnKey: true });
}, 120_000);
afterAll(() => journey.close());

/** What their device would have registered at the backend. */
const enrol = async ({ chatUserId, sealdId: account }: (typeof crowd)[number]): Promise<void> => {
  const userId = sealdIdOf(journey.stack.sealdIdPrefix, chatUserId);
  const { hash: sigchainHash } = await aliceSdk.getSigchainHash({ userIds: [userId] }, { position: 0 });
  const { authorKey, sign } = await authorOf(chatUserId);
  const { signature } = await sign('author-key', claimText(chatUserId, { authorKey, sigchainHash }));
  const registeredAt = new Date().toISOString();
  await operatorOf(journey).changeUser(chatUserId, () => ({
    pk: `USER#${chatUserId}`,
    sk: 'USER',
    id: chatUserId,
    sealedTwoManRuleKey: 'sealed',
    createdAt: registeredAt,
    authFactors: {},
    enrolledAt: registeredAt,
    enrolment: { state: 'enrolled', attempt: 1, account, version: '1' },
    sigchain: { hash: sigchainHash, account, registeredAt },
    authorKey: { authorKey, sigchainHash, signature, account, sealedPrivateKey: 'sealed', registeredAt },
  }));
};

const makeChannel = (members: number): Promise<EncryptedChannel> =>
  alice.createChannel({
    type: encryptedType(journey),
    id: randomUUID(),
    members: [bobId, ...crowd.slice(0, members - 2).map(({ chatUserId }) => chatUserId)],
  });

/** How many of the crowd could read what is written now. */
const readers = async (channel: EncryptedChannel): Promise<number> => {
  const path = `/api/message/${channel.epoch()?.encryptionSessionId}/`;
  const answers = await Promise.all(crowd.map(({ call }) => call('GET', path)));
  return answers.filter(({ status }) => status === 200).length;
};

const seesEpochOf = async (one: EncryptedChannel, other: EncryptedChannel): Promise<void> => {
  const isSame = () => one.epoch()?.encryptionSessionId === other.epoch()?.encryptionSessionId;
  if (!isSame()) await nextEvent(one, ({ type }) => type === 'epoch' && isSame());
};

const say = async (from: EncryptedChannel, to: EncryptedChannel, text: string): Promise<void> => {
  const arrives = nextEvent(to, ({ type }) => type === 'new');
  await from.send(text);
  expect(await arrives).toMatchObject({ message: { text } });
};

describe('a conversation', () => {
  it('of 51 is made, written in, and given another epoch', async () => {
    const channel = await makeChannel(51);
    const atBob = await enter(bob, channel.cid);
    await say(channel, atBob, 'hello, fifty');
    expect(await readers(channel)).toBe(49);
    const before = channel.epoch()?.encryptionSessionId;
    await channel.renewEncryption();
    await seesEpochOf(atBob, channel);
    expect(channel.epoch()?.encryptionSessionId).not.toBe(before);
    expect(await readers(channel)).toBe(49);
    await say(atBob, channel, 'and hello, Alice');
  }, 120_000);

  it('of more than a hundred takes one more in', async () => {
    const channel = await makeChannel(MANY - 1);
    const atBob = await enter(bob, channel.cid);
    expect(await readers(channel)).toBe(MANY - 3);
    await channel.addMember(crowd.at(-1)?.chatUserId ?? '');
    await seesEpochOf(atBob, channel);
    expect(channel.epoch()?.members).toHaveLength(MANY);
    expect(await readers(channel)).toBe(MANY - 2);
    await say(channel, atBob, 'hello, all of you');
  }, 120_000);
});
