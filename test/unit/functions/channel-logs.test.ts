import { describe, expect, it } from '@jest/globals';
import { createHandler as acceptHandler } from '../../../functions/accept-invitation/handler.ts';
import { createHandler as addMemberHandler } from '../../../functions/add-member/handler.ts';
import { createHandler as authorKeyHandler } from '../../../functions/author-key/handler.ts';
import { createHandler as blockHandler } from '../../../functions/block-peer/handler.ts';
import { createHandler as blocksHandler } from '../../../functions/blocks/handler.ts';
import { createHandler as claimIdentityHandler } from '../../../functions/claim-identity/handler.ts';
import { createHandler as createChannelHandler } from '../../../functions/create-channel/handler.ts';
import { createHandler as encryptionSessionHandler } from '../../../functions/encryption-session/handler.ts';
import { createHandler as enrollHandler } from '../../../functions/enroll/handler.ts';
import { createHandler as registerHandler } from '../../../functions/register-encryption-session/handler.ts';
import { createHandler as removeMemberHandler } from '../../../functions/remove-member/handler.ts';
import { createHandler as sigchainHashHandler } from '../../../functions/sigchain-hash/handler.ts';
import { createHandler as startPairHandler } from '../../../functions/start-pair/handler.ts';
import { createHandler as unblockHandler } from '../../../functions/unblock-peer/handler.ts';
import { pairHash } from '../../../shared/adapters/pair-hash.ts';
import { AppError } from '../../../shared/domain/app-error.ts';
import { newAuthorKey, registrationOf } from '../../support/author-keys.ts';
import { call } from '../../support/call.ts';
import { capture, MARKERS } from '../../support/captured-log.ts';
import { ACCOUNT, DEVICE } from '../../support/enrolled.ts';
import { openGuard } from '../../support/guard.ts';

const CHANNEL_MARKERS = {
  words: 'MARKER-words',
  channelId: 'MARKER-channel',
  peer: 'MARKER-peer',
  session: 'fade0fad-0000-4000-8000-00000000fade',
  hash: 'fade0fad'.repeat(8),
};

/** One that is proven, and of which no part may be logged. */
const AUTHOR_KEY = registrationOf(newAuthorKey(), MARKERS.subject, { sigchainHash: CHANNEL_MARKERS.hash });

const REGISTRY = [
  'claim',
  'noteMade',
  'giveBack',
  'findRecord',
  'findCurrent',
  'findEpoch',
  'findBySession',
  'append',
];

const CHANNEL_ROUTES = [
  'create-channel',
  'start-pair',
  'accept-invitation',
  'block-peer',
  'unblock-peer',
  'blocks',
  'add-member',
  'remove-member',
  'encryption-session',
  'register-encryption-session',
  'sigchain-hash',
  'claim-identity',
  'enroll',
  'author-key',
];

const { subject, token } = MARKERS;
const { words } = CHANNEL_MARKERS;
const headers = { authorization: `Bearer ${token}` };
const failing = (error: unknown) => () => Promise.reject(error);
const upstream = new Error(
  `rejected ${[...Object.values(MARKERS), ...Object.values(CHANNEL_MARKERS)].join(' ')}`,
);

/** Every endpoint of channels with a request that holds every marker it can; `broken` stands in for all methods of a part. */
const channelCalls = (broken: { registry?: () => unknown; channels?: () => unknown }) => {
  const { channelId, peer, session, hash } = CHANNEL_MARKERS;
  const part = (working: unknown, failure?: () => unknown) =>
    new Proxy({}, { get: () => failure ?? (async () => working) });
  const epoch = {
    encryptionSessionId: session,
    epoch: 1,
    createdBy: peer,
    createdAt: new Date().toISOString(),
    askedBy: [],
  };
  const saved = { enrolment: { state: 'saved', attempt: 1, account: ACCOUNT } };
  const seen = { encryptionSessionId: session, epoch: 1, isFresh: true };
  const members = [{ userId: subject, joinedAt: epoch.createdAt, invitedBy: peer }];
  const answers: Record<string, unknown> = {
    findMembers: members,
    create: members,
    addMembers: members,
    findAmong: [],
    findBetween: { own: null, theirs: null, isErased: false },
    findAbout: new Map(),
    block: epoch.createdAt,
    listBlocked: [{ userId: peer, since: epoch.createdAt }],
  };
  const deps = {
    guard: openGuard,
    registry: {
      ...Object.fromEntries(REGISTRY.map((name) => [name, broken.registry ?? (async () => epoch)])),
      listEpochs: broken.registry ?? (async () => ({ current: epoch, epochs: [epoch] })),
    },
    channels: new Proxy(
      {},
      { get: (_, name) => broken.channels ?? (async () => answers[String(name)] ?? seen) },
    ),
    peers: new Proxy({}, { get: (_, name) => broken.registry ?? (async () => answers[String(name)]) }),
    seats: part({ userId: peer, token: session }, broken.registry),
    hash: pairHash,
    newAttemptId: () => session,
    users: part(
      { sigchain: { hash, account: ACCOUNT, registeredAt: epoch.createdAt }, ...saved },
      broken.registry,
    ),
    encryptedChannelTypes: ['messaging'],
    allowed: 'anyMember',
    rekeyBy: 'anyMember',
    takeEpoch: async () => ({ taken: true as const }),
    now: () => new Date(),
  } as never;
  const path = { channelType: 'messaging', channelId };
  const sealed = JSON.stringify({ sessionId: session, data: 'TUFS'.repeat(32) });
  const otherSignature = AUTHOR_KEY.signature.replace(/^./, 'x');
  return [
    [createChannelHandler(deps), { body: { ...path, members: [peer] } }],
    [startPairHandler(deps), { path: { channelType: 'messaging', userId: peer } }],
    [acceptHandler(deps), { path }],
    [blockHandler(deps), { path: { userId: peer } }],
    [unblockHandler(deps), { path: { userId: peer } }],
    [blocksHandler(deps), {}],
    [addMemberHandler(deps), { path: { ...path, userId: peer } }],
    [removeMemberHandler(deps), { path: { ...path, userId: peer } }],
    [encryptionSessionHandler(deps), { path }],
    [registerHandler(deps), { path, body: { encryptionSessionId: session } }],
    [registerHandler(deps), { path, body: { encryptionSessionId: session, welcome: sealed } }],
    [registerHandler(deps), { path, body: { encryptionSessionId: session, welcome: CHANNEL_MARKERS.words } }],
    [sigchainHashHandler(deps), { path: { userId: peer } }],
    [sigchainHashHandler(deps), { path: { userId: `${peer} ${CHANNEL_MARKERS.words}` } }],
    [enrollHandler(deps), { body: { account: ACCOUNT, sigchainHash: hash } }],
    [enrollHandler(deps), { body: { account: ACCOUNT, sigchainHash: CHANNEL_MARKERS.words } }],
    [claimIdentityHandler(deps), { body: { on: 'claim', device: DEVICE } }],
    [authorKeyHandler(deps), { body: AUTHOR_KEY }],
    [authorKeyHandler(deps), { body: { ...AUTHOR_KEY, signature: otherSignature } }],
    [authorKeyHandler(deps), { body: { ...AUTHOR_KEY, sealedPrivateKey: words } }],
    [claimIdentityHandler(deps), { body: { on: 'store', device: words, attempt: 1, account: hash } }],
  ] as [unknown, object][];
};

describe('log lines', () => {
  it.each([
    ['working', {}],
    ['the table failing', { registry: failing(upstream) }],
    ['Stream failing', { channels: failing(new AppError('STREAM_UNAVAILABLE', { cause: upstream })) }],
    ['nobody being a member', { channels: async () => null }],
  ])('say nothing of channels, people and their texts: %s', async (_, broken) => {
    const logged = await capture(async () => {
      for (const [handler, request] of channelCalls(broken)) {
        const unknown = { ...request, query: { [words]: words } };
        for (const one of [request, unknown]) await call(handler, { subject, headers, ...one });
      }
    });
    for (const route of CHANNEL_ROUTES) expect(logged).toContain(`"route":"${route}"`);
    const { authorKey, signature, sealedPrivateKey } = AUTHOR_KEY;
    const ofKeys = [authorKey, signature, sealedPrivateKey, JSON.parse(sealedPrivateKey).data];
    for (const marker of [...Object.values(MARKERS), ...Object.values(CHANNEL_MARKERS), ...ofKeys])
      expect(logged).not.toContain(marker);
  });
});
