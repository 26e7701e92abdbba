import { beforeEach, describe, expect, it } from '@jest/globals';
import { type Event, StreamChat } from 'stream-chat';
import { makeNamesPlain } from '../../../client-example/secure-chat/src/stream/plain-names-in.ts';

const ODD = 'Bob\u202eecilA\u200b';
const PLAIN = 'BobecilA';
const bob = () => ({ id: 'bob', name: ODD, role: 'user' });
const now = new Date().toISOString();
const message = (id: string, user = bob()) => ({
  id,
  cid: 'encrypted:one',
  type: 'regular',
  text: `{"name":"${ODD}"}`,
  user,
  created_at: now,
  updated_at: now,
});

let client: StreamChat;
let answer: unknown;

beforeEach(() => {
  client = new StreamChat('key', { baseURL: 'http://stream.test' });
  client.userID = 'alice';
  client.user = { id: 'alice' };
  client.tokenManager.setTokenOrProvider(client.devToken('alice'), client.user);
  client.axiosInstance.defaults.adapter = async (config) => ({
    data: answer,
    status: 200,
    statusText: '',
    headers: {},
    config,
  });
  makeNamesPlain(client);
});

describe('names that Stream sends', () => {
  it('are plain in all that an answer brings: members, authors, the quoted, who reacted', async () => {
    answer = {
      channel: {
        id: 'one',
        type: 'encrypted',
        cid: 'encrypted:one',
        name: ODD,
        config: { name: 'encrypted' },
      },
      members: [{ user_id: 'bob', user: bob() }],
      read: [{ user: bob(), last_read: now, unread_messages: 0 }],
      watchers: [bob()],
      messages: [
        {
          ...message('m-1'),
          quoted_message: message('m-0'),
          latest_reactions: [{ type: 'like', user: bob(), user_id: 'bob' }],
        },
      ],
    };
    const channel = client.channel('encrypted', 'one');
    await channel.query({});
    const drawn = channel.state.messages[0];
    expect([
      (channel.data as { name?: string } | undefined)?.name,
      channel.state.members.bob?.user?.name,
      channel.state.read.bob?.user.name,
      channel.state.watchers.bob?.name,
      drawn?.user?.name,
      drawn?.quoted_message?.user?.name,
      drawn?.latest_reactions?.[0]?.user?.name,
      client.state.users.bob?.name,
    ]).toEqual(Array(8).fill(PLAIN));
    expect(drawn?.text).toBe(message('m-1').text); // words are not names
  });

  it('are plain in answers that no event tells of: who was looked for', async () => {
    answer = { users: [bob()] };
    const { users } = await client.queryUsers({ name: { $autocomplete: 'Bob' } });
    expect(users.map(({ name }) => name)).toEqual([PLAIN]);
  });

  it('are plain in events: who types, who is renamed', () => {
    const heard: unknown[] = [];
    client.on(({ user }) => heard.push(user?.name));
    for (const type of ['typing.start', 'user.updated'] as const)
      client.dispatchEvent({ type, cid: 'encrypted:one', user: bob() } as unknown as Event);
    expect(heard).toEqual([PLAIN, PLAIN]);
    expect(client.state.users.bob?.name).toBe(PLAIN);
  });

  it('leave as they were typed', async () => {
    const sent: unknown[] = [];
    client.axiosInstance.interceptors.request.use((config) => {
      sent.push(config.data);
      return config;
    });
    answer = {};
    await client.post('http://stream.test/users', { users: { bob: bob() } });
    expect(sent).toEqual([{ users: { bob: bob() } }]);
  });
});
