import { createServer, type RequestListener } from 'node:http';
import { afterEach, expect, it, jest } from '@jest/globals';
import { listen } from '../../../local/platform/serve.ts';
import { createDynamodb, type Dynamodb } from '../../../shared/adapters/dynamodb-client.ts';
import { capture } from '../../support/captured-log.ts';

const environment = { ...process.env };
afterEach(() => {
  process.env = { ...environment };
  jest.restoreAllMocks();
});

const clientOf = (url: string) => {
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
  return createDynamodb();
};

/** How a read ends whose attempts are answered so, and how many there were. */
const readFrom = async (listener: RequestListener, options: Parameters<Dynamodb['get']>[1] = {}) => {
  let attempts = 0;
  const server = createServer((request, response) => {
    attempts += 1;
    listener(request, response);
  });
  const { url, close } = await listen(server, 0);
  const error: Error | undefined = await clientOf(url)
    .get({ TableName: 't', Key: { pk: 'a', sk: 'b' } }, options)
    .then(
      () => undefined,
      (thrown) => thrown,
    );
  await close();
  return { error, ended: error?.name ?? 'an answer', attempts };
};

/** What is counted while DynamoDB answers every attempt like this; its connection ends without a word at 0. */
const countedWith = async (status: number, name: string): Promise<Record<string, number>> => {
  const server = createServer((request, response) => {
    if (status === 0) return void request.socket.destroy();
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: 'no' }));
  });
  const { url, close } = await listen(server, 0);
  const client = clientOf(url);
  const lines = await capture(() =>
    client.get({ TableName: 't', Key: { pk: 'a', sk: 'b' } }).catch(() => null),
  );
  await close();
  const names = [...lines.matchAll(/\\"Name\\":\\"(Table\w+)\\"/g)].map(([, metric = '']) => metric);
  return Object.fromEntries(
    [...new Set(names)].map((metric) => [metric, names.filter((each) => each === metric).length]),
  );
};

it.each([
  ['ThrottlingException', 400, { TableThrottled: 3 }],
  ['InternalServerError', 500, { TableFailed: 3 }],
  ['a broken connection', 0, { TableFailed: 3 }],
  ['ConditionalCheckFailedException', 400, {}],
  ['ValidationException', 400, {}],
])('counts each attempt that ends with %s for what it is', async (name, status, counted) => {
  expect(await countedWith(status, name)).toEqual(counted);
});

it.each<[string, RequestListener]>([
  ['does not come', () => {}],
  [
    'comes a byte at a time',
    (_, response) => {
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
      const drops = setInterval(() => response.write(' '), 5);
      response.once('close', () => clearInterval(drops));
    },
  ],
])('waits for an answer that %s no longer than the deadline, three times', async (_, listener) => {
  const { timeout } = AbortSignal;
  const deadlines: number[] = [];
  jest.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
    deadlines.push(ms);
    return timeout.call(AbortSignal, 60);
  });
  const { ended, attempts } = await readFrom(listener);
  expect(ended).not.toBe('an answer');
  expect(attempts).toBe(3);
  expect(deadlines).toEqual([1_500, 1_500, 1_500]);
});

it('does not take JSON of somebody in between for "there is no such item"', async () => {
  const { ended, attempts } = await readFrom(
    (_, response) => void response.writeHead(200).end('{"status":"fine"}'),
  );
  expect(ended).not.toBe('an answer');
  expect(attempts).toBe(3);
});

it.each([
  ['as AWS does what it says no to', '#AccessDeniedException', 'AccessDeniedException'],
  ['by nothing that may be of anybody', '#said of +32470123456', 'DynamodbError'],
  ['as ours where no name is given', undefined, 'DynamodbError'],
])('names in a log line %s', async (_, __type, name) => {
  const { ended } = await readFrom((_request, response) => {
    response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify({ __type }));
  });
  expect(ended).toBe(name);
});

it('ends with the caller’s reason between two attempts, too', async () => {
  jest.spyOn(console, 'log').mockImplementation(() => {});
  jest.spyOn(Math, 'random').mockReturnValue(1);
  const enough = new AbortController();
  const server = createServer((request) => {
    request.socket.once('close', () => setImmediate(() => enough.abort(new Error('enough'))));
    request.socket.destroy();
  });
  const { url, close } = await listen(server, 0);
  const key = { TableName: 't', Key: { pk: 'a', sk: 'b' } };
  await expect(clientOf(url).get(key, { signal: enough.signal })).rejects.toThrow('enough');
  await close();
});

it('stops when the caller has had enough, tries nothing again, and calls nobody to account', async () => {
  const enough = new AbortController();
  const stop = () => enough.abort(new Error('enough'));
  let ended: Awaited<ReturnType<typeof readFrom>> | undefined;
  const lines = await capture(async () => {
    ended = await readFrom(stop, { signal: enough.signal });
  });
  expect(ended?.error?.message).toBe('enough');
  expect(ended?.attempts).toBe(1);
  expect(lines).not.toContain('TableFailed');
});

it.each([
  ['tries', {}, 3],
  ['does not try, where it is asked not to,', { repeatsThrottled: false }, 1],
])('%s again what DynamoDB turned away for there being too many', async (_, options, expected) => {
  jest.spyOn(console, 'log').mockImplementation(() => {});
  const { error, attempts } = await readFrom((_, response) => {
    response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify({ __type: 'com.amazonaws.dynamodb.v20120810#ThrottlingException' }));
  }, options);
  expect(error).toMatchObject({ name: 'ThrottlingException', isThrottled: true });
  expect(attempts).toBe(expected);
});

it.each<[string, RequestListener, object]>([
  [
    'too many requests without a name of AWS',
    (_, response) => void response.writeHead(429).end(),
    { name: 'DynamodbError', isThrottled: true },
  ],
  [
    'an answer that is nothing',
    (_, response) =>
      void response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end('null'),
    { name: 'NotOfDynamodb', status: 200 },
  ],
  [
    'no answer',
    (request) => void request.socket.destroy(),
    { name: 'NoAnswerOfDynamodb', status: 0, cause: expect.objectContaining({ code: 'ECONNRESET' }) },
  ],
])('tries again after %s, and says in the end what it was', async (_, listener, expected) => {
  jest.spyOn(console, 'log').mockImplementation(() => {});
  const { error, attempts } = await readFrom(listener);
  expect(error).toMatchObject(expected);
  expect(attempts).toBe(3);
});
