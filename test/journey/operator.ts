import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { StreamChat } from 'stream-chat';
import type { StreamFaultPatch } from '../../local/stream/faults.ts';
import type { Epoch } from '../../shared/contract/encryption-session.ts';
import type { Journey } from './journey-stack.ts';

type Item = Record<string, unknown>;

/** Whoever runs Stream, Seald and the backend, with all they can do: what is stored, and what is answered. */
export type Operator = {
  server: StreamChat;
  /** Puts a text into a channel under somebody's name, past hook and sweeper. */
  inject: (cid: string, userId: string, text: string, id?: string) => Promise<void>;
  /** Overwrites a stored text, past hook and sweeper. */
  overwrite: (id: string, userId: string, text: string) => Promise<void>;
  storedMessages: (cid: string) => Promise<{ id: string; text: string }[]>;
  /** Has the channel's data name this encryption session. */
  nameSession: (cid: string, encryptionSessionId: string) => Promise<void>;
  addMember: (cid: string, userId: string) => Promise<void>;
  /** Keeps all events from everybody until told otherwise. */
  mute: (isMuted: boolean) => Promise<void>;
  /** The registry's items, read and written behind the backend's back. */
  putEpoch: (cid: string, epoch: Epoch) => Promise<void>;
  removeEpoch: (cid: string, epoch: number) => Promise<void>;
  changeUser: (userId: string, change: (item: Item) => Item) => Promise<void>;
  /** What Seald answers from now on instead of the truth; `{}` for the truth. */
  lie: (lies: object) => void;
};

export const operatorOf = ({ stack }: Journey): Operator => {
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
  const pastOurs = async (work: () => Promise<unknown>): Promise<void> => {
    await server.updateAppSettings({ event_hooks: [] }); // no event, no sweeper: what is looked at here is the devices' part
    setFaults({ hook: { disabled: true } });
    await work().finally(() => setFaults({ hook: {} }));
  };
  return {
    server,
    inject: (cid, userId, text, id) =>
      pastOurs(() => channelOf(cid).sendMessage({ text, user_id: userId, ...(id && { id }) })),
    overwrite: (id, userId, text) => pastOurs(() => server.updateMessage({ id, text }, userId)),
    storedMessages: async (cid) => (await fetch(`${stack.dashboard}/messages?cid=${cid}`)).json() as never,
    nameSession: async (cid, session_id) =>
      void (await channelOf(cid).updatePartial({ set: { session_id } })),
    addMember: async (cid, userId) => void (await channelOf(cid).addMembers([userId])),
    mute: async (isMuted) => void setFaults({ muteEvents: isMuted }),
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
    lie: (lies) => stack.sealdService.faults.api.put(lies),
  };
};
