import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { StreamChat } from 'stream-chat';
import { ensureTables } from '../../local/dynamodb/ensure-tables.ts';
import { startDynamodb } from '../../local/dynamodb/start-dynamodb.ts';
import { startSeald } from '../../local/seald/start-seald.ts';
import { makeSecrets } from '../../local/secrets-manager/local-secrets.ts';
import { startSecretsManager } from '../../local/secrets-manager/start-secrets-manager.ts';
import { startTopic } from '../../local/sns/start-topic.ts';
import { startStream } from '../../local/stream/start-stream.ts';
import { SERVICE_USER_ID } from '../../shared/contract/service-user.ts';
import { SESSION_INDEX } from '../../shared/session-index.ts';
import type { Service } from './fault-kinds.ts';

export const USERS = 'users';
export const CHANNELS = 'channels';
/** A built-in type of Stream's, so that nothing has to be set up first. */
export const CHANNEL_TYPE = 'messaging';

const secrets = makeSecrets();
/** So that what is written before a request is older than the request. */
const anHourAgo = () => Date.now() - 3_600_000;
export const arnOf = (name: string): string => `arn:aws:secretsmanager:eu-west-1:000000000000:secret:${name}`;

/** All that the functions call, empty, and what a test needs to look behind it. */
export type World = Awaited<ReturnType<typeof startWorld>>;
export type Item = Record<string, unknown>;

/** Starts everything anew; without state of any world before. */
export const startWorld = async () => {
  const [dynamodb, manager, stream, seald, topic] = await Promise.all([
    startDynamodb({ port: 0 }),
    startSecretsManager({
      port: 0,
      store: {
        values: new Map(Object.entries(secrets).map(([name, value]) => [name, JSON.stringify(value)])),
        put: () => {},
      },
      secrets: Object.keys(secrets).map((name) => ({ name, arn: arnOf(name) })),
    }),
    startStream({ port: 0, ...secrets.stream, rateLimits: 'off', clock: anHourAgo }),
    startSeald({ apiPort: 0, ssksPort: 0, ...secrets.seald, ssksKey: secrets.ssks.apiKey }),
    startTopic(),
  ]);
  await ensureTables(dynamodb.url, 'eu-west-1', [USERS, CHANNELS].map(tableNamed));
  const client = new DynamoDBClient({
    endpoint: dynamodb.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const db = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  const server = new StreamChat(secrets.stream.apiKey, secrets.stream.apiSecret, {
    baseURL: stream.url,
    disableCache: true,
  });
  const targets: Record<Service, string> = {
    dynamodb: dynamodb.url,
    secrets: manager.url,
    stream: stream.url,
    ssks: seald.ssksUrl,
    sns: topic.url,
  };
  return {
    targets,
    secrets,
    server,
    stream,
    inbox: () => seald.inbox.list(),
    mails: topic.mails,
    /** Puts items where the functions find them. */
    put: async (table: string, ...items: Item[]) => {
      const requests = items.map((Item) => ({ PutRequest: { Item } }));
      if (requests.length > 0) await db.send(new BatchWriteCommand({ RequestItems: { [table]: requests } }));
    },
    itemsOf: async (TableName: string): Promise<Item[]> =>
      (await db.send(new ScanCommand({ TableName, ConsistentRead: true }))).Items ?? [],
    /** People whom Stream knows, and the user that channels are made by. */
    atStream: async (...ids: string[]) => {
      await server.upsertUsers([SERVICE_USER_ID, ...ids].map((id) => ({ id, name: id })));
    },
    channel: async (id: string, members: (string | object)[], data: object = {}) => {
      const given = { members, created_by_id: SERVICE_USER_ID, ...data };
      await server.channel(CHANNEL_TYPE, id, given as object).create();
    },
    close: async () => {
      client.destroy();
      await Promise.all([dynamodb, manager, stream, seald, topic].map(({ close }) => close()));
    },
  };
};

const attribute = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' }) as const;
const tableNamed = (name: string) => ({
  name,
  keySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' as const },
    { AttributeName: 'sk', KeyType: 'RANGE' as const },
  ],
  attributeDefinitions: ['pk', 'sk', SESSION_INDEX.sortKey].map(attribute),
  globalSecondaryIndexes: [],
  localSecondaryIndexes: [
    {
      IndexName: SESSION_INDEX.name,
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' as const },
        { AttributeName: SESSION_INDEX.sortKey, KeyType: 'RANGE' as const },
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' as const },
    },
  ],
});
