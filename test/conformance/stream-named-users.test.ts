import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Channel } from 'stream-chat';
import { failure, openStage, type Stage } from './stream-stage.ts';

/** Which calls of a server make the user they name, and which refuse one who is not there. */
let stage: Stage;
let room: Channel;
let run = 0;

beforeAll(async () => {
  stage = await openStage();
  room = await stage.channel('room', ['ann', 'ben']);
});
afterAll(() => stage.close());

const stranger = () => {
  run += 1;
  return `stranger${run}`;
};
const nameOf = async (id: string) => {
  const { users } = await stage.server.queryUsers({ id });
  return users.map(({ name }) => name ?? 'no name');
};

describe('a server that names a user nobody made', () => {
  it.each([
    ['message.user_id', (id: string) => room.sendMessage({ text: 'x', user_id: id })],
    ['created_by_id', (id: string) => stage.server.channel('messaging', id, { created_by_id: id }).create()],
    ['created_by', (id: string) => stage.server.channel('messaging', id, { created_by: { id } }).create()],
    [
      'reaction.user_id',
      async (id: string) => {
        const { message } = await room.sendMessage({ text: 'x', user_id: 'ann' });
        await room.sendReaction(message.id, { type: 'love', user_id: id });
      },
    ],
  ])('makes them by %s', async (_, act) => {
    const id = stranger();
    await act(id);
    expect(await nameOf(id)).toEqual(['no name']);
  });

  it('takes what it says of them, but not of somebody who is there', async () => {
    const id = stranger();
    await room.sendMessage({ text: 'x', user: { id, name: 'New' } });
    await room.sendMessage({ text: 'x', user: { id, name: 'Newer' } });
    expect(await nameOf(id)).toEqual(['New']);
  });

  it('is refused where only somebody known makes sense', async () => {
    const id = stranger();
    for (const call of [
      () => room.addMembers([id]),
      () => stage.server.channel('messaging', id, { created_by_id: 'ann', members: [id] }).create(),
      () => stage.server.post(`${stage.server.baseURL}/channels/messaging/room/read`, { user_id: id }),
      () => stage.server.getUnreadCount(id),
      () => stage.server.channel('messaging', 'new', { created_by_id: 'no id, this' }).create(),
    ])
      expect(await failure(call())).toMatchObject({ code: 4 });
    expect(await nameOf(id)).toEqual([]);
  });
});
