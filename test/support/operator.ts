import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize } from 'node:v8';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { StreamChat } from 'stream-chat';
import type { ApiState } from '../../local/seald/api-state.ts';
import type { Stack } from '../../local/stack/start-stack.ts';
import type { StreamFaultPatch } from '../../local/stream/faults.ts';
import type { Epoch } from '../../shared/contract/encryption-session.ts';
import { sealdIdOf } from '../../shared/contract/seald-id.ts';

type Item = Record<string, unknown>;
type NamedSession = { session_id?: string; session_epoch?: number };

/** A message as Stream stores it. */
export type StoredMessage = { id: string; text: string; userId: string };

/** Whoever runs Stream, Seald and the backend, with all they can do: what is stored, and what is answered. */
export type Operator = {
  server: StreamChat;
  /** Puts a text into a channel under somebody's name, past hook and sweeper. Gives the id of the message. */
  inject: (cid: string, userId: string, text: string, id?: string) => Promise<string>;
  /** Overwrites a stored text, past hook and sweeper. */
  overwrite: (id: string, userId: string, text: string) => Promise<void>;
  /** Has Stream store a reaction of somebody's. */
  react: (cid: string, messageId: string, reaction: object) => Promise<void>;
  storedMessages: (cid: string) => Promise<StoredMessage[]>;
  /** Cids of all channels. */
  channels: () => Promise<string[]>;
  setFaults: (patch: StreamFaultPatch) => void;
  /** Has the channel's data name this encryption session. */
  nameSession: (cid: string, encryptionSessionId: string) => Promise<void>;
  addMember: (cid: string, userId: string) => Promise<void>;
  /** The registry's items, read and written behind the backend's back. */
  putEpoch: (cid: string, epoch: Epoch) => Promise<void>;
  removeEpoch: (cid: string, epoch: number) => Promise<void>;
  changeUser: (userId: string, change: (item: Item) => Item) => Promise<void>;
  /** What the channel's data name. */
  namedSession: (cid: string) => Promise<{ encryptionSessionId: string; epoch: number }>;
  /** Seald's own name for somebody, some time after they have signed up. */
  sealdAccountOf: (chatUserId: string) => string;
  /** What Seald answers from now on instead of the truth; `{}` for the truth. */
  lie: (lies: object) => void;
};

export const operatorOf = ({ stack }: { stack: Stack }): Operator => {
  const { streamApiKey, stream, secrets, deployment } = stack;
  const server = new StreamChat(streamApiKey, secrets.stream.apiSecret, { baseURL: stream });
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const db = DynamoDBDocumentClient.from(
    new DynamoDBClient({ endpoint: stack.dynamodb, region: deployment.region, credentials }),
    { marshallOptions: { removeUndefinedValues: true } },
  );
  const table = (functionName: string, variable: string): string => {
    const found = deployment.functions.find(({ name }) => name === functionName)?.environment[variable];
    if (!found) throw new Error(`The template gives ${functionName} no ${variable}.`);
    return found;
  };
  const channels = () => table('encryption-session', 'CHANNEL_TABLE_NAME');
  const keyOf = (cid: string, epoch: number) => ({
    pk: `CHANNEL#${cid}`,
    sk: `EPOCH#${String(epoch).padStart(9, '0')}`,
  });
  const channelOf = (cid: string) => {
    const [type = '', id = ''] = cid.split(':');
    return server.channel(type, id);
  };
  const setFaults = (patch: StreamFaultPatch) => stack.streamService.faults.set(patch);
  /** No event, no sweeper: what is looked at here is the devices' part. Once, as Stream limits how often an app is changed. */
  let silence: Promise<unknown> | undefined;
  const pastOurs = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    silence ??= server.updateAppSettings({ event_hooks: [] });
    await silence;
    setFaults({ hook: { disabled: true } });
    return work().finally(() => setFaults({ hook: {} }));
  };
  return {
    server,
    setFaults,
    inject: (cid, userId, text, id) =>
      pastOurs(async () => {
        const { message } = await channelOf(cid).sendMessage({ text, user_id: userId, ...(id && { id }) });
        return message.id;
      }),
    overwrite: (id, userId, text) =>
      pastOurs(async () => void (await server.updateMessage({ id, text }, userId))),
    react: async (cid, messageId, reaction) =>
      void (await channelOf(cid).sendReaction(messageId, reaction as never)),
    storedMessages: (cid) => getJson(`${stack.dashboard}/messages?cid=${encodeURIComponent(cid)}`),
    channels: async () =>
      (await getJson<{ cid: string }[]>(`${stack.dashboard}/channels`)).map(({ cid }) => cid),
    nameSession: async (cid, session_id) =>
      void (await channelOf(cid).updatePartial({ set: { session_id } })),
    namedSession: async (cid) => {
      const [found] = await server.queryChannels({ cid });
      const { session_id = '', session_epoch = 0 } = { ...found?.data } as NamedSession;
      return { encryptionSessionId: session_id, epoch: session_epoch };
    },
    addMember: async (cid, userId) => void (await channelOf(cid).addMembers([userId])),
    putEpoch: async (cid, epoch) =>
      void (await db.send(
        new PutCommand({ TableName: channels(), Item: { ...keyOf(cid, epoch.epoch), ...epoch } }),
      )),
    removeEpoch: async (cid, epoch) =>
      void (await db.send(new DeleteCommand({ TableName: channels(), Key: keyOf(cid, epoch) }))),
    changeUser: async (userId, change) => {
      const [TableName, Key] = [table('signup', 'TABLE_NAME'), { pk: `USER#${userId}`, sk: 'USER' }];
      const { Item = {} } = await db.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
      await db.send(new PutCommand({ TableName, Item: change(Item) }));
    },
    sealdAccountOf: (chatUserId) => {
      const file = join(stack.logDir, '..', 'seald', 'seald-api.bin');
      const { connectors } = deserialize(readFileSync(file)) as ApiState;
      const value = `${sealdIdOf(stack.sealdIdPrefix, chatUserId)}@${stack.sealdAppId}`;
      const found = [...connectors.values()].find((connector) => connector.value === value);
      if (!found) throw new Error('Seald knows nobody of this name.');
      return found.accountId;
    },
    lie: (lies) => stack.sealdService.faults.api.put(lies),
  };
};

const getJson = async <Answer>(url: string): Promise<Answer> => {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`GET ${url}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Answer;
};
