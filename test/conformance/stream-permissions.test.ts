import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Channel, StreamChat } from 'stream-chat';
import { failure, nextEvent, openStage, type Stage, watched } from './stream-stage.ts';

let stage: Stage;
let owner: StreamChat;
let member: StreamChat;
let ownerChannel: Channel;
let memberChannel: Channel;
let rooms = 0;

beforeAll(async () => {
  stage = await openStage();
  await stage.server.upsertUsers(['owner', 'member', 'mod'].map((id) => ({ id })));
  [owner, member] = [await stage.connect('owner'), await stage.connect('member')];
});
beforeEach(async () => {
  await stage.server.updateChannelType('messaging', { grants: null } as never);
  rooms += 1;
  await stage.channel(`room-${rooms}`, ['owner', 'member'], { session_id: 's1' });
  ownerChannel = await watched(owner, `room-${rooms}`);
  memberChannel = await watched(member, `room-${rooms}`);
});
afterAll(() => stage.close());

const session = (value: string) => ({ set: { session_id: value } as never });
const grantsOf = async () => (await stage.server.getChannelType('messaging')).grants ?? {};

describe('built-in grants of messaging', () => {
  it('let the creator change channel data, and no plain member', async () => {
    const seen = nextEvent(memberChannel, 'channel.updated');
    await ownerChannel.updatePartial(session('s2'));
    expect((await seen).channel).toMatchObject({ session_id: 's2' });
    expect(await failure(memberChannel.updatePartial(session('evil')))).toMatchObject({
      code: 17,
      status: 403,
    });
    expect(await failure(memberChannel.update({ name: 'evil' } as never))).toMatchObject({ code: 17 });
    expect(await failure(memberChannel.addMembers(['mod']))).toMatchObject({ code: 17 });
    expect(await failure(memberChannel.delete())).toMatchObject({ code: 17 });
    expect(await failure(memberChannel.truncate())).toMatchObject({ code: 17 });
  });

  it('let a channel moderator do so, and only the server make one', async () => {
    const server = stage.server.channel('messaging', ownerChannel.id ?? '');
    await server.addMembers([{ user_id: 'mod', channel_role: 'channel_moderator' }]);
    const channel = await watched(await stage.connect('mod'), ownerChannel.id ?? '');
    await channel.updatePartial(session('s3'));
    await channel.addMembers(['owner']);
    const { message } = await memberChannel.sendMessage({ text: 'mine' });
    await channel.getClient().updateMessage({ id: message.id, text: 'changed by a moderator' });
    expect(await failure(ownerChannel.addModerators(['member']))).toMatchObject({ code: 17 });
    await server.assignRoles([{ user_id: 'mod', channel_role: 'channel_member' }]);
    expect(await failure(channel.updatePartial(session('s4')))).toMatchObject({ code: 17 });
  });

  it('show as own_capabilities', async () => {
    expect(ownerChannel.data?.own_capabilities).toEqual(
      expect.arrayContaining(['update-channel', 'update-channel-members', 'delete-channel', 'send-message']),
    );
    const capabilities = memberChannel.data?.own_capabilities as string[];
    expect(capabilities).toEqual(
      expect.arrayContaining([
        'delete-own-message',
        'pin-message',
        'quote-message',
        'read-events',
        'send-message',
        'send-reaction',
        'send-reply',
        'send-typing-events',
        'update-own-message',
        'upload-file',
      ]),
    );
    for (const missing of [
      'update-channel',
      'update-channel-members',
      'update-any-message',
      'delete-channel',
    ])
      expect(capabilities).not.toContain(missing);
  });
});

describe('changed grants', () => {
  it("replace a named role's list whole, leave other roles alone, and null resets", async () => {
    const before = await grantsOf();
    expect(before.user).toEqual(expect.arrayContaining(['create-channel', 'update-channel-owner']));
    await stage.server.updateChannelType('messaging', { grants: { user: ['read-channel-owner'] } });
    const changed = await grantsOf();
    expect(changed.user).toEqual(['read-channel-owner']);
    expect(changed.channel_member).toEqual(before.channel_member);
    await stage.server.updateChannelType('messaging', { grants: null } as never);
    expect(await grantsOf()).toEqual(before);
  });

  it('take channel data and membership away from everyone but the server', async () => {
    const withoutWrites = ((await grantsOf()).user ?? []).filter(
      (grant) => !['create-channel', 'update-channel-owner', 'update-channel-members-owner'].includes(grant),
    );
    await stage.server.updateChannelType('messaging', { grants: { user: withoutWrites } });
    expect(await failure(ownerChannel.updatePartial(session('s5')))).toMatchObject({ code: 17 });
    expect(await failure(ownerChannel.addMembers(['mod']))).toMatchObject({ code: 17 });
    expect(await failure(owner.channel('messaging', 'new-one').create())).toMatchObject({ code: 17 });
    const { own_capabilities } = (await ownerChannel.query({})).channel;
    expect(own_capabilities).not.toContain('update-channel');
    const server = stage.server.channel('messaging', ownerChannel.id ?? '');
    await server.updatePartial(session('s6'));
    expect((await ownerChannel.query({})).channel).toMatchObject({ session_id: 's6' });
  });

  it('can be changed for one channel with modifiers', async () => {
    const server = stage.server.channel('messaging', ownerChannel.id ?? '');
    const overrides = { grants: { channel_member: ['!create-message'], user: ['update-channel'] } };
    await server.updatePartial({ set: { config_overrides: overrides } as never });
    expect(await failure(memberChannel.sendMessage({ text: 'x' }))).toMatchObject({ code: 17 });
    await memberChannel.updatePartial(session('s7'));
    expect((await memberChannel.query({})).channel.own_capabilities).not.toContain('send-message');
  });
});

describe('channel types', () => {
  it('are made with the grants of messaging, changed, listed and removed', async () => {
    const made = await stage.server.createChannelType({
      name: 'sealed',
      commands: [],
      max_message_length: 20_000,
    });
    expect(made).toMatchObject({ name: 'sealed', commands: [], max_message_length: 20_000, reactions: true });
    const sealed = await stage.server.getChannelType('sealed');
    expect(sealed.grants).toEqual(await grantsOf());
    await stage.server.updateChannelType('sealed', { search: false, url_enrichment: false });
    expect(await stage.server.getChannelType('sealed')).toMatchObject({
      search: false,
      url_enrichment: false,
    });
    const channel = stage.server.channel('sealed', 's', {
      created_by_id: 'owner',
      members: ['owner'],
    } as never);
    await channel.create();
    await channel.sendMessage({ text: 'x'.repeat(20_000), user_id: 'owner' });
    expect(channel.getConfig()).toMatchObject({ search: false, max_message_length: 20_000 });
    expect(await failure(stage.server.createChannelType({ name: 'sealed' }))).toMatchObject({ code: 4 });
    expect(
      await failure(stage.server.updateChannelType('sealed', { max_message_length: 20_001 })),
    ).toMatchObject({ code: 4 });
    expect(await failure(stage.server.getChannelType('nothing'))).toMatchObject({ code: 16 });
    expect(await failure(stage.server.deleteChannelType('sealed'))).toMatchObject({ code: 4 });
    expect(Object.keys((await stage.server.listChannelTypes()).channel_types)).toEqual([
      'messaging',
      'livestream',
      'team',
      'gaming',
      'commerce',
      'sealed',
    ]);
  });

  it('switch reactions, replies and quotes off (19)', async () => {
    await stage.server.createChannelType({
      name: 'plain',
      reactions: false,
      replies: false,
      quotes: false,
    } as never);
    expect(await stage.server.getChannelType('plain')).toMatchObject({ replies: false, quotes: true });
    await stage.server.updateChannelType('plain', { quotes: false });
    await stage.server
      .channel('plain', 'p', { created_by_id: 'owner', members: ['owner'] } as never)
      .create();
    const channel = await watched(owner, 'p', 'plain');
    const { message } = await channel.sendMessage({ text: 'x' });
    const attempts = [
      channel.sendReaction(message.id, { type: 'love' }),
      channel.sendMessage({ text: 'y', parent_id: message.id }),
      channel.sendMessage({ text: 'y', quoted_message_id: message.id }),
    ];
    for (const error of await Promise.all(attempts.map(failure)))
      expect(error).toMatchObject({ code: 19, status: 400 });
  });

  it('and app settings are for servers only', async () => {
    expect(await failure(member.getChannelType('messaging'))).toMatchObject({ code: 17 });
    expect(await failure(member.updateAppSettings({}))).toMatchObject({ code: 17 });
  });
});
