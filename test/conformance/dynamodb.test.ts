import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ensureTables } from '../../local/dynamodb/ensure-tables.ts';
import { startDynamodb } from '../../local/dynamodb/start-dynamodb.ts';
import type { Service } from '../../local/platform/service.ts';
import type { TableSpec } from '../../local/template/deployment.ts';

const REGION = 'eu-west-1';
const folder = mkdtempSync(join(tmpdir(), 'sealed-stream-tables-'));
const stateDir = join(folder, 'leveldb');
let service: Service;

beforeAll(async () => {
  service = await startDynamodb({ port: 0, stateDir });
});

afterAll(async () => {
  await service.close();
  rmSync(folder, { recursive: true });
});

const table = (rangeKey: string, name = 'users'): TableSpec => ({
  logicalId: name,
  name,
  keySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: rangeKey, KeyType: 'RANGE' },
  ],
  attributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: rangeKey, AttributeType: 'S' },
  ],
  globalSecondaryIndexes: [],
  localSecondaryIndexes: [],
  timeToLiveAttribute: null,
});

const client = (endpoint = service.url) => {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return DynamoDBDocumentClient.from(
    new DynamoDBClient({ region: REGION, endpoint, credentials, maxAttempts: 1 }),
  );
};

it('makes the tables once, and keeps what is in them over a restart', async () => {
  const Item = { pk: 'USER#a', sk: 'USER', note: 'kept' };
  await ensureTables(service.url, REGION, [table('sk')]);
  await client().send(new PutCommand({ TableName: 'users', Item }));
  await ensureTables(service.url, REGION, [table('sk')]);
  await service.close();
  service = await startDynamodb({ port: 0, stateDir });
  await ensureTables(service.url, REGION, [table('sk')]);
  const found = await client().send(
    new GetCommand({ TableName: 'users', Key: { pk: 'USER#a', sk: 'USER' } }),
  );
  expect(found.Item).toEqual(Item);
});

it('keeps what two tables hold under one key apart', async () => {
  const tables = [table('sk'), table('sk', 'channels')];
  const key = { pk: 'same', sk: 'same' };
  await ensureTables(service.url, REGION, tables);
  for (const { name } of tables)
    await client().send(new PutCommand({ TableName: name, Item: { ...key, note: name } }));
  for (const { name } of tables) {
    const { Item } = await client().send(new GetCommand({ TableName: name, Key: key }));
    expect(Item?.note).toBe(name);
  }
});

it('says so when the table there has other keys', async () => {
  await ensureTables(service.url, REGION, [table('sk')]);
  await expect(ensureTables(service.url, REGION, [table('other')])).rejects.toThrow('--fresh');
  const localSecondaryIndexes: TableSpec['localSecondaryIndexes'] = [
    {
      IndexName: 'byOther',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'other', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ];
  const indexed = { ...table('sk'), localSecondaryIndexes };
  indexed.attributeDefinitions.push({ AttributeName: 'other', AttributeType: 'S' });
  await expect(ensureTables(service.url, REGION, [indexed])).rejects.toThrow('--fresh');
});

/** A query whose caller goes away: a function that is killed. */
const leaveQuery = async (url: string): Promise<void> => {
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': 'DynamoDB_20120810.Query',
    'x-amz-date': '20261122T000000Z',
    authorization: 'AWS4-HMAC-SHA256 Credential=local/x/x/x/aws4_request, SignedHeaders=host, Signature=x',
  };
  const asked = request(url, { method: 'POST', headers }).on('error', () => {});
  asked.end(
    JSON.stringify({
      TableName: 'users',
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: 'a' } },
    }),
  );
  await once(asked, 'finish');
  asked.destroy();
};

it('ends without a crash in the middle of calls whose callers are gone', async () => {
  for (let time = 0; time < 20; time++) {
    const other = await startDynamodb({ port: 0 });
    await ensureTables(other.url, REGION, [table('sk')]);
    await Promise.all(Array.from({ length: 10 }, () => leaveQuery(other.url)));
    for (let turn = 0; turn < time % 5; turn++) await new Promise(setImmediate);
    await other.close();
  }
});

it('ends without a crash while calls keep coming', async () => {
  for (let time = 0; time < 10; time++) {
    const other = await startDynamodb({ port: 0, stateDir: join(folder, `calls-${time}`) });
    await ensureTables(other.url, REGION, [table('sk')]);
    const caller = client(other.url);
    const put = (sk: number) =>
      caller.send(new PutCommand({ TableName: 'users', Item: { pk: 'a', sk: String(sk) } }));
    await Promise.all(Array.from({ length: 60 }, (_, sk) => put(sk)));
    const askOn = async () => {
      for (;;)
        await caller.send(
          new QueryCommand({
            TableName: 'users',
            KeyConditionExpression: 'pk = :pk',
            ExpressionAttributeValues: { ':pk': 'a' },
          }),
        );
    };
    const asking = Array.from({ length: 8 }, () => askOn().catch(() => 'turned away'));
    await put(60);
    await other.close();
    expect(new Set(await Promise.all(asking))).toEqual(new Set(['turned away']));
    caller.destroy();
  }
});

it('lives on when a caller breaks off in the middle of a request', async () => {
  const socket = connect(Number(new URL(service.url).port), '127.0.0.1');
  socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{');
  await sleep(100);
  socket.destroy();
  await sleep(100);
  await ensureTables(service.url, REGION, [table('sk')]);
});
