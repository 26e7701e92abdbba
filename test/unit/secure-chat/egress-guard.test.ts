import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { StreamChat } from 'stream-chat';
import { installEgressGuard } from '../../../client-example/src/secure-chat/egress-guard.ts';
import { makeEncryptionSession } from './encryption-session.ts';

const session = makeEncryptionSession(randomUUID());
const base = 'http://stream.test';
let sent: unknown[];
let client: StreamChat;

beforeEach(() => {
  sent = [];
  client = new StreamChat('key', { baseURL: base });
  client.userID = 'alice';
  client.axiosInstance.defaults.adapter = async (config) => {
    sent.push(config.data);
    return { data: {}, status: 201, statusText: '', headers: {}, config };
  };
  installEgressGuard(client, (cid) => cid === undefined || cid.startsWith('sealed:'));
});

const send = (method: 'post' | 'put' | 'patch', path: string, body: unknown) =>
  client.axiosInstance[method](base + path, body);

const blocked = { name: 'ClearTextBlockedError' };

describe('the egress guard', () => {
  it.each([
    ['post', '/channels/sealed/one/message', { message: { id: 'm', text: 'clear' } }],
    ['post', '/channels/sealed/one/message', { message: { text: '{"sessionId":"x","data":"aGVsbG8="}' } }],
    ['post', '/channels/sealed/one/message', { message: { attachments: [{ type: 'image' }] } }],
    ['post', '/channels/sealed/one/message', { message: { note_to_self: 'clear' } }],
    ['post', '/channels/sealed/one/message', { message: { text: ['clear'] } }],
    ['post', '/channels/sealed/one%21/message', { message: { text: 'clear' } }],
    ['post', '/channels/sealed/one/draft', { message: { text: 'clear' } }],
    ['post', '/channels/sealed/one', { message: { text: 'clear' }, data: {} }],
    ['post', '/channels/sealed/one/truncate', { message: { text: 'clear' } }],
    ['post', '/messages/m-1', { message: { id: 'm-1', text: 'clear' } }],
    ['put', '/messages/m-1', { set: { text: 'clear' } }],
  ] as const)('stops %s %s %j', async (method, path, body) => {
    await expect(send(method, path, body)).rejects.toMatchObject(blocked);
    expect(sent).toEqual([]);
  });

  it('lets encrypted text pass by every door, with ids and flags beside it', async () => {
    const text = await session.encryptMessage('hello');
    await send('post', '/channels/sealed/one/message', {
      message: { id: 'm', text, parent_id: 'p', mentioned_users: ['bob'], attachments: [], silent: false },
    });
    await send('post', '/messages/m-1', { message: { id: 'm-1', text, pinned: true } });
    await send('put', '/messages/m-1', { set: { text } });
    expect(sent).toHaveLength(3);
  });

  it('leaves alone what carries no words, and other channels', async () => {
    await send('put', '/messages/m-1', { set: { pinned: true } });
    await send('patch', '/channels/sealed/one', { set: { session_id: randomUUID() } });
    await send('post', '/channels/sealed/one/read', {});
    await send('post', '/channels/open/one/message', { message: { text: 'clear' } });
    await client.axiosInstance.get(`${base}/channels/sealed/one/messages`);
    expect(sent).toHaveLength(5);
  });

  it('knows the channel of a loaded message, so that a clear one can be edited', async () => {
    const channel = client.channel('open', 'two');
    client.activeChannels[channel.cid] = channel;
    channel.state.addMessageSorted({
      id: 'm-2',
      text: 'clear',
      type: 'regular',
      created_at: new Date().toISOString(),
    } as never);
    await send('put', '/messages/m-2', { set: { text: 'clear again' } });
    expect(sent).toHaveLength(1);
  });

  it('stops what the real client sends, before its hook or server could', async () => {
    client.tokenManager.token = 'user-token';
    const channel = client.channel('sealed', 'one');
    channel.initialized = true;
    await expect(channel.sendMessage({ text: 'clear' })).rejects.toMatchObject(blocked);
    await expect(client.partialUpdateMessage('m', { set: { text: 'clear' } })).rejects.toMatchObject(blocked);
    expect(sent).toEqual([]);
  });
});
