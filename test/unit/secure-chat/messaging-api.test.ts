import { describe, expect, it } from '@jest/globals';
import { createMessagingApi } from '../../../client-example/secure-chat/src/api/messaging-api.ts';
import { ACCOUNT } from '../../support/enrolled.ts';

type Answer = { status?: number; body: unknown; headers?: Record<string, string> } | Error | 'silence';
type Seen = { url: string; init: RequestInit };

const user = { id: 'alice', sealdId: 'T_alice', isEnrolled: true, twoManRuleKey: `${'A'.repeat(86)}==` };

const apiAnswering = (...answers: Answer[]) => {
  const seen: Seen[] = [];
  const fake = async (url: URL, init: RequestInit): Promise<Response> => {
    seen.push({ url: String(url), init });
    const answer = answers.shift();
    if (answer === 'silence') return new Promise((_, reject) => rejectOnAbort(init, reject));
    if (!answer || answer instanceof Error) throw answer ?? new Error('unexpected call');
    const body = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
    return new Response(body, { status: answer.status ?? 200, headers: answer.headers ?? {} });
  };
  const accessToken = async () => 'bearer-token';
  const api = createMessagingApi({
    apiUrl: 'http://api.test/',
    accessToken,
    fetch: fake as typeof fetch,
    timeoutMs: 50,
  });
  return { api, seen };
};

const rejectOnAbort = ({ signal }: RequestInit, reject: (reason: unknown) => void) =>
  signal?.addEventListener('abort', () => reject(signal.reason));

describe('the Messaging API client', () => {
  it('sends the bearer token and the body, and nothing more, to the route of the contract', async () => {
    const answer = {
      mustAuthenticate: true,
      twoManRuleKey: user.twoManRuleKey,
      twoManRuleSessionId: 'session',
      attempt: 1,
    };
    const { api, seen } = apiAnswering({ body: answer });
    expect(await api.challenge({ phoneNumber: '+32470123456' })).toEqual(answer);
    expect(seen).toMatchObject([
      {
        url: 'http://api.test/challenge',
        init: {
          method: 'POST',
          body: '{"phoneNumber":"+32470123456"}',
          headers: { authorization: 'Bearer bearer-token' },
        },
      },
    ]);
  });

  it.each([
    [404, 'USER_NOT_FOUND'],
    [403, 'AUTH_FACTOR_MISMATCH'],
    [502, 'SSKS_UNAVAILABLE'],
  ])('reads our error body: %i %s', async (status, type) => {
    const body = { error: { type, message: 'words', requestId: 'r-1' } };
    const { api } = apiAnswering({ status, body });
    await expect(api.enroll({ account: ACCOUNT })).rejects.toMatchObject({
      name: 'MessagingApiError',
      type,
      status,
      requestId: 'r-1',
    });
  });

  it('tells how long to wait', async () => {
    const body = { error: { type: 'CHALLENGE_RATE_LIMITED', message: 'words', requestId: 'r-1' } };
    const { api } = apiAnswering({ status: 429, body, headers: { 'retry-after': '90' } });
    const challenge = api.challenge({ email: 'a@b.test' });
    await expect(challenge).rejects.toMatchObject({ type: 'CHALLENGE_RATE_LIMITED', retryAfterSeconds: 90 });
  });

  it.each([
    [401, 'UNAUTHORIZED'],
    [404, 'NOT_FOUND'],
    [413, 'PAYLOAD_TOO_LARGE'],
    [429, 'RATE_LIMITED'],
    [500, 'GATEWAY_FAILURE'],
    [503, 'GATEWAY_FAILURE'],
  ])("reads the gateway's own %i as %s", async (status, type) => {
    const { api } = apiAnswering({
      status,
      body: { message: 'x' },
      headers: { 'apigw-requestid': 'gateway-1' },
    });
    await expect(api.token()).rejects.toMatchObject({ type, status, requestId: 'gateway-1' });
  });

  it.each([
    [200, '<html>'],
    [200, { id: 'alice' }],
    [502, 'Bad gateway'],
    [400, { error: { type: 1, message: '', requestId: '' } }],
  ])('calls %i %j malformed', async (status, body) => {
    const { api } = apiAnswering({ status, body });
    await expect(api.signup()).rejects.toMatchObject({ type: 'MALFORMED_ANSWER', status });
  });

  it('tells a cut connection from an answer that does not come', async () => {
    await expect(apiAnswering(new TypeError('fetch failed')).api.signup()).rejects.toMatchObject({
      type: 'NETWORK_FAILURE',
    });
    await expect(apiAnswering('silence').api.signup()).rejects.toMatchObject({ type: 'TIMEOUT' });
  });

  it('repeats only the question that changes nothing, once', async () => {
    const me = apiAnswering(new TypeError('cut'), { body: { user } });
    expect(await me.api.me()).toEqual({ user });
    const twice = apiAnswering(new TypeError('cut'), new TypeError('cut'), { body: { user } });
    await expect(twice.api.me()).rejects.toMatchObject({ type: 'NETWORK_FAILURE' });
    const signup = apiAnswering(new TypeError('cut'), { body: user });
    await expect(signup.api.signup()).rejects.toMatchObject({ type: 'NETWORK_FAILURE' });
    expect(signup.seen).toHaveLength(1);
  });

  it('keeps the token and the phone number out of what it throws', async () => {
    const { api } = apiAnswering(new TypeError('fetch failed'));
    const error = await api.challenge({ phoneNumber: '+32470123456' }).catch((thrown: unknown) => thrown);
    expect(`${error} ${JSON.stringify(error)} ${(error as Error).stack}`).not.toMatch(
      /bearer-token|32470123456/,
    );
  });

  it('fills in the path and the query, and encodes both', async () => {
    const epoch = {
      encryptionSessionId: '0b8f6f0e-4c41-4f3a-9b57-0c6f0b7f2f11',
      epoch: 3,
      createdBy: 'alice',
      createdAt: '2026-01-01T00:00:00.000Z',
    };
    const channel = { channelType: 'encrypted', channelId: 'c-1' };
    const { api, seen } = apiAnswering(
      { body: { current: epoch, epochs: [epoch] } },
      { body: { cid: 'encrypted:c-1', userId: 'a@b', isMember: false } },
      { body: epoch },
    );
    expect(await api.encryptionSession(channel, { after: 2, anew: true })).toMatchObject({ epochs: [epoch] });
    await api.removeMember(channel, 'a@b');
    await api.registerEncryptionSession(channel, { encryptionSessionId: epoch.encryptionSessionId });
    expect(seen.map(({ url, init }) => `${init.method} ${url}`)).toEqual([
      'GET http://api.test/channels/encrypted/c-1/encryption-session?after=2&anew=true',
      'DELETE http://api.test/channels/encrypted/c-1/members/a%40b',
      'PUT http://api.test/channels/encrypted/c-1/encryption-session',
    ]);
  });

  it('puts a member once more when there was no answer', async () => {
    const member = { cid: 'encrypted:c-1', userId: 'bob', isMember: true };
    const { api, seen } = apiAnswering(new Error('cut'), { body: member });
    const channel = { channelType: 'encrypted', channelId: 'c-1' };
    expect(await api.addMember(channel, 'bob')).toEqual(member);
    expect(seen).toHaveLength(2);
  });
});
