import type * as z from 'zod';
import type { Route } from '../../shared/contract/route.ts';
import type { routes } from '../../shared/contract/routes.ts';
import {
  ACCOUNT,
  ACTIVATION_KEY,
  ANNOUNCEMENT,
  AUTHOR_KEY,
  CHANNEL,
  CONNECTOR_KEY,
  DEVICE,
  ERASURE,
  EXPORT,
  FIRST_EPOCH,
  HASH,
  HOOK_CALL,
  NEXT_EPOCH,
  PAIR,
  REPORTED,
  SEALED_PRIVATE_KEY,
  SIGNED_MESSAGE,
  STREAM_TOKEN,
  TIME,
  TWO_MAN_RULE_KEY,
  USER,
  WELCOME,
} from './example-values.ts';

export const tags = {
  account: 'Who the caller is, what is held of them, and the end of it.',
  identity: "The caller's keys at Seald: codes, enrolment, signature chains.",
  stream: 'The way to Stream.',
  channels: 'Encrypted channels and their members.',
  people: 'Who may invite the caller.',
  epochs: 'Encryption sessions of a channel.',
  moderation: 'Reports to the team that runs the chat.',
  webhook: 'Called by Stream, never by an app.',
};

type OperationDocs<R extends Route> = {
  tag: keyof typeof tags;
  /** By a name for each; none for a route without a body. */
  requests?: Record<string, z.input<R['request']>>;
  answers: Record<R['statuses'][number], z.output<R['response']>>;
};

const BLOCKED = { userId: 'mallory', since: TIME };
const member = { cid: CHANNEL.cid, userId: 'bob' };

/** What the OpenAPI file says of each route beside its schemas: where it belongs, and an example of all it takes and answers. */
export const operationDocs: { [Key in keyof typeof routes]: OperationDocs<(typeof routes)[Key]> } = {
  token: {
    tag: 'stream',
    answers: { 200: { accessToken: STREAM_TOKEN, expiresAt: '2026-11-22T11:00:00.000Z', userId: 'alice' } },
  },
  signup: {
    tag: 'account',
    answers: {
      201: { ...USER, ...ACTIVATION_KEY },
      200: { ...USER, isEnrolled: true, mayBeStored: true, authFactorHint: '+32•••••56' },
    },
  },
  me: {
    tag: 'account',
    answers: {
      200: {
        user: {
          ...USER,
          isEnrolled: true,
          mayBeStored: true,
          authFactorHint: '+32•••••56',
          sigchainHash: HASH,
        },
      },
    },
  },
  erase: { tag: 'account', answers: ERASURE },
  undoErasure: { tag: 'account', answers: { 200: { userId: 'alice', isKept: true } } },
  exportMe: { tag: 'account', answers: { 200: EXPORT } },
  challenge: {
    tag: 'identity',
    requests: { phoneNumber: { phoneNumber: '+32470123456' }, email: { email: 'alice@example.com' } },
    answers: {
      200: {
        mustAuthenticate: true,
        twoManRuleKey: TWO_MAN_RULE_KEY,
        twoManRuleSessionId: 'Xq3vV0b1k2Jm',
        attempt: 1,
      },
    },
  },
  claimIdentity: {
    tag: 'identity',
    requests: {
      claim: { on: 'claim', device: DEVICE },
      store: { on: 'store', device: DEVICE, attempt: 1, account: ACCOUNT },
      saved: { on: 'saved', attempt: 1, account: ACCOUNT },
    },
    answers: { 200: { answer: 'go', state: 'saved', attempt: 1, connectorKey: CONNECTOR_KEY } },
  },
  enroll: {
    tag: 'identity',
    requests: { enroll: { account: ACCOUNT, sigchainHash: HASH } },
    answers: { 200: { id: 'alice', isEnrolled: true, enrolledAt: TIME } },
  },
  registerAuthorKey: {
    tag: 'identity',
    requests: { key: { ...AUTHOR_KEY, account: ACCOUNT, sealedPrivateKey: SEALED_PRIVATE_KEY } },
    answers: { 200: { ...AUTHOR_KEY, sealedPrivateKey: SEALED_PRIVATE_KEY, registeredAt: TIME } },
  },
  createChannel: {
    tag: 'channels',
    requests: {
      channel: {
        channelType: 'messaging',
        channelId: 'weekend-plans',
        members: ['bob'],
        history: 'fromNowOn',
      },
    },
    answers: { 201: CHANNEL, 200: CHANNEL },
  },
  startPair: { tag: 'channels', answers: { 200: PAIR, 201: PAIR } },
  acceptInvitation: { tag: 'channels', answers: { 200: { ...member, isMember: true } } },
  blockPeer: { tag: 'people', answers: { 200: { ...BLOCKED, isBlocked: true } } },
  unblockPeer: { tag: 'people', answers: { 200: { userId: BLOCKED.userId, isBlocked: false } } },
  blocks: { tag: 'people', answers: { 200: { blocked: [BLOCKED] } } },
  addMember: { tag: 'channels', answers: { 200: { ...member, isMember: true } } },
  removeMember: { tag: 'channels', answers: { 200: { ...member, isMember: false } } },
  encryptionSession: {
    tag: 'epochs',
    answers: { 200: { current: NEXT_EPOCH, epochs: [FIRST_EPOCH, NEXT_EPOCH] } },
  },
  registerEncryptionSession: {
    tag: 'epochs',
    requests: {
      first: { encryptionSessionId: FIRST_EPOCH.encryptionSessionId },
      next: {
        encryptionSessionId: NEXT_EPOCH.encryptionSessionId,
        previousEncryptionSessionId: FIRST_EPOCH.encryptionSessionId,
        welcome: WELCOME,
        announcement: ANNOUNCEMENT,
      },
    },
    answers: { 200: NEXT_EPOCH },
  },
  memberKeys: {
    tag: 'identity',
    requests: { two: { userIds: ['bob', 'carol'] } },
    answers: {
      200: {
        registered: [{ userId: 'bob', sigchainHash: HASH, registeredAt: TIME, author: AUTHOR_KEY }],
      },
    },
  },
  sigchainHash: {
    tag: 'identity',
    answers: { 200: { registered: { sigchainHash: HASH, registeredAt: TIME, author: AUTHOR_KEY } } },
  },
  report: {
    tag: 'moderation',
    requests: {
      threat: { message: SIGNED_MESSAGE, before: [], reason: 'threat', note: 'For the second time.' },
    },
    answers: { 201: REPORTED, 200: REPORTED },
  },
  streamWebhook: {
    tag: 'webhook',
    requests: { plaintext: HOOK_CALL },
    answers: {
      200: { message: { type: 'error', text: 'The message was not encrypted, so it was not sent.' } },
    },
  },
};
