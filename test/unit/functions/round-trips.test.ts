import { createHmac, randomUUID } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Service } from '../../faults/fault-kinds.ts';
import { scenarios } from '../../faults/scenarios.ts';
import { variablesFor } from '../../faults/variables.ts';
import { CHANNEL_TYPE, startWorld, type World } from '../../faults/world.ts';
import { encryptedText } from '../../support/encrypted-text.ts';

/** Of Node ("Diagnostics Channel", HTTP): each request that a server of this process begins to read. */
const REQUEST_STARTS = 'http.server.request.start';
const before = { ...process.env };
let requests: IncomingMessage[] = [];
const onRequest = (message: unknown) => {
  requests.push((message as { request: IncomingMessage }).request);
};

beforeAll(() => {
  subscribe(REQUEST_STARTS, onRequest);
  jest.spyOn(process.stdout, 'write').mockImplementation(() => true);
  for (const level of ['info', 'warn'] as const) jest.spyOn(console, level).mockImplementation(() => {});
});
afterAll(() => {
  unsubscribe(REQUEST_STARTS, onRequest);
  process.env = before;
});

type Handler = (event: unknown, context: unknown) => Promise<{ statusCode: number; body: string }>;
const context = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => 10_000 };

/** What was asked of the tables, by DynamoDB's names in their alphabet, and how often the others were. */
const tripsTo = ({ targets }: World) => {
  const isTo = (service: Service) => (request: IncomingMessage) =>
    request.headers.host === new URL(targets[service]).host;
  const operations = requests
    .filter(isTo('dynamodb'))
    .map(({ headers }) => String(headers['x-amz-target']).split('.')[1]);
  return {
    tables: operations.sort(),
    stream: requests.filter(isTo('stream')).length,
    ssks: requests.filter(isTo('ssks')).length,
  };
};

/** The trips of one request to a function as it is deployed, in a world of its own; `warmUps` of the same go before. */
const tripsOf = async (of: string, name: string, { warmUps = 0, event }: Asked = {}) => {
  const scenario = scenarios.find((one) => one.of === of && one.name === name);
  if (!scenario) throw new Error(`No scenario ${of} ${name}`);
  const world = await startWorld();
  try {
    await scenario.prepare(world);
    Object.assign(process.env, variablesFor(world.targets, scenario));
    jest.resetModules();
    const { handler } = (await import(`../../../functions/${of}/index.ts`)) as { handler: Handler };
    const sent = await (event ?? scenario.event)(world);
    for (let call = 0; call < warmUps; call++) await handler(sent, context);
    requests = [];
    const { statusCode, body } = await handler(sent, context);
    expect([of, statusCode, statusCode < 300 || body]).toEqual([of, statusCode, true]);
    return { ...tripsTo(world), body };
  } finally {
    await world.close();
  }
};
type Asked = { warmUps?: number; event?: (world: World) => unknown };

/** Of the guard before every endpoint: one look at the account and, where not only something is read, one call taken from the budget. */
const READING = ['BatchGetItem'];
const WRITING = ['BatchGetItem', 'UpdateItem'];
/** Of the limits of codes: two ledgers are read and written, two days counted. */
const LIMITS = ['GetItem', 'GetItem', 'UpdateItem', 'UpdateItem', 'UpdateItem', 'UpdateItem'];
const nobody = { stream: 0, ssks: 0 };

describe('one request makes no more calls than', () => {
  it.each([
    ['token', 'for somebody enrolled', READING],
    ['me', 'before enrolling', READING],
    ['signup', 'for the first time', [...WRITING, 'PutItem']],
    ['signup', 'again', WRITING],
    ['claim-identity', 'the turn to make one', [...WRITING, 'UpdateItem']],
    ['enroll', 'for the first time', [...WRITING, 'UpdateItem']],
    ['author-key', 'for the first time', [...WRITING, 'UpdateItem']],
  ])("its guard's and its own: %s, %s", async (of, name, tables) => {
    expect(await tripsOf(of, name)).toMatchObject({ tables: [...tables].sort(), ...nobody });
  });

  it("a code's: one to the key storage, one to note where it went, and the limits", async () => {
    const tables = [...WRITING, ...LIMITS, 'UpdateItem'].sort();
    expect(await tripsOf('challenge', 'the first code')).toMatchObject({ tables, stream: 0, ssks: 1 });
  });

  it("the registry's: one query, and one look at Stream", async () => {
    // The first puts right what Stream names.
    const trips = await tripsOf('encryption-session', 'that Stream does not name yet', { warmUps: 1 });
    expect(trips).toMatchObject({ tables: [...READING, 'Query'], stream: 1, ssks: 0 });
    expect(JSON.parse(trips.body)).toMatchObject({ current: { epoch: 1 }, epochs: [{ epoch: 1 }] });
  });

  it("the hook's: none", async () => {
    const session = randomUUID();
    const message = { id: randomUUID(), text: encryptedText(session), user: { id: 'alice' } };
    const channel = { type: CHANNEL_TYPE, cid: `${CHANNEL_TYPE}:tea`, session_id: session };
    const hook = ({ secrets }: World) => {
      const body = JSON.stringify({ message, channel, user: { id: 'alice' } });
      const signature = createHmac('sha256', secrets.stream.apiSecret).update(body).digest('hex');
      return { headers: { 'x-signature': signature }, isBase64Encoded: false, body, requestContext: {} };
    };
    const asked = { event: hook };
    const trips = await tripsOf('stream-webhook', 'plaintext in an encrypted channel', asked);
    expect(trips).toMatchObject({ tables: [], ...nobody });
    expect(JSON.parse(trips.body)).toEqual({ message });
  });
});
