import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Channel } from 'stream-chat';
import { createStreamClient } from '../../shared/adapters/stream-client.ts';
import { createStreamMessages } from '../../shared/adapters/stream-messages.ts';
import type { StoredMessages } from '../../shared/domain/stored-messages.ts';
import { held } from '../support/secrets.ts';
import { API_KEY, API_SECRET, openStage, type Stage } from './stream-stage.ts';

let stage: Stage;
let messages: StoredMessages;
let channel: Channel;
const later = () => new Date(Date.now() + 60_000).toISOString();
const send = async (text: string, parent_id?: string): Promise<string> => {
  const id = randomUUID();
  await channel.sendMessage({ id, text, user_id: 'alice', ...(parent_id && { parent_id }) });
  return id;
};
const idsOf = (found: readonly { readonly id?: unknown }[]) => found.map(({ id }) => id).sort();

beforeAll(async () => {
  stage = await openStage();
  messages = createStreamMessages(
    createStreamClient({ url: stage.service.url, secret: held({ apiKey: API_KEY, apiSecret: API_SECRET }) }),
  );
  channel = await stage.channel('one', ['alice', 'bob']);
});
afterAll(() => stage.close());

describe("Stream's store", () => {
  it('gives a message without the channel in it, also what it said before it was deleted', async () => {
    const id = await send('hello');
    await stage.server.deleteMessage(id);
    expect(await messages.readMessage(id)).toMatchObject({ id, cid: 'messaging:one', text: 'hello' });
    expect(await messages.readMessage(id)).not.toHaveProperty('channel');
    expect(await messages.readMessage(randomUUID())).toBeNull();
  });

  it('deletes a message once', async () => {
    const id = await send('hello');
    expect(await messages.hardDelete(id)).toBe(true);
    expect(await messages.hardDelete(id)).toBe(false);
    expect(await messages.readMessage(id)).toBeNull();
  });

  // Who sends a message chooses its id. One that stopped the reconciler would shield all behind it.
  it.each(['.', '..'])('says that a message is not there whose id, "%s", nobody can ask for', async (id) => {
    await channel.sendMessage({ id, text: 'in the clear', user_id: 'alice' });
    expect(idsOf(await messages.listMessages(channel.cid, later()))).toContain(id);
    expect(await messages.readMessage(id)).toBeNull();
    expect(await messages.hardDelete(id)).toBe(false);
    expect(await messages.listReplies(id, null)).toEqual([]);
  });

  it('gives a channel, and the channels of a type that are active, in the order they were made in', async () => {
    await channel.updatePartial({ set: { session_id: 'x' } as object });
    await send('hello');
    expect(await messages.readChannel('messaging:one')).toMatchObject({ type: 'messaging', session_id: 'x' });
    expect(await messages.readChannel('messaging:none')).toBeNull();
    const quiet = await stage.channel('quiet', ['alice']);
    const two = await stage.channel('two', ['alice']);
    await two.sendMessage({ text: 'hello', user_id: 'alice' });
    const page = { types: ['messaging'], activeSince: '2020-01-01T00:00:00Z', createdFrom: null, offset: 0 };
    const listed = await messages.listChannels(page);
    expect(listed.map(({ cid }) => cid)).toEqual(['messaging:one', 'messaging:two']);
    expect(listed[0]?.data).toMatchObject({ session_id: 'x' });
    const createdFrom = listed[1]?.createdAt ?? '';
    expect((await messages.listChannels({ ...page, createdFrom })).map(({ cid }) => cid)).toEqual([two.cid]);
    expect(await messages.listChannels({ ...page, types: ['other'] })).toEqual([]);
    expect(await messages.listChannels({ ...page, activeSince: later() })).toEqual([]);
    expect(quiet.cid).toBe('messaging:quiet');
  });

  it('gives messages back from a time, and a thread back from a reply', async () => {
    channel = await stage.channel('paged', ['alice', 'bob']);
    const head = await send('head');
    const replies = [await send('a', head), await send('b', head), await send('c', head)];
    const all = await messages.listMessages(channel.cid, later());
    expect(idsOf(all)).toEqual([head]);
    expect(all[0]).toMatchObject({ reply_count: 3 });
    expect(await messages.listMessages(channel.cid, '2020-01-01T00:00:00Z')).toEqual([]);
    expect(idsOf(await messages.listMessages(channel.cid, String(all[0]?.created_at)))).toEqual([head]);
    expect(idsOf(await messages.listReplies(head, null))).toEqual(replies.toSorted());
    expect(await messages.listReplies(randomUUID(), null)).toEqual([]);
    expect(idsOf(await messages.listReplies(head, randomUUID()))).toEqual(replies.toSorted());
  });
});
