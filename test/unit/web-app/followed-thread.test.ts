import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type ComponentProps, createElement, useState } from 'react';
import { SearchController, type Channel as StreamChannel, StreamChat } from 'stream-chat';
import { Channel, ChatProvider, useChannelActionContext, useChannelStateContext } from 'stream-chat-react';
import { useFollowedThread } from '../../../client-example/web/src/chat/address/use-followed-thread.ts';
import { acting, renderHook } from '../../support/render-hook.ts';
import { tell } from '../react/shared-chat.ts';

/** The vendor's `Channel` reads the title of the page. */
beforeAll(() => void Object.assign(globalThis, { document: { title: '' } }));
afterAll(() => void Reflect.deleteProperty(globalThis, 'document'));

const message = (channel: StreamChannel, id: string) =>
  channel.state.formatMessage({
    id,
    type: 'regular',
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
    reply_count: 0,
  } as Parameters<typeof channel.state.formatMessage>[0]);

/** The vendor's own `Channel`, connected to nothing, with two messages. */
const conversation = () => {
  const client = new StreamChat('key');
  client.userID = 'alice';
  client.user = { id: 'alice' };
  const channel = client.channel('encrypted', 'one');
  channel.initialized = true;
  channel.state.messages.push(message(channel, 'one'), message(channel, 'two'));
  return { client, channel };
};

/** What the vendor's `Channel` takes from the `Chat` around it; `Chat` itself needs a browser. */
const aroundOf = (client: StreamChat) =>
  ({
    client,
    channelsQueryState: { queryInProgress: null, error: null },
    latestMessageDatesByChannels: {},
    mutes: [],
    searchController: new SearchController(),
  }) as unknown as ComponentProps<typeof ChatProvider>['value'];

const followed = async (first: string | undefined) => {
  const { client, channel } = conversation();
  const useScreen = () => {
    const { thread } = useChannelStateContext();
    const { openThread, closeThread } = useChannelActionContext();
    const [wanted, want] = useState(first);
    useFollowedThread({
      wanted,
      open: thread?.id,
      find: async (id) => message(channel, id),
      openThread,
      closeThread,
      giveUp: () => want(undefined),
    });
    return { want, open: thread?.id };
  };
  const rendered = await renderHook(useScreen, (inside) =>
    createElement(ChatProvider, { value: aroundOf(client) }, createElement(Channel, { channel }, inside)),
  );
  /** A message, so that the vendor's `Channel` sets its thread anew in the moment in which another is wanted. */
  const wantAsOneComes = (id: string | undefined) =>
    acting(() => {
      channel.state.messages = [...channel.state.messages];
      tell(client, { type: 'message.updated', cid: channel.cid });
      rendered.latest().want(id);
    });
  return { ...rendered, wantAsOneComes };
};

it('closes a thread in the moment in which a message comes', async () => {
  const { latest, wantAsOneComes } = await followed('one');
  expect(latest().open).toBe('one');
  await wantAsOneComes(undefined);
  expect(latest().open).toBeUndefined();
});

it('opens another thread in that moment', async () => {
  const { latest, wantAsOneComes } = await followed('one');
  await wantAsOneComes('two');
  expect(latest().open).toBe('two');
});
