import { createServer } from 'node:http';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, expect, it } from '@jest/globals';
import { listen } from '../../../local/platform/serve.ts';
import { createDocumentClient } from '../../../shared/adapters/dynamodb-client.ts';
import { capture } from '../../support/captured-log.ts';

const environment = { ...process.env };
afterEach(() => {
  process.env = { ...environment };
});

/** What is counted while DynamoDB answers every attempt like this; its connection ends without a word at 0. */
const countedWith = async (status: number, name: string): Promise<Record<string, number>> => {
  const server = createServer((request, response) => {
    if (status === 0) return void request.socket.destroy();
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: 'no' }));
  });
  const { url, close } = await listen(server, 0);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
  const client = createDocumentClient();
  const lines = await capture(() =>
    client.send(new GetCommand({ TableName: 't', Key: { pk: 'a', sk: 'b' } })).catch(() => null),
  );
  client.destroy();
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
