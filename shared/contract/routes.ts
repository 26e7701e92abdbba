import * as z from 'zod';
import { ownAuthorKey, registerAuthorKeyRequest } from './author-key.ts';
import type { BudgetName } from './budgets.ts';
import { challengeRequest, challengeResponse } from './challenge.ts';
import {
  channelParams,
  channelResponse,
  createChannelRequest,
  memberParams,
  memberResponse,
  newMemberParams,
  pairParams,
} from './channel.ts';
import {
  encryptionSessionQuery,
  encryptionSessionResponse,
  registerEncryptionSessionRequest,
  registerEncryptionSessionResponse,
} from './encryption-session.ts';
import { enrollRequest, enrollResponse } from './enroll.ts';
import { claimIdentityRequest, claimIdentityResponse } from './enrolment.ts';
import { erasureReceipt, keptAccount } from './erasure.ts';
import type { ErrorType } from './error-types.ts';
import { exportResponse } from './export.ts';
import { memberKeysRequest, memberKeysResponse } from './member-keys.ts';
import { blockResponse, blocksResponse, peerParams } from './peer.ts';
import { sigchainHashParams, sigchainHashResponse } from './registered-sigchain.ts';
import { reportRequest, reportResponse } from './report.ts';
import { streamWebhookRequest, streamWebhookResponse } from './stream-webhook.ts';
import { tokenResponse } from './token.ts';
import { meResponse, userResponse } from './user.ts';

/** For a thousand ids, and for two statements that name a thousand readers. API Gateway takes ten megabytes, Lambda six. */
const LARGE_BODY = 400_000;

const nothing = z.strictObject({});
const anyUser = [
  'UNAUTHENTICATED',
  'INVALID_REQUEST',
  'USER_BLOCKED',
  'RATE_LIMITED',
  'PAYLOAD_TOO_LARGE',
  'INTERNAL_ERROR',
] as const;
const anyRecord = [...anyUser, 'USER_ERASED', 'ERASURE_PENDING'] as const;
const anyMember = [...anyRecord, 'NOT_A_MEMBER', 'STREAM_UNAVAILABLE'] as const;

export type Route = {
  /** Folder in `functions/`, and the function's name in the stack. */
  name: string;
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Parameters in braces, as API Gateway and OpenAPI write them. */
  path: string;
  summary: string;
  /** What is in the path's braces, and behind the question mark; nothing unless told. */
  params?: z.ZodObject;
  query?: z.ZodObject;
  request: z.ZodType;
  /** The longest body, in UTF-16 units; `MAX_BODY_CHARACTERS` unless told. */
  maxBody?: number;
  response: z.ZodType;
  /** Success statuses, the usual one first. */
  statuses: readonly number[];
  errors: readonly ErrorType[];
} & (
  | {
      /** The gateway checks the bearer token. */
      access: 'user';
      /** Which of the caller's budgets a call is taken from. */
      budget: BudgetName;
    }
  /** The function checks Stream's HMAC. */
  | { access: 'stream-signature'; budget?: never }
);

/** The whole HTTP surface. The gateway's routes, the OpenAPI file and the client are all made from this table. */
export const routes = {
  token: {
    name: 'token',
    method: 'POST',
    path: '/token',
    access: 'user',
    budget: 'reads',
    summary: 'A Stream user token for the caller',
    request: nothing,
    response: tokenResponse,
    statuses: [200],
    errors: anyRecord,
  },
  signup: {
    name: 'signup',
    method: 'POST',
    path: '/signup',
    access: 'user',
    budget: 'account',
    summary: 'Make the caller known; safe to repeat in every state',
    request: nothing,
    response: userResponse,
    statuses: [201, 200],
    errors: anyRecord,
  },
  me: {
    name: 'me',
    method: 'GET',
    path: '/me',
    access: 'user',
    budget: 'reads',
    summary: 'What the backend knows of the caller',
    request: nothing,
    response: meResponse,
    statuses: [200],
    errors: anyRecord,
  },
  erase: {
    name: 'erase',
    method: 'DELETE',
    path: '/me',
    access: 'user',
    budget: 'account',
    summary:
      "Have the caller erased for good, here and at Stream, after the stage's days of grace; 202 until all is gone. Needs a fresh sign-in; safe to repeat",
    request: nothing,
    response: erasureReceipt,
    statuses: [200, 202],
    errors: [...anyUser, 'STREAM_UNAVAILABLE', 'REAUTHENTICATION_REQUIRED'],
  },
  undoErasure: {
    name: 'undo-erasure',
    method: 'DELETE',
    path: '/me/erasure',
    access: 'user',
    budget: 'account',
    summary: 'Keep the account of the caller, which was going to be erased; safe to repeat',
    request: nothing,
    response: keptAccount,
    statuses: [200],
    errors: [...anyUser, 'USER_ERASED'],
  },
  exportMe: {
    name: 'export-me',
    method: 'GET',
    path: '/me/export',
    access: 'user',
    budget: 'reads',
    summary: 'All that the backend holds about the caller, and where the rest is',
    request: nothing,
    response: exportResponse,
    statuses: [200],
    errors: [...anyUser, 'USER_NOT_FOUND'],
  },
  blockPeer: {
    name: 'block-peer',
    method: 'PUT',
    path: '/me/blocks/{userId}',
    access: 'user',
    budget: 'members',
    summary:
      'Keep somebody from inviting the caller, and take the caller out of the conversation of the two; safe to repeat',
    params: peerParams,
    request: nothing,
    response: blockResponse,
    statuses: [200],
    errors: [...anyRecord, 'STREAM_UNAVAILABLE'],
  },
  unblockPeer: {
    name: 'unblock-peer',
    method: 'DELETE',
    path: '/me/blocks/{userId}',
    access: 'user',
    budget: 'members',
    summary: 'Take a block back; safe to repeat',
    params: peerParams,
    request: nothing,
    response: blockResponse,
    statuses: [200],
    errors: anyRecord,
  },
  blocks: {
    name: 'blocks',
    method: 'GET',
    path: '/me/blocks',
    access: 'user',
    budget: 'reads',
    summary: 'Whom the caller has blocked',
    request: nothing,
    response: blocksResponse,
    statuses: [200],
    errors: anyRecord,
  },
  challenge: {
    name: 'challenge',
    method: 'POST',
    path: '/challenge',
    access: 'user',
    budget: 'account',
    summary: "Have Seald's key storage send the caller a code",
    request: challengeRequest,
    response: challengeResponse,
    statuses: [200],
    errors: [
      ...anyRecord,
      'USER_NOT_FOUND',
      'COUNTRY_NOT_ALLOWED',
      'AUTH_FACTOR_MISMATCH',
      'CHALLENGE_RATE_LIMITED',
      'SSKS_UNAVAILABLE',
      'SMS_QUOTA_EXCEEDED',
    ],
  },
  claimIdentity: {
    name: 'claim-identity',
    method: 'PUT',
    path: '/me/identity',
    access: 'user',
    budget: 'account',
    summary:
      "Which of the caller's devices makes the identity, and which identity it is, until one is saved; safe to repeat, and for several devices to ask at once",
    request: claimIdentityRequest,
    response: claimIdentityResponse,
    statuses: [200],
    errors: [...anyRecord, 'USER_NOT_FOUND'],
  },
  enroll: {
    name: 'enroll',
    method: 'POST',
    path: '/enroll',
    access: 'user',
    budget: 'account',
    summary:
      "Note that the caller's saved identity has its user id, and what its signature chain is; safe to repeat",
    request: enrollRequest,
    response: enrollResponse,
    statuses: [200],
    errors: [...anyRecord, 'USER_NOT_FOUND', 'IDENTITY_NOT_SAVED'],
  },
  registerAuthorKey: {
    name: 'author-key',
    method: 'PUT',
    path: '/me/author-key',
    access: 'user',
    budget: 'account',
    summary:
      "Keep the key that the caller's devices sign with, once for each identity: the first to come wins, and all get the winner; safe to repeat",
    request: registerAuthorKeyRequest,
    response: ownAuthorKey,
    statuses: [200],
    errors: [...anyRecord, 'USER_NOT_FOUND', 'IDENTITY_NOT_SAVED', 'AUTHOR_KEY_NOT_PROVEN'],
  },
  createChannel: {
    name: 'create-channel',
    method: 'POST',
    path: '/channels',
    access: 'user',
    budget: 'channels',
    summary: 'Make an encrypted channel, or find the one the caller is in; safe to repeat',
    request: createChannelRequest,
    maxBody: LARGE_BODY,
    response: channelResponse,
    statuses: [201, 200],
    errors: [...anyMember, 'MEMBER_NOT_FOUND', 'INVITATION_REFUSED'],
  },
  startPair: {
    name: 'start-pair',
    method: 'PUT',
    path: '/pairs/{channelType}/{userId}',
    access: 'user',
    budget: 'channels',
    summary:
      'The conversation of the caller and somebody else: made, found, or entered again; safe to repeat, and for both to ask at once',
    params: pairParams,
    request: nothing,
    response: channelResponse,
    statuses: [200, 201],
    errors: [...anyRecord, 'STREAM_UNAVAILABLE', 'MEMBER_NOT_FOUND', 'INVITATION_REFUSED', 'PEER_IS_BLOCKED'],
  },
  acceptInvitation: {
    name: 'accept-invitation',
    method: 'PUT',
    path: '/channels/{channelType}/{channelId}/invitation',
    access: 'user',
    budget: 'members',
    summary:
      'Accept being in a channel that a stranger put the caller into; to decline, remove oneself. Safe to repeat',
    params: channelParams,
    request: nothing,
    response: memberResponse,
    statuses: [200],
    errors: anyMember,
  },
  addMember: {
    name: 'add-member',
    method: 'PUT',
    path: '/channels/{channelType}/{channelId}/members/{userId}',
    access: 'user',
    budget: 'members',
    summary: 'Add somebody to a channel of the caller; safe to repeat',
    params: newMemberParams,
    request: nothing,
    response: memberResponse,
    statuses: [200],
    errors: [
      ...anyMember,
      'MEMBER_CHANGE_NOT_ALLOWED',
      'MEMBER_NOT_FOUND',
      'INVITATION_REFUSED',
      'CHANNEL_IS_A_PAIR',
      'TOO_MANY_MEMBERS',
    ],
  },
  removeMember: {
    name: 'remove-member',
    method: 'DELETE',
    path: '/channels/{channelType}/{channelId}/members/{userId}',
    access: 'user',
    budget: 'members',
    summary: 'Remove somebody from a channel of the caller, or leave it; safe to repeat',
    params: memberParams,
    request: nothing,
    response: memberResponse,
    statuses: [200],
    errors: [...anyMember, 'MEMBER_CHANGE_NOT_ALLOWED', 'CHANNEL_IS_A_PAIR'],
  },
  encryptionSession: {
    name: 'encryption-session',
    method: 'GET',
    path: '/channels/{channelType}/{channelId}/encryption-session',
    access: 'user',
    budget: 'reads',
    summary: 'The current encryption session of a channel, and all its epochs',
    params: channelParams,
    query: encryptionSessionQuery,
    request: nothing,
    response: encryptionSessionResponse,
    statuses: [200],
    errors: anyMember,
  },
  registerEncryptionSession: {
    name: 'register-encryption-session',
    method: 'PUT',
    path: '/channels/{channelType}/{channelId}/encryption-session',
    access: 'user',
    budget: 'epochs',
    summary:
      'Register the first or the next encryption session of a channel; the first to come wins, and all get the winner',
    params: channelParams,
    request: registerEncryptionSessionRequest,
    maxBody: LARGE_BODY,
    response: registerEncryptionSessionResponse,
    statuses: [200],
    errors: [...anyMember, 'REKEY_NOT_ALLOWED'],
  },
  memberKeys: {
    name: 'member-keys',
    method: 'POST',
    path: '/channels/{channelType}/{channelId}/member-keys',
    access: 'user',
    budget: 'keys',
    summary:
      'What the devices of members of a channel, up to a hundred, say about their signature chains; for members',
    params: channelParams,
    request: memberKeysRequest,
    response: memberKeysResponse,
    statuses: [200],
    errors: anyMember,
  },
  sigchainHash: {
    name: 'sigchain-hash',
    method: 'GET',
    path: '/users/{userId}/sigchain-hash',
    access: 'user',
    budget: 'reads',
    summary:
      "What the devices of somebody who shares a channel with the caller say about that user's signature chain",
    params: sigchainHashParams,
    request: nothing,
    response: sigchainHashResponse,
    statuses: [200],
    errors: [...anyRecord, 'STREAM_UNAVAILABLE'],
  },
  report: {
    name: 'report',
    method: 'POST',
    path: '/reports',
    access: 'user',
    budget: 'reports',
    summary:
      'Report a message of somebody else, as its author signed it, to the team that runs the chat; safe to repeat, and a repeat takes the place of what was sent before',
    request: reportRequest,
    response: reportResponse,
    statuses: [201, 200],
    errors: [...anyRecord, 'REPORT_NOT_PROVEN', 'REPORTS_NOT_SET_UP'],
  },
  streamWebhook: {
    name: 'stream-webhook',
    method: 'POST',
    path: '/webhooks/stream',
    access: 'stream-signature',
    summary: "Stream's before-message-send hook: refuses plaintext in encrypted channels",
    request: streamWebhookRequest,
    response: streamWebhookResponse,
    statuses: [200],
    errors: ['INVALID_SIGNATURE', 'INTERNAL_ERROR'],
  },
} as const satisfies Record<string, Route>;
