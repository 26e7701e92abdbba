import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Channel, StreamChat } from 'stream-chat';
import { createStreamAdmin } from '../../shared/adapters/stream-admin.ts';
import { createStreamClient } from '../../shared/adapters/stream-client.ts';
import { SERVICE_USER_ID } from '../../shared/contract/service-user.ts';
import { configureStream } from '../../shared/domain/configure-stream.ts';
import { inMemorySettingsBefore } from '../support/in-memory-stream-app.ts';
import { held } from '../support/secrets.ts';
import {
  API_KEY,
  API_SECRET,
  emulatorClock,
  eventsDuring,
  failure,
  nextEvent,
  openStage,
  type Stage,
} from './stream-stage.ts';

const TYPE = 'sealed';
const configuration = {
  hookUrl: '',
  queue: { url: 'http://127.0.0.1:9/queue', region: 'eu-west-1' },
  encryptedChannelTypes: [TYPE],
};
const { before } = inMemorySettingsBefore();
const streamClient = () =>
  createStreamClient({ url: stage.service.url, secret: held({ apiKey: API_KEY, apiSecret: API_SECRET }) });
const configure = () =>
  configureStream(
    { admin: createStreamAdmin(streamClient()), before, clock: emulatorClock(stage) },
    configuration,
  );
const custom = (fields: Record<string, unknown>) => fields as never;

let stage: Stage;
let room: Channel;
let ann: StreamChat;
let cas: StreamChat;
let rooms = 0;

const atServer = (id: string, data: Record<string, unknown> = {}): Channel =>
  stage.server.channel(TYPE, id, custom(data));
/** As the backend makes one: by the service user, for people. */
const made = async (members: string[]): Promise<Channel> => {
  rooms += 1;
  const channel = atServer(`room-${rooms}`, { created_by_id: SERVICE_USER_ID, members });
  await channel.create();
  return channel;
};
const watchedBy = async (client: StreamChat): Promise<Channel> => {
  const channel = client.channel(TYPE, room.id);
  await channel.watch();
  return channel;
};
const memberIds = async (channel = room): Promise<(string | undefined)[]> =>
  (await channel.query({ state: true })).members.map(({ user_id }) => user_id).sort();

beforeAll(async () => {
  stage = await openStage();
  await stage.server.upsertUsers([
    ...['ann', 'ben', 'cas', 'dot'].map((id) => ({ id, name: id })),
    { id: 'boss', role: 'admin' },
    { id: 'warden', role: 'moderator' },
  ]);
  await configure();
  [ann, cas] = [await stage.connect('ann'), await stage.connect('cas')];
});
beforeEach(async () => {
  room = await made(['ann', 'ben']);
});
afterAll(() => stage.close());

describe('an encrypted channel type as we configure it', () => {
  it('is the same after it was configured again', async () => {
    const before = await stage.server.getChannelType(TYPE);
    expect((await configure()).changed).toEqual([]);
    expect((await stage.server.getChannelType(TYPE)).grants).toEqual(before.grants);
    const { users } = await stage.server.queryUsers({ id: SERVICE_USER_ID });
    expect(users).toMatchObject([{ id: SERVICE_USER_ID, role: 'user' }]);
  });

  it.each(['ann', 'boss', 'warden'])(
    'lets %s make no channel (17), but open one they are in',
    async (who) => {
      const client = who === 'ann' ? ann : await stage.connect(who);
      const forbidden = client.channel(TYPE, `own-${who}`, custom({ members: [who] }));
      expect(await failure(forbidden.create())).toMatchObject({ code: 17, status: 403 });
      expect(await failure(forbidden.watch())).toMatchObject({ code: 17 });
      await room.addMembers([who]);
      const { channel } = await client.channel(TYPE, room.id, custom({ name: 'mine' })).query({});
      expect(channel).toMatchObject({ cid: room.cid, created_by: { id: SERVICE_USER_ID } });
      expect(channel).not.toHaveProperty('name');
    },
  );

  it.each([
    ['ann', 'channel_member'],
    ['ann', 'channel_moderator'],
    ['warden', 'channel_member'],
    ['boss', 'channel_member'],
  ])('lets %s as %s change nothing of the channel, its members or what others wrote', async (who, role) => {
    await room.addMembers([who]);
    await room.assignRoles([{ user_id: who, channel_role: role }]);
    const { message } = await room.sendMessage({ text: 'by ben', user_id: 'ben' });
    const client = who === 'ann' ? ann : await stage.connect(who);
    const channel = await watchedBy(client);
    const attempts = [
      () => channel.updatePartial({ set: custom({ session_id: 'evil' }) }),
      () => channel.update(custom({ session_id: 'evil' })),
      () => channel.addMembers(['dot']),
      () => channel.removeMembers(['ben']),
      () => channel.truncate(),
      () => channel.delete(),
      () => channel.sendMessage({ text: 'in clear', type: 'system' }),
      () => channel.removeMembers([who]),
      () => channel.removeMembers([who], { text: 'in clear' }),
      () => channel.addMembers([who], { text: 'in clear' }),
      () => channel.truncate({ message: { text: 'in clear' } }),
      () => channel.enableSlowMode(1),
      () => channel.updatePartial({ set: { frozen: true } }),
      () => client.updateMessage({ id: message.id, text: 'not by ben' }),
      () => client.pinMessage(message.id),
    ];
    for (const attempt of attempts) expect(await failure(attempt())).toMatchObject({ code: 17, status: 403 });
    expect(await memberIds()).not.toContain('dot');
    expect(await memberIds()).toContain(who);
    for (const capability of ['update-channel', 'leave-channel', 'pin-message'])
      expect(channel.data?.own_capabilities).not.toContain(capability);
  });

  it('lets members send, correct and delete what is theirs, and react', async () => {
    const channel = await watchedBy(ann);
    const { message } = await channel.sendMessage({ text: 'one' });
    await ann.updateMessage({ id: message.id, text: 'two' });
    expect(await failure(ann.pinMessage(message.id))).toMatchObject({ code: 17, status: 403 });
    await channel.sendReaction(message.id, { type: 'love' });
    await ann.deleteMessage(message.id);
  });
});

describe('what the backend does with the server client', () => {
  it('making a channel for others shows it to each of them, and again is no error', async () => {
    const notice = nextEvent(cas, 'notification.added_to_channel');
    const channel = await made(['ann', 'cas']);
    expect((await notice).cid).toBe(channel.cid);
    const again = atServer(channel.id ?? '', { created_by_id: SERVICE_USER_ID, members: ['dot'] });
    await again.create();
    expect(await memberIds(again)).toEqual(['ann', 'cas']);
  });

  it('making one with a member who never connected is 400/4 and makes nothing', async () => {
    const data = { created_by_id: SERVICE_USER_ID, members: ['ann', 'ghost'] };
    expect(await failure(atServer('never', data).create())).toMatchObject({ code: 4, status: 400 });
    expect(await stage.server.queryChannels({ cid: `${TYPE}:never` })).toEqual([]);
  });

  it('adding somebody who never connected is 400/4 and adds nobody', async () => {
    expect(await failure(room.addMembers(['cas', 'ghost']))).toMatchObject({ code: 4, status: 400 });
    expect(await memberIds()).toEqual(['ann', 'ben']);
  });

  it('changes reach who watches: data, a member who comes, a member who goes', async () => {
    const channel = await watchedBy(ann);
    const data = await eventsDuring(channel, () =>
      room.updatePartial({ set: custom({ session_id: 's1', session_epoch: 1 }) }),
    );
    expect(data.map(({ type }) => type)).toEqual(['channel.updated']);
    expect(channel.data).toMatchObject({ session_id: 's1', session_epoch: 1 });
    const added = await eventsDuring(channel, () => room.addMembers(['cas']));
    expect(added.map(({ type }) => type)).toEqual(['member.added', 'channel.updated']);
    expect(channel.data).toMatchObject({ session_id: 's1', session_epoch: 1 });
    const removed = await eventsDuring(channel, () => room.removeMembers(['cas']));
    expect(removed.map(({ type }) => type)).toEqual(['member.removed', 'channel.updated']);
    expect(Object.keys(channel.state.members).sort()).toEqual(['ann', 'ben']);
  });

  it('adding a member again and removing one who is gone are no errors', async () => {
    await room.addMembers(['ben']);
    await room.removeMembers(['cas']);
    expect(await memberIds()).toEqual(['ann', 'ben']);
  });

  it.each([
    ['one who is in', ['ann'], 1],
    ['one who is not', ['cas'], 0],
    ['one who is and one who is not, either', [['ann', 'cas']], 1],
    ['two who are', ['ann', 'ben'], 1],
    ['one who is and one who is not, both', ['ann', 'cas'], 0],
  ])('finds a channel by its cid and %s', async (_, wanted, count) => {
    const filter = { $and: [{ cid: room.cid }, ...wanted.map((id) => ({ members: { $in: [id].flat() } }))] };
    const options = { limit: 1, state: false, watch: false, presence: false };
    const found = await stage.server.queryChannels(custom(filter), [], options);
    expect(found.map(({ cid }) => cid)).toEqual(count ? [room.cid] : []);
  });

  it('finds a channel that two people share', async () => {
    const shared = (one: string, other: string) =>
      stage.server.queryChannels(
        custom({ type: TYPE, $and: [{ members: { $in: [one] } }, { members: { $in: [other] } }] }),
      );
    await made(['dot', 'cas']);
    expect(await shared('dot', 'cas')).toHaveLength(1);
    expect(await shared('dot', 'ben')).toEqual([]);
  });
});
