import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Journey, startJourney } from './journey-stack.ts';
import { type Asked, type ReturningUser, startReturningUser } from './returning-user.ts';

const CONVERSATIONS = 5;

let journey: Journey;
let user: ReturningUser;

beforeAll(async () => {
  journey = await startJourney();
  user = await startReturningUser(journey);
  await user.haveConversations(CONVERSATIONS);
}, 60_000);
afterAll(async () => {
  await user.close();
  await journey.close();
});

const count = ({ api, seald }: Asked) => ({ api: api.length, seald: seald.length });

describe('somebody whose app is started again', () => {
  it('waits for the same calls with one conversation and with several', async () => {
    const { asked: one } = await user.comeBack(1);
    expect(one).toEqual({
      api: ['/me', '/token'],
      seald: [
        '/api/user/create_challenge/',
        '/api/user/login/',
        '/api/sigchain/check_users/',
        expect.stringMatching(/^\/api\/message\/[0-9a-f-]{36}\/$/),
      ],
    });
    const { asked: several } = await user.comeBack(CONVERSATIONS);
    expect(count(several)).toEqual(count(one));
    expect(several.seald.at(-1)).toBe('/api/message/multiple_retrieve/');
  });
});
