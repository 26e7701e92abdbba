import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openWorld, type World } from './seald-support.ts';

/*
 * What Seald's own tests of SSKS say of its servers, as facts: go-seald-sdk, ssks_tmr_api_test and ssks_tmr_test. Left out: `get_factor_token`, which
 * nothing here uses, and an e-mail template without a place for the code, which the emulator refuses so that the mistake is seen.
 */
describe('SSKS as Seald’s own tests know it', () => {
  let world: World;
  let people = 0;

  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());

  const front = async (path: string, session: string, body?: object) => {
    const answer = await fetch(`${world.service.ssksUrl}/tmr/front/${path}/`, {
      method: 'POST',
      headers: { 'x-seald-appid': world.secrets.appId, 'x-seald-session': session },
      ...(body && { body: JSON.stringify(body) }),
    });
    const content = (await answer.json()) as Record<string, unknown>;
    return { status: answer.status, body: content };
  };
  const newFactor = () => {
    people += 1;
    return { type: 'EM', value: `user${people}@test.example` } as const;
  };
  type Factor = ReturnType<typeof newFactor>;
  const start = (auth_factor: Factor, force = false, userId = auth_factor.value) =>
    world.startSsks(userId, auth_factor, force);
  const validate = (auth_factor: Factor, session: string, challenge: string) =>
    front('challenge_validate', session, { challenge, auth_factor });
  const authenticated = async (auth_factor: Factor) => {
    const { sessionId, challenge } = await start(auth_factor, true);
    return String((await validate(auth_factor, sessionId, challenge)).body.new_id);
  };

  it.each(['', 'bad-session-id'])('answers 404 without a code to the session id "%s"', async (session) => {
    const factor = newFactor();
    for (const answer of [
      await validate(factor, session, 'abcdefgh'),
      await front('push', session, { data_b64: 'data' }),
      await front('search', session),
    ]) {
      expect(answer.status).toBe(404);
      expect(answer.body).not.toHaveProperty('error_code');
    }
  });

  it('refuses an empty code with 400, before it looks at the session', async () => {
    expect((await validate(newFactor(), 'bad-session-id', '')).status).toBe(400);
  });

  it('takes a code and gives an authenticated session, a UUID', async () => {
    expect(await authenticated(newFactor())).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  it('refuses a wrong code with 403', async () => {
    const factor = newFactor();
    const { sessionId } = await start(factor, true);
    expect((await validate(factor, sessionId, 'bad-one')).status).toBe(403);
  });

  it('keeps any text, without a factor beside it, and gives it back', async () => {
    const factor = newFactor();
    const { sessionId } = await start(factor);
    expect((await front('push', sessionId, { data_b64: 'coucou' })).status).toBe(200);
    const session = await authenticated(factor);
    expect((await front('push', session, { data_b64: 'dummy data' })).status).toBe(200);
    expect((await front('search', session)).body).toEqual({ data_b64: 'dummy data', authenticated: true });
  });

  it('says by its model that nothing is stored', async () => {
    expect(await front('search', await authenticated(newFactor()))).toEqual({
      status: 404,
      body: { model: 'TMRKey' },
    });
  });

  it('keeps the id of what is stored when it is replaced', async () => {
    const factor = newFactor();
    const { sessionId, mustAuthenticate } = await start(factor);
    expect(mustAuthenticate).toBe(false);
    const first = await front('push', sessionId, { data_b64: 'one' });
    const again = await start(factor);
    expect(again.mustAuthenticate).toBe(true);
    const session = String((await validate(factor, again.sessionId, again.challenge)).body.new_id);
    expect((await front('search', session)).body).toMatchObject({ authenticated: false });
    const second = await front('push', session, { data_b64: 'two' });
    expect([second.status, second.body.id]).toEqual([200, first.body.id]);
    expect((await front('search', session)).body).toEqual({ data_b64: 'two', authenticated: true });
  });

  it('may know one waiting session per user only: that is a switch', async () => {
    const factor = newFactor();
    const first = await start(factor, true);
    world.service.faults.ssks.put({ oneSessionPerUser: true });
    const second = await start(factor, true);
    expect((await validate(factor, first.sessionId, first.challenge)).status).toBe(404);
    expect((await validate(factor, second.sessionId, second.challenge)).status).toBe(200);
    world.service.faults.ssks.reset();
  });
});
