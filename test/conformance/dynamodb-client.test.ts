import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { listen } from '../../local/platform/serve.ts';
import { createDynamodb, type Dynamodb } from '../../shared/adapters/dynamodb-client.ts';

const Key = { pk: 'USER#é "1"', sk: 'USER' };
const values = { ':text': 'ü', ':number': 1.5, ':set': new Set(['a', 'b']), ':not': undefined };
const item = {
  ...Key,
  number: 9_007_199_254_740_991,
  list: [1, 'two', { three: true }, null],
  empty: '',
  numbers: new Set([1, 2]),
  bytes: new Uint8Array([0, 1, 255]),
  buffer: Buffer.from([2, 3]),
  nothing: undefined,
};
const wire = {
  pk: { S: 'a' },
  n: { N: '12.5' },
  set: { SS: ['x'] },
  m: { M: { l: { L: [{ BOOL: true }, { NULL: true }] } } },
};

type Input = Record<string, unknown>;
type Sdk = (input: never) => { input: object };
type Case = { sdk: Sdk; input: Input; answer: object };

/** Every call of ours, and what DynamoDB may say to it. */
const calls: Record<keyof Dynamodb, Case> = {
  get: {
    sdk: (input) => new GetCommand(input),
    input: { TableName: 't', Key, ConsistentRead: true },
    answer: { Item: wire },
  },
  put: {
    sdk: (input) => new PutCommand(input),
    input: { TableName: 't', Item: item, ConditionExpression: 'attribute_not_exists(pk)' },
    answer: {},
  },
  update: {
    sdk: (input) => new UpdateCommand(input),
    input: {
      TableName: 't',
      Key,
      UpdateExpression: 'SET #a = :text, b = :number ADD c :set',
      ExpressionAttributeNames: { '#a': 'a' },
      ExpressionAttributeValues: values,
      ReturnValues: 'ALL_NEW',
    },
    answer: { Attributes: wire },
  },
  delete: {
    sdk: (input) => new DeleteCommand(input),
    input: { TableName: 't', Key, ConditionExpression: 'a = :number', ExpressionAttributeValues: values },
    answer: { Attributes: wire },
  },
  query: {
    sdk: (input) => new QueryCommand(input),
    input: {
      TableName: 't',
      KeyConditionExpression: 'pk = :text',
      ExpressionAttributeValues: values,
      ExclusiveStartKey: Key,
      Limit: 2,
    },
    answer: { Items: [wire, wire], Count: 2, ScannedCount: 2, LastEvaluatedKey: { pk: { S: 'a' } } },
  },
  batchGet: {
    sdk: (input) => new BatchGetCommand(input),
    input: { RequestItems: { t: { Keys: [Key, { pk: 'b', sk: 'c' }], ConsistentRead: true } } },
    answer: {
      Responses: { t: [wire] },
      UnprocessedKeys: { t: { Keys: [{ pk: { S: 'b' } }], ConsistentRead: true } },
    },
  },
};

type Seen = { method?: string; path?: string; headers: IncomingMessage['headers']; body: unknown };
let seen: Seen[] = [];
let answer: object = {};
let service: Awaited<ReturnType<typeof listen>>;
let ours: Dynamodb;
let sdk: DynamoDBDocumentClient;

beforeAll(async () => {
  const server = createServer(async (request, response) => {
    const { method = '', url: path = '', headers } = request;
    seen.push({ method, path, headers, body: JSON.parse(await text(request)) });
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(answer));
  });
  service = await listen(server, 0);
  const region = 'eu-west-1';
  const credentials = { accessKeyId: 'id', secretAccessKey: 'secret', sessionToken: 'session' };
  ours = createDynamodb({ endpoint: service.url, region, credentials: async () => credentials });
  sdk = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint: service.url, region, credentials }), {
    marshallOptions: { removeUndefinedValues: true },
  });
});
afterAll(async () => {
  sdk.destroy();
  await service.close();
});

/** What one call sends, and what it makes of the answer. */
const tried = async (call: () => Promise<object>) => {
  seen = [];
  const { $metadata: _, ...answered } = (await call()) as { $metadata?: unknown };
  const [{ method, path, headers, body } = { headers: {}, body: {} }] = seen;
  const signed = /Credential=id\/\d{8}\/([\w-]+\/[\w-]+)\/aws4_request/.exec(headers.authorization ?? '');
  const told = { type: headers['content-type'], target: headers['x-amz-target'] };
  return {
    sent: { method, path, body, ...told, scope: signed?.[1], session: headers['x-amz-security-token'] },
    answered,
    calls: seen.length,
  };
};

describe('our client of DynamoDB sends what the AWS SDK sends, and makes the same of the answer', () => {
  it.each(Object.keys(calls) as (keyof Dynamodb)[])('%s', async (name) => {
    const { sdk: command, input, answer: given } = calls[name];
    answer = given;
    const theirs = await tried(() => sdk.send(command(input as never) as never));
    const own = await tried(() => (ours[name] as (input: Input) => Promise<object>)(input));
    expect(theirs.calls).toBe(1);
    expect(theirs.sent.scope).toBe('eu-west-1/dynamodb');
    expect(own).toEqual(theirs);
  });

  it('has a row for each', () => {
    expect(Object.keys(calls)).toEqual(Object.keys(ours));
  });
});
