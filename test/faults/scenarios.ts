import { createHmac, randomBytes } from 'node:crypto';
import { pairHash } from '../../shared/adapters/pair-hash.ts';
import { recipientOf } from '../../shared/adapters/report-seal.ts';
import { createSeal } from '../../shared/adapters/two-man-rule-seal.ts';
import { peerKey, queuedErasureKey, userKey } from '../../shared/adapters/user-items.ts';
import { routes } from '../../shared/contract/routes.ts';
import { pairNameOf } from '../../shared/domain/start-pair.ts';
import { newAuthorKey, registrationOf } from '../support/author-keys.ts';
import { ACCOUNT, DEVICE, SAVING } from '../support/enrolled.ts';
import { held } from '../support/secrets.ts';
import { signedMessage } from '../support/signed-messages.ts';
import { ciphertext } from '../support/stored-channels.ts';
import { CHANNEL_TYPE, CHANNELS, USERS, type World } from './world.ts';

/** A request of one function, from a state that is made anew each time. */
export type Scenario = {
  /** Folder in `functions/`. */
  of: string;
  /** What is asked for, where a function has several. */
  name: string;
  /** Makes the state before, without the proxies. */
  prepare: (world: World) => Promise<void>;
  /** What the function is called with: a request through the gateway, or an event. */
  event: (world: World) => Promise<unknown> | unknown;
  variables?: Record<string, string>;
};

const ALICE = 'Alice1';
const BOB = 'Bob2';
const ROOM = 'room-1';
const CID = `${CHANNEL_TYPE}:${ROOM}`;
const SESSION = '5e551011-0000-4000-8000-000000000001';
const AT = '2026-11-21T10:00:00.000Z';
const FORMER_KEY = {
  ...registrationOf(newAuthorKey(), ALICE, { account: '11111111-2222-4333-8444-555555555555' }),
  registeredAt: AT,
};
const BOBS_PAIR = newAuthorKey();
const BOBS_KEY = { ...registrationOf(BOBS_PAIR, BOB), registeredAt: AT };
const RECEIPT = '5e551011-0000-4000-8000-0000000000aa';

type Asked = {
  path?: Record<string, string>;
  query?: Record<string, string>;
  body?: unknown;
  caller?: string;
  authTime?: string;
};

const request = ({ path, query, body, caller = ALICE, authTime }: Asked) => ({
  version: '2.0',
  headers: {},
  isBase64Encoded: false,
  ...(path && { pathParameters: path }),
  ...(query && { queryStringParameters: query }),
  ...(body !== undefined && { body: JSON.stringify(body) }),
  requestContext: {
    requestId: 'gateway-request',
    authorizer: { jwt: { claims: { sub: caller, ...(authTime && { auth_time: authTime }) }, scopes: null } },
  },
});
const asked =
  (given: Asked = {}) =>
  () =>
    request(given);

const inRoom = { channelType: CHANNEL_TYPE, channelId: ROOM };
const bobInRoom = { ...inRoom, userId: BOB };
const pair = pairNameOf(pairHash, CHANNEL_TYPE, [ALICE, BOB]);

const user = async ({ secrets }: World, id: string, more: object = {}) => ({
  ...userKey(id),
  id,
  createdAt: AT,
  authFactors: {},
  sealedTwoManRuleKey: await createSeal(held(secrets.sealing))(id, Buffer.alloc(64, 7).toString('base64')),
  ...more,
});
const signedUp = async (world: World, more: object = {}) => world.put(USERS, await user(world, ALICE, more));
const enrolled = async (world: World) => {
  await world.put(
    USERS,
    await user(world, ALICE, { enrolledAt: AT }),
    await user(world, BOB, { enrolledAt: AT }),
  );
  await world.atStream(ALICE, BOB);
};
const enrolmentIn = (state: 'storing' | 'saved') => ({
  enrolment: {
    state,
    attempt: 1,
    device: DEVICE,
    leaseUntil: Date.parse(LATER),
    account: ACCOUNT,
    version: 'v1',
  },
});
const record = (members: string[], more: object = {}) => ({
  pk: `CHANNEL#${CID}`,
  sk: 'CHANNEL',
  cid: CID,
  kind: 'group',
  createdBy: ALICE,
  createdAt: AT,
  history: 'fromNowOn',
  members,
  madeAt: AT,
  ...more,
});
/** A channel of Alice's, made and known. */
const room = async (world: World, members: (string | object)[] = [ALICE, BOB], data: object = {}) => {
  await enrolled(world);
  await world.channel(ROOM, members, { kind: 'group', history_policy: 'fromNowOn', ...data });
  await world.put(CHANNELS, record([ALICE, BOB]));
};
/** And Bob's devices have registered a chain. */
const roomWithKeys = async (world: World) => {
  await room(world);
  const sigchain = { hash: 'ab'.repeat(32), account: ACCOUNT, registeredAt: AT };
  await world.put(USERS, await user(world, BOB, { ...enrolmentIn('saved'), sigchain }));
};
const contacts = (world: World) =>
  world.put(
    USERS,
    ...(
      [
        [ALICE, BOB],
        [BOB, ALICE],
      ] as const
    ).map(([own, other]) => ({
      ...peerKey(own, other),
      state: 'contact',
      since: AT,
    })),
  );
const pairOfTwo = async (world: World) => {
  await enrolled(world);
  await contacts(world);
  await world.channel(pair.channelId, [ALICE, BOB], { kind: 'pair', history_policy: 'fromNowOn' });
  const cid = `${CHANNEL_TYPE}:${pair.channelId}`;
  await world.put(CHANNELS, { ...record([ALICE, BOB]), pk: `CHANNEL#${cid}`, cid, kind: 'pair' });
};
const epoch = { epoch: 1, encryptionSessionId: SESSION, createdBy: ALICE, createdAt: AT };
const withEpoch = async (world: World, data: object = { session_id: SESSION, session_epoch: 1 }) => {
  await room(world, [ALICE, BOB], data);
  await world.put(CHANNELS, { pk: `CHANNEL#${CID}`, sk: 'EPOCH#000000001', ...epoch });
};
/** Before there was a hook to refuse it. */
const said = async ({ server }: World, text: string) => {
  const channel = server.channel(CHANNEL_TYPE, ROOM);
  await channel.sendMessage({ id: 'message-1', text, user_id: BOB } as never);
};
const erasureAt = (dueAt: string) => async (world: World) => {
  const pending = { receiptId: RECEIPT, requestedAt: AT, dueAt };
  await room(world);
  await world.put(USERS, await user(world, ALICE, { enrolledAt: AT, erasurePending: pending }), {
    ...queuedErasureKey({ userId: ALICE, dueAt }),
    userId: ALICE,
    dueAt,
    receiptId: RECEIPT,
  });
};
const BEFORE = '2026-11-22T09:00:00.000Z';
const LATER = '2026-11-30T09:00:00.000Z';
const queued = async ({ stream }: World, text: string) => {
  const [message] = stream.listMessages(CID);
  const event = {
    type: 'message.new',
    cid: CID,
    channel_type: CHANNEL_TYPE,
    channel_custom: { session_id: SESSION, session_epoch: 1 },
    message: { ...message, id: 'message-1', text, type: 'regular', user: { id: BOB } },
  };
  return { Records: [{ messageId: 'record-1', body: JSON.stringify(event) }] };
};
const PLAIN = 'This was never encrypted';
const OF_ANOTHER_SESSION = ciphertext('5e551011-0000-4000-8000-0000000000ff');

export const scenarios: readonly Scenario[] = [
  { of: 'token', name: 'for somebody enrolled', prepare: enrolled, event: asked() },
  { of: 'signup', name: 'for the first time', prepare: async () => {}, event: asked() },
  { of: 'signup', name: 'again', prepare: signedUp, event: asked() },
  { of: 'me', name: 'before enrolling', prepare: signedUp, event: asked() },
  {
    of: 'challenge',
    name: 'the first code',
    prepare: signedUp,
    event: asked({ body: { phoneNumber: '+32470123456' } }),
  },
  {
    of: 'claim-identity',
    name: 'the turn to make one',
    prepare: signedUp,
    event: asked({ body: SAVING[0] }),
  },
  {
    of: 'claim-identity',
    name: 'that it is saved',
    prepare: (world) => signedUp(world, enrolmentIn('storing')),
    event: asked({ body: SAVING[2] }),
  },
  {
    of: 'enroll',
    name: 'for the first time',
    prepare: (world) => signedUp(world, enrolmentIn('saved')),
    event: asked({ body: { account: ACCOUNT, sigchainHash: randomBytes(32).toString('hex') } }),
  },
  {
    of: 'author-key',
    name: 'for the first time',
    prepare: (world) => signedUp(world, enrolmentIn('saved')),
    event: asked({ body: registrationOf(newAuthorKey(), ALICE) }),
  },
  {
    of: 'author-key',
    name: 'of a new identity',
    prepare: (world) => signedUp(world, { ...enrolmentIn('saved'), authorKey: FORMER_KEY }),
    event: asked({ body: registrationOf(newAuthorKey(), ALICE) }),
  },
  {
    of: 'report',
    name: 'of a message',
    prepare: async (world) => {
      await enrolled(world);
      await world.put(USERS, await user(world, BOB, { authorKey: BOBS_KEY, formerAuthorKeys: [] }));
    },
    event: asked({ body: { message: signedMessage(BOBS_PAIR, BOB), before: [], reason: 'spam' } }),
    variables: { REPORT_RECIPIENT: recipientOf(randomBytes(32).toString('base64url')) },
  },
  { of: 'export-me', name: 'for somebody enrolled', prepare: enrolled, event: asked() },
  {
    of: 'erase',
    name: 'after days of grace',
    prepare: room,
    event: asked({ authTime: String(Date.parse('2026-11-22T10:00:00Z') / 1000) }),
    variables: { ERASURE_GRACE_SECONDS: '1209600' },
  },
  {
    of: 'erase',
    name: 'at once',
    prepare: room,
    event: asked({ authTime: String(Date.parse('2026-11-22T10:00:00Z') / 1000) }),
  },
  { of: 'undo-erasure', name: 'within the days of grace', prepare: erasureAt(LATER), event: asked() },
  { of: 'blocks', name: 'of somebody who blocked one', prepare: enrolled, event: asked() },
  {
    of: 'block-peer',
    name: 'with a conversation of two',
    prepare: pairOfTwo,
    event: asked({ path: { userId: BOB } }),
  },
  {
    of: 'unblock-peer',
    name: 'somebody blocked',
    prepare: async (world) => {
      await enrolled(world);
      await world.put(USERS, { ...peerKey(ALICE, BOB), state: 'blocked', since: AT });
    },
    event: asked({ path: { userId: BOB } }),
  },
  {
    of: 'create-channel',
    name: 'a new one, with a stranger',
    prepare: enrolled,
    event: asked({ body: { ...inRoom, members: [BOB] } }),
  },
  {
    of: 'create-channel',
    name: 'one that a call left half-made',
    prepare: async (world) => {
      await room(world);
      await world.put(CHANNELS, record([ALICE, BOB], { madeAt: undefined }));
    },
    event: asked({ body: { ...inRoom, members: [BOB] } }),
  },
  {
    of: 'start-pair',
    name: 'a new one, with a stranger',
    prepare: enrolled,
    event: asked({ path: { channelType: CHANNEL_TYPE, userId: BOB } }),
  },
  {
    of: 'start-pair',
    name: 'one that the caller left',
    prepare: async (world) => {
      await pairOfTwo(world);
      await world.server.channel(CHANNEL_TYPE, pair.channelId).removeMembers([ALICE]);
    },
    event: asked({ path: { channelType: CHANNEL_TYPE, userId: BOB } }),
  },
  {
    of: 'accept-invitation',
    name: 'by a stranger',
    prepare: (world) => room(world, [ALICE, { user_id: BOB, invited_by: ALICE }]),
    event: asked({ path: inRoom, caller: BOB }),
  },
  {
    of: 'add-member',
    name: 'a stranger',
    prepare: (world) => room(world, [ALICE]),
    event: asked({ path: bobInRoom }),
  },
  { of: 'remove-member', name: 'by the owner', prepare: room, event: asked({ path: bobInRoom }) },
  {
    of: 'encryption-session',
    name: 'that Stream does not name yet',
    prepare: (world) => withEpoch(world, {}),
    event: asked({ path: inRoom, query: { anew: 'true' } }),
  },
  {
    of: 'register-encryption-session',
    name: 'the first',
    prepare: room,
    event: asked({ path: inRoom, body: { encryptionSessionId: SESSION } }),
  },
  {
    of: 'member-keys',
    name: 'of a member of a channel',
    prepare: roomWithKeys,
    event: asked({ path: inRoom, body: { userIds: [BOB] } }),
  },
  {
    of: 'sigchain-hash',
    name: 'of a member of a channel',
    prepare: roomWithKeys,
    event: asked({ path: { userId: BOB } }),
  },
  {
    of: 'stream-webhook',
    name: 'plaintext in an encrypted channel',
    prepare: async () => {},
    event: ({ secrets }) => {
      const body = JSON.stringify({
        message: { id: 'message-1', text: PLAIN, type: 'regular' },
        user: { id: BOB },
        channel: { cid: CID, type: CHANNEL_TYPE, id: ROOM, session_id: SESSION },
        request_info: { type: 'client' },
      });
      const signature = createHmac('sha256', secrets.stream.apiSecret).update(body).digest('hex');
      return { ...request({}), body, headers: { 'x-signature': signature } };
    },
  },
  {
    of: 'sweep',
    name: 'plaintext',
    prepare: async (world) => {
      await withEpoch(world);
      await said(world, PLAIN);
    },
    event: (world) => queued(world, PLAIN),
  },
  {
    of: 'sweep',
    name: 'ciphertext of a session that is none of the channel',
    prepare: async (world) => {
      await withEpoch(world);
      await said(world, OF_ANOTHER_SESSION);
    },
    event: (world) => queued(world, OF_ANOTHER_SESSION),
  },
  {
    of: 'reconcile',
    name: 'with a message that has to go',
    prepare: async (world) => {
      await withEpoch(world);
      await said(world, OF_ANOTHER_SESSION);
    },
    event: () => ({}),
  },
  { of: 'erase-due', name: 'one that is due', prepare: erasureAt(BEFORE), event: () => ({}) },
  {
    of: 'configure-stream',
    name: 'for the first time',
    prepare: async () => {},
    event: () => ({ RequestType: 'Create' }),
    variables: { ENCRYPTED_CHANNEL_TYPES: 'encrypted' },
  },
  {
    of: 'configure-stream',
    name: 'with push notifications',
    prepare: async ({ server }) => {
      await server.updateAppSettings({ push_config: { version: 'v3' } } as never);
      await server.upsertPushProvider({ type: 'firebase', name: 'android' } as never);
    },
    event: () => ({ RequestType: 'Create' }),
    variables: {
      ENCRYPTED_CHANNEL_TYPES: 'encrypted',
      PUSH_NOTIFICATIONS: JSON.stringify({ providers: [{ type: 'firebase', name: 'android' }] }),
    },
  },
  {
    of: 'configure-stream',
    name: 'when the stack is removed',
    prepare: async (world) => {
      await world.put(
        CHANNELS,
        {
          pk: 'STREAM#SETTINGS',
          sk: 'BEFORE#app',
          existed: true,
          'setting/before_message_send_hook_url': '',
        },
        { pk: 'STREAM#SETTINGS', sk: 'BEFORE#type/encrypted', existed: false },
      );
      await world.server.createChannelType({ name: 'encrypted' } as never);
      await world.server.updateAppSettings({
        before_message_send_hook_url: 'https://api.example.com/webhooks/stream',
      } as never);
    },
    event: () => ({ RequestType: 'Delete' }),
    variables: { ENCRYPTED_CHANNEL_TYPES: 'encrypted' },
  },
  {
    of: 'configure-stream',
    name: 'when the stack is removed, and Stream is away',
    prepare: ({ put }) => put(CHANNELS, { pk: 'STREAM#SETTINGS', sk: 'BEFORE#app', existed: true }),
    event: () => ({ RequestType: 'Delete' }),
    variables: { STREAM_URL: 'http://127.0.0.1:9' },
  },
];

/** Of the routes of the contract and the folders of `functions/`, those that no scenario is about. */
export const withoutScenario = (folders: readonly string[]): string[] => {
  const known = new Set(scenarios.map(({ of }) => of));
  const all = new Set([...folders, ...Object.values(routes).map(({ name }) => name)]);
  return [...all].filter((name) => !known.has(name)).sort();
};
