import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { listen } from '../../../local/platform/serve.ts';
import { createTeller } from '../../../shared/adapters/alarm-topic.ts';
import { endpointOf } from '../../../shared/adapters/signed-call.ts';
import { capture, MARKERS } from '../../support/captured-log.ts';

/** In another region than the function, so that one cannot be taken for the other. */
const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:sealed-stream-prod-alarms';
const WORDS = 'NOT PUT BACK & more: 100 % = all';
const environment = { ...process.env };

let server: Awaited<ReturnType<typeof listen>>;
let asked: { headers: NodeJS.Dict<string | string[]>; fields: Record<string, string> }[];
/** Statuses of SNS's answers, 200 when there are none left; at 0 the connection ends without one. */
let statuses: number[];
/** Whether it is SNS that answers 200, or somebody in between. */
let isOfSns: boolean;
/** What is done with a request that is never answered. */
let leaveWaiting: (() => void) | undefined;

beforeEach(async () => {
  [asked, statuses, leaveWaiting, isOfSns] = [[], [], undefined, true];
  server = await listen(
    createServer(async (request, response) => {
      const fields = Object.fromEntries(new URLSearchParams(await text(request)));
      asked.push({ headers: request.headers, fields });
      if (leaveWaiting) return leaveWaiting();
      const status = statuses.shift() ?? 200;
      if (status === 0) return void request.socket.destroy();
      response.writeHead(status).end(status === 200 && isOfSns ? '<PublishResponse/>' : MARKERS.upstream);
    }),
    0,
  );
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SNS: server.url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'access',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_SESSION_TOKEN: MARKERS.token,
  });
});
afterEach(async () => {
  process.env = { ...environment };
  jest.restoreAllMocks();
  await server.close();
});

const tell = (words: string, subject = 'Sealed Stream prod') =>
  capture(() => createTeller(TOPIC, subject)(words));

describe('a topic that is told something', () => {
  it('is asked to mail it, once, by a request that is signed for SNS where the topic is', async () => {
    expect(await tell(WORDS)).toBe('[]');
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({
      fields: {
        Action: 'Publish',
        Version: '2010-03-31',
        TopicArn: TOPIC,
        Subject: 'Sealed Stream prod',
        Message: WORDS,
      },
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-amz-security-token': MARKERS.token,
        authorization: expect.stringMatching(
          /^AWS4-HMAC-SHA256 Credential=access\/\d{8}\/eu-central-1\/sns\//,
        ),
      },
    });
  });

  it('is asked where SNS is in its own region, when nobody says otherwise', () => {
    delete process.env.AWS_ENDPOINT_URL_SNS;
    expect(endpointOf('sns', 'eu-central-1').href).toBe('https://sns.eu-central-1.amazonaws.com/');
  });

  it('gets no subject that SNS would refuse for its length', async () => {
    await tell(WORDS, 'x'.repeat(101));
    expect(asked[0]?.fields.Subject).toBe('x'.repeat(100));
  });

  it('is asked again when SNS could not do it', async () => {
    statuses = [500, 503];
    expect(await tell(WORDS)).toBe('[]');
    expect(asked).toHaveLength(3);
  });

  it.each([
    ['refuses', [403], 1],
    ['stays away', [500, 500, 500], 3],
    ['breaks off', [0], 1],
  ])(
    'does not fail who tells it when SNS %s; a line says so, without a word of either',
    async (_, answers, calls) => {
      statuses = answers;
      const logged = await tell(MARKERS.code);
      expect(asked).toHaveLength(calls);
      expect(JSON.parse(logged)).toEqual([
        [{ event: 'failure', errorName: expect.stringMatching(/Error$/) }],
      ]);
    },
  );

  it('was not told when somebody else answers', async () => {
    isOfSns = false;
    expect(JSON.parse(await tell(WORDS))).toEqual([[{ event: 'failure', errorName: 'Error' }]]);
  });

  it('is waited for no longer than the deadline', async () => {
    const deadline = new AbortController();
    const limit = jest.spyOn(AbortSignal, 'timeout').mockReturnValue(deadline.signal);
    leaveWaiting = () => deadline.abort(new DOMException('too late', 'TimeoutError'));
    const logged = await tell(WORDS);
    expect(limit.mock.calls).toEqual([[4_000]]);
    expect(JSON.parse(logged)).toEqual([[{ event: 'failure', errorName: 'TimeoutError' }]]);
  });
});
