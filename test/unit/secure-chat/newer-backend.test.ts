import { describe, expect, it } from '@jest/globals';
import { createMessagingApi } from '../../../client-example/secure-chat/src/api/messaging-api.ts';
import { operationDocs } from '../../../infra/openapi/operation-docs.ts';
import { isErrorType } from '../../../shared/contract/error-types.ts';
import { ACCOUNT } from '../../support/enrolled.ts';
import { everyCall } from '../../support/every-call.ts';

const channel = { channelType: 'messaging', channelId: 'weekend-plans' };
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
  it.each(Object.keys(everyCall) as (keyof typeof everyCall)[])(
    'takes an answer with new fields for what it knows: %s',
    async (key) => {
      const { 200: answer } = operationDocs[key].answers;
      expect(JSON.stringify(withNewFields(answer))).toContain('addedLater');
      expect(await everyCall[key](apiAnswering(200, withNewFields(answer)))).toEqual(answer);
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
