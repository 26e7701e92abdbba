import { StreamChat } from 'stream-chat';
import type { StreamFaultPatch } from '../../local/stream/faults.ts';
import type { Stage } from './stage.ts';

/** A message as Stream stores it. */
export type StoredMessage = { id: string; text: string; userId: string };

/** Stream itself, or whoever holds the API secret: reads and writes what is stored, and breaks what can break. */
export type Operator = {
  server: StreamChat;
  storedMessages: (cid: string) => Promise<StoredMessage[]>;
  channels: () => Promise<string[]>;
  /** Puts a text into a channel under somebody's name, past hook and sweeper. Gives the id of the message. */
  inject: (cid: string, userId: string, text: string) => Promise<string>;
  /** Overwrites a stored text, past hook and sweeper. */
  overwrite: (id: string, userId: string, text: string) => Promise<void>;
  setFaults: (patch: StreamFaultPatch) => Promise<void>;
};

export const operatorOf = ({ stack }: Stage): Operator => {
  const server = new StreamChat(stack.streamApiKey, stack.secrets.stream.apiSecret, {
    baseURL: stack.stream,
    allowServerSideConnect: true,
  });
  const setFaults = (patch: StreamFaultPatch) => putJson(`${stack.stream}/_faults`, patch);
  const pastOurs = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    await server.updateAppSettings({ event_hooks: [] }); // no event, no sweeper: what is looked at here is the devices' part
    await setFaults({ hook: { disabled: true } });
    return work().finally(() => setFaults({ hook: {} }));
  };
  return {
    server,
    setFaults,
    storedMessages: async (cid) => getJson(`${stack.dashboard}/messages?cid=${encodeURIComponent(cid)}`),
    channels: async () => {
      const channels = await getJson<{ cid: string }[]>(`${stack.dashboard}/channels`);
      return channels.map(({ cid }) => cid);
    },
    inject: (cid, userId, text) =>
      pastOurs(async () => {
        const [type = '', id = ''] = cid.split(':');
        const { message } = await server.channel(type, id).sendMessage({ text, user_id: userId });
        return message.id;
      }),
    overwrite: (id, userId, text) =>
      pastOurs(async () => {
        await server.updateMessage({ id, text }, userId);
      }),
  };
};

const getJson = async <Answer>(url: string): Promise<Answer> => {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`GET ${url}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Answer;
};

const putJson = async (url: string, body: object): Promise<void> => {
  const response = await fetch(url, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`PUT ${url}: ${response.status} ${await response.text()}`);
};
