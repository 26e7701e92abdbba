import { expect, it } from '@jest/globals';
import type { StreamChat } from 'stream-chat';
import { createDeletedChannels } from '../../../client-example/secure-chat/src/channels/deleted-channels.ts';

const CID = 'encrypted:one';

/** Stream, with one channel of this state, and a device that keeps a message for it. */
const world = (state: { channel: 'listed' | 'left' | 'deleted' }) => {
  const asked: string[] = [];
  const stream = {
    userID: 'alice',
    baseURL: '',
    queryChannelsRequest: async () => {
      asked.push('list');
      return state.channel === 'listed' ? [{ channel: { cid: CID } }] : [];
    },
    get: async () => {
      asked.push('members');
      if (state.channel === 'deleted') throw Object.assign(new Error('gone'), { code: 16, status: 404 });
      return { members: [] };
    },
  } as unknown as StreamChat;
  const device = { cids: async () => [CID], forget: async () => ({ messages: 1, drafts: 0 }) };
  return { asked, deps: { stream, device } };
};

it('tells of a channel that was deleted, also after it was there at an earlier look', async () => {
  const state = { channel: 'listed' as 'listed' | 'deleted' };
  const { deps } = world(state);
  const deleted = createDeletedChannels();
  await deleted.forget(deps);
  expect(deleted.all()).toEqual([]);
  state.channel = 'deleted';
  await deleted.forget(deps);
  expect(deleted.all()).toEqual([{ cid: CID, code: 'CHANNEL_DELETED', messages: 1, drafts: 0 }]);
});

it('asks once for one that this user is not in any more', async () => {
  const { asked, deps } = world({ channel: 'left' });
  const deleted = createDeletedChannels();
  await deleted.forget(deps);
  await deleted.forget(deps);
  expect(asked).toEqual(['list', 'members']);
});
