import { describe, expect, it } from '@jest/globals';
import {
  createMessagingApi,
  type MessagingApi,
} from '../../../client-example/secure-chat/src/api/messaging-api.ts';
import { operationDocs } from '../../../infra/openapi/operation-docs.ts';
import { isErrorType } from '../../../shared/contract/error-types.ts';
import type { routes } from '../../../shared/contract/routes.ts';
import { ACCOUNT, DEVICE } from '../../support/enrolled.ts';

const channel = { channelType: 'messaging', channelId: 'weekend-plans' };
const session = { encryptionSessionId: '5b2c1f0e-8d3a-4c57-9e21-6a0f4d7b8c11' };

/** Every route that apps call. */
const calls: Record<
  Exclude<keyof typeof routes, 'streamWebhook'>,
  (api: MessagingApi) => Promise<unknown>
> = {
  token: (api) => api.token(),
  signup: (api) => api.signup(),
  me: (api) => api.me(),
  erase: (api) => api.erase(),
  undoErasure: (api) => api.undoErasure(),
  exportMe: (api) => api.exportMe(),
  challenge: (api) => api.challenge({ phoneNumber: '+32470123456' }),
  claimIdentity: (api) => api.claimIdentity({ on: 'claim', device: DEVICE }),
  enroll: (api) => api.enroll({ account: ACCOUNT }),
  createChannel: (api) => api.createChannel({ ...channel, members: [] }),
  startPair: (api) => api.startPair('messaging', 'bob'),
  acceptInvitation: (api) => api.acceptInvitation(channel),
  blockPeer: (api) => api.blockPeer('mallory'),
  unblockPeer: (api) => api.unblockPeer('mallory'),
  blocks: (api) => api.blocks(),
  addMember: (api) => api.addMember(channel, 'bob'),
  removeMember: (api) => api.removeMember(channel, 'bob'),
  encryptionSession: (api) => api.encryptionSession(channel),
  registerEncryptionSession: (api) => api.registerEncryptionSession(channel, session),
  sigchainHash: (api) => api.sigchainHash('bob'),
};

const apiAnswering = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  createMessagingApi({
    apiUrl: 'http://api.test',
    accessToken: async () => 'token',
    fetch: async () => Response.json(body, { status, headers }),
  });

/** The same with one more field in every object, however deep. */
const withNewFields = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withNewFields);
  if (typeof value !== 'object' || value === null) return value;
  const known = Object.entries(value).map(([name, inner]) => [name, withNewFields(inner)]);
  return { ...Object.fromEntries(known), addedLater: { by: 'a newer backend' } };
};

describe('an app that meets a newer backend', () => {
  it.each(Object.keys(calls) as (keyof typeof calls)[])(
    'takes an answer with new fields for what it knows: %s',
    async (key) => {
      const { 200: answer } = operationDocs[key].answers;
      expect(JSON.stringify(withNewFields(answer))).toContain('addedLater');
      expect(await calls[key](apiAnswering(200, withNewFields(answer)))).toEqual(answer);
    },
  );

  it('takes steps of an erasure, and holders of data, that are new', async () => {
    const receipt = operationDocs.erase.answers[202];
    const steps = [...receipt.steps, { name: 'pushTokensErased', doneAt: receipt.requestedAt }];
    expect(await apiAnswering(202, { ...receipt, steps }).erase()).toEqual({ ...receipt, steps });
    const elsewhere = [{ holder: 'pushProvider', holds: 'Device tokens.' }];
    const exported = { ...operationDocs.exportMe.answers[200], elsewhere };
    expect(await apiAnswering(200, exported).exportMe()).toEqual(exported);
  });

  it('does not guess what an unknown value means that decides who reads, or how keys are made', async () => {
    const made = { ...operationDocs.createChannel.answers[201], history: 'lastWeek' };
    const signedUp = { ...operationDocs.signup.answers[201], activationKeyType: 'passkey' };
    for (const call of [
      () => apiAnswering(201, made).createChannel({ ...channel, members: [] }),
      () => apiAnswering(201, signedUp).signup(),
    ])
      await expect(call()).rejects.toMatchObject({ type: 'MALFORMED_ANSWER' });
  });

  it.each([
    [400, 'REFUSED'],
    [401, 'UNAUTHORIZED'],
    [403, 'FORBIDDEN'],
    [404, 'NOT_FOUND'],
    [410, 'REFUSED'],
    [429, 'RATE_LIMITED'],
    [503, 'INTERNAL_ERROR'],
  ])('goes by the status, %i, of an error whose type it does not know: %s', async (status, type) => {
    const error = { type: 'toString', message: 'words', requestId: 'r-1', addedLater: true };
    expect(isErrorType(error.type)).toBe(false);
    const api = apiAnswering(status, { error }, { 'retry-after': '5' });
    const known = { name: 'MessagingApiError', type, status, requestId: 'r-1', retryAfterSeconds: 5 };
    await expect(api.enroll({ account: ACCOUNT })).rejects.toMatchObject(known);
  });
});

describe('an app that meets an older backend', () => {
  it('is told that a route is not there, and not that somebody is not', async () => {
    const api = apiAnswering(404, { message: 'Not Found' });
    await expect(api.me()).rejects.toMatchObject({ type: 'NOT_FOUND', status: 404 });
  });

  it('does not take an answer without a field that it needs', async () => {
    const { userId: _, ...older } = operationDocs.token.answers[200];
    await expect(apiAnswering(200, older).token()).rejects.toMatchObject({ type: 'MALFORMED_ANSWER' });
  });
});
