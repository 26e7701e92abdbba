import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventsDuring, failure, nextEvent, openStage, type Stage, watched } from './stream-stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  await stage.server.upsertUsers(['ann', 'ben', 'cas'].map((id) => ({ id, name: id })));
});
afterAll(() => stage.close());

const custom = (fields: Record<string, unknown>) => fields as never;

describe('making channels', () => {
  it('makes one on first query and returns the stored one afterwards, ignoring new data', async () => {
    const ann = await stage.connect('ann');
    const first = ann.channel(
      'messaging',
      'made',
      custom({ members: ['ann', 'ben'], name: 'First', session_id: 's1' }),
    );
    const made = await first.watch();
    expect(made.channel).toMatchObject({
      cid: 'messaging:made',
      name: 'First',
      session_id: 's1',
      member_count: 2,
    });
    expect(made.channel.created_by?.id).toBe('ann');
    expect(made.membership).toMatchObject({ user_id: 'ann', channel_role: 'channel_member' });
    const again = await stage.server
      .channel('messaging', 'made', custom({ name: 'Second', created_by_id: 'ben' }))
      .query({});
    expect(again.channel).toMatchObject({ name: 'First', created_by: { id: 'ann' } });
  });

  it.each([
    [
      'server-side without a creator',
      () => stage.server.channel('messaging', 'x1', custom({ members: ['ann'] })),
    ],
    [
      'a member who is no user',
      () => stage.server.channel('messaging', 'x2', custom({ members: ['ghost'], created_by_id: 'ann' })),
    ],
    ['an id with "!"', () => stage.server.channel('messaging', '!bad', custom({ created_by_id: 'ann' }))],
    [
      'a distinct channel of one',
      () => stage.server.channel('messaging', custom({ members: ['ann'], created_by_id: 'ann' })),
    ],
  ])('refuses %s with 400/4', async (_name, make) => {
    expect(await failure(make().create())).toMatchObject({ code: 4, status: 400 });
  });

  it('refuses an unknown type with 16', async () => {
    const channel = stage.server.channel('nonsense', 'x', custom({ created_by_id: 'ann' }));
    expect(await failure(channel.create())).toMatchObject({ code: 16, status: 404 });
  });

  it('gives distinct channels an id made of their members, which cannot change', async () => {
    const make = () =>
      stage.server.channel('messaging', custom({ members: ['ann', 'ben'], created_by_id: 'ann' }));
    const [one, other] = [make(), make()];
    await one.create();
    await other.create();
    expect(one.id).toMatch(/^!members-/);
    expect(other.id).toBe(one.id);
    expect(await failure(one.addMembers(['cas']))).toMatchObject({ code: 17, status: 403 });
  });

  it('refuses custom data over 5 KB with 413/22', async () => {
    const data = custom({ created_by_id: 'ann', note: 'x'.repeat(6000) });
    expect(await failure(stage.server.channel('messaging', 'big', data).create())).toMatchObject({
      code: 22,
      status: 413,
    });
  });

  it('lets nobody watch a channel they are not in (403/17)', async () => {
    await stage.channel('private', ['ann', 'ben']);
    const cas = await stage.connect('cas');
    expect(await failure(cas.channel('messaging', 'private').watch())).toMatchObject({
      code: 17,
      status: 403,
    });
    expect(await cas.queryChannels({ cid: 'messaging:private' } as never)).toEqual([]);
  });
});

describe('querying channels', () => {
  it('filters, sorts, pages and brings messages, members and reads', async () => {
    for (const [index, id] of ['q1', 'q2', 'q3'].entries()) {
      const channel = await stage.channel(id, ['ann', 'ben'], { rank: index, team_name: 'query' });
      await channel.sendMessage({ text: `in ${id}`, user_id: 'ben' });
    }
    const ann = await stage.connect('ann');
    const filter = { type: 'messaging', members: { $in: ['ann'] }, team_name: 'query' } as never;
    const newest = await ann.queryChannels(filter, { last_message_at: -1 }, { limit: 2, watch: true });
    expect(newest.map(({ id }) => id)).toEqual(['q3', 'q2']);
    expect(newest[0]?.state.messages.map(({ text }) => text)).toEqual(['in q3']);
    expect(newest[0]?.countUnread()).toBe(1);
    expect(Object.keys(newest[0]?.state.members ?? {}).sort()).toEqual(['ann', 'ben']);
    const ranked = await ann.queryChannels(filter, { rank: 1 } as never, { offset: 1, limit: 5 });
    expect(ranked.map(({ id }) => id)).toEqual(['q2', 'q3']);
    const or = { $or: [{ id: 'q1' }, { rank: { $gte: 2 } }], team_name: 'query' } as never;
    const either = await ann.queryChannels(or, { rank: 1 } as never);
    expect(either.map(({ id }) => id)).toEqual(['q1', 'q3']);
    expect(await failure(ann.queryChannels({ rank: { $near: 1 } } as never))).toMatchObject({ code: 4 });
    expect(await failure(ann.queryChannels(filter, [], { limit: 31 }))).toMatchObject({ code: 4 });
  });

  it('shows a channel on the list of somebody who was just put in it', async () => {
    const ben = await stage.connect('ben');
    const notice = nextEvent(ben, 'notification.added_to_channel');
    await stage.channel('surprise', ['ann', 'ben']);
    expect(await notice).toMatchObject({ cid: 'messaging:surprise', channel: { id: 'surprise' } });
  });
});

describe('updating channels', () => {
  it('sets and unsets single fields, also nested ones, and tells every watcher', async () => {
    await stage.channel('partial', ['ann', 'ben'], { session_id: 's1', meta: { a: 1, b: 2 } });
    const [ann, ben] = [await stage.connect('ann'), await stage.connect('ben')];
    const [annChannel, benChannel] = [await watched(ann, 'partial'), await watched(ben, 'partial')];
    const capabilities = benChannel.data?.own_capabilities;
    const seen = nextEvent(benChannel, 'channel.updated');
    await annChannel.updatePartial({
      set: custom({ topic: 'tea', 'meta.a': 7 }),
      unset: ['meta.b'] as never,
    });
    expect((await seen).channel).toMatchObject({ topic: 'tea', session_id: 's1', meta: { a: 7 } });
    expect((await seen).channel).not.toHaveProperty('own_capabilities');
    expect(benChannel.data?.own_capabilities).toEqual(capabilities);
    expect((benChannel.data as { meta?: object }).meta).toEqual({ a: 7 });
  });

  it('refuses reserved fields with 403/17, and config overrides from a user', async () => {
    await stage.channel('reserved', ['ann']);
    const channel = await watched(await stage.connect('ann'), 'reserved');
    for (const set of [{ member_count: 9 }, { config_overrides: { replies: false } }])
      expect(await failure(channel.updatePartial({ set: custom(set) }))).toMatchObject({
        code: 17,
        status: 403,
      });
    const server = stage.server.channel('messaging', 'reserved');
    await server.updatePartial({ set: custom({ config_overrides: { replies: false } }) });
    expect((await channel.query({})).channel.config).toMatchObject({ replies: false, reactions: true });
  });

  it('loses what a full update does not name', async () => {
    const channel = await stage.channel('full', ['ann'], { session_id: 's1', name: 'Old' });
    const { channel: updated } = await channel.update(custom({ name: 'New' }));
    expect(updated).toMatchObject({ name: 'New' });
    expect(updated).not.toHaveProperty('session_id');
  });

  it('puts the message of an update into the channel as a system message', async () => {
    const channel = await stage.channel('system', ['ann']);
    await channel.update(custom({ name: 'N' }), { text: 'ann renamed this', user_id: 'ann' });
    const { messages } = await channel.query({ messages: { limit: 5 } });
    expect(messages).toMatchObject([{ type: 'system', text: 'ann renamed this', user: { id: 'ann' } }]);
  });

  it('truncates, hides until the next message, and deletes', async () => {
    const group = await stage.channel('ending', ['ann', 'ben']);
    const ann = await stage.connect('ann');
    const channel = await watched(ann, 'ending');
    await group.sendMessage({ text: 'old', user_id: 'ben' });
    const truncated = nextEvent(channel, 'channel.truncated');
    await group.truncate();
    await truncated;
    expect(channel.state.messages).toEqual([]);
    await channel.hide();
    const listed = () => ann.queryChannels({ id: 'ending' } as never);
    expect(await listed()).toHaveLength(0);
    await group.sendMessage({ text: 'new', user_id: 'ben' });
    expect(await listed()).toHaveLength(1);
    const deleted = nextEvent(ann, 'channel.deleted');
    await group.delete();
    expect((await deleted).cid).toBe('messaging:ending');
    expect(stage.service.listChannels().map(({ id }) => id)).not.toContain('ending');
  });
});

describe('members', () => {
  it('adds with member.added, channel.updated and a notice, and the added one reads along', async () => {
    const group = await stage.channel('grow', ['ann', 'ben']);
    const [ann, cas] = [await stage.connect('ann'), await stage.connect('cas')];
    const channel = await watched(ann, 'grow');
    const notice = nextEvent(cas, 'notification.added_to_channel');
    const events = await eventsDuring(channel, () => group.addMembers(['cas']));
    expect(events.map(({ type }) => type)).toEqual(['member.added', 'channel.updated']);
    expect(channel.state.members.cas?.user?.id).toBe('cas');
    expect((await notice).channel?.id).toBe('grow');
    expect((await watched(cas, 'grow')).state.membership.user?.id).toBe('cas');
  });

  it('removes with member.removed and a notice, and the removed one hears and sees no more', async () => {
    const group = await stage.channel('shrink', ['ann', 'ben', 'cas']);
    const [ann, cas] = [await stage.connect('ann'), await stage.connect('cas')];
    const channel = await watched(ann, 'shrink');
    await watched(cas, 'shrink');
    const removed = nextEvent(cas, 'notification.removed_from_channel');
    const left = nextEvent(channel, 'member.removed');
    await group.removeMembers(['cas']);
    expect((await left).user?.id).toBe('cas');
    expect((await removed).cid).toBe('messaging:shrink');
    expect(Object.keys(channel.state.members).sort()).toEqual(['ann', 'ben']);
    const heard = await eventsDuring(cas, () => channel.sendMessage({ text: 'secret' }));
    expect(heard.filter(({ cid }) => cid === 'messaging:shrink')).toEqual([]);
    expect(await failure(cas.channel('messaging', 'shrink').query({}))).toMatchObject({ code: 17 });
    expect(Object.keys((await group.query({ state: true })).read ?? {})).toHaveLength(2);
  });

  it('hides earlier messages from a member added with hide_history', async () => {
    const group = await stage.channel('late', ['ann']);
    await group.sendMessage({ text: 'before', user_id: 'ann' });
    await group.addMembers(['ben'], undefined, { hide_history: true });
    await group.sendMessage({ text: 'after', user_id: 'ann' });
    const channel = await watched(await stage.connect('ben'), 'late');
    expect(channel.state.messages.map(({ text }) => text)).toEqual(['after']);
  });

  it('queries members and keeps what a member says of itself', async () => {
    await stage.channel('people', ['ann', 'ben', 'cas']);
    const channel = await watched(await stage.connect('ben'), 'people');
    await channel.pin();
    const { members } = await channel.queryMembers({ name: { $autocomplete: 'b' } } as never);
    expect(members).toMatchObject([{ user_id: 'ben', pinned_at: expect.any(String) }]);
  });

  it('keeps what a server says of members when they come, and tells of a change', async () => {
    await stage.channel('marks', ['ann']);
    const group = stage.server.channel('messaging', 'marked', {
      members: [{ user_id: 'ann' }, { user_id: 'ben', invited_by: 'ann' }],
      created_by_id: 'ann',
    } as object);
    const made = await group.create();
    expect(made.members).toMatchObject([{ user_id: 'ann' }, { user_id: 'ben', invited_by: 'ann' }]);
    expect(made.members[0]).not.toHaveProperty('invited_by');
    const channel = await watched(await stage.connect('ann'), 'marked');
    const added = nextEvent(channel, 'member.added');
    const answer = await group.addMembers([{ user_id: 'cas', invited_by: 'ben' } as never]);
    expect(answer.members.find(({ user_id }) => user_id === 'cas')).toMatchObject({ invited_by: 'ben' });
    expect((await added).member).toMatchObject({ user_id: 'cas', invited_by: 'ben' });
    const updated = nextEvent(channel, 'member.updated');
    await group.partialUpdateMember('cas', { unset: ['invited_by'] } as never);
    const { member } = await updated;
    expect(member).toMatchObject({ user_id: 'cas' });
    expect(member).not.toHaveProperty('invited_by');
    expect(channel.state.members.cas).not.toHaveProperty('invited_by');
    expect(channel.state.members.ben).toMatchObject({ invited_by: 'ann' });
    expect(await failure(group.partialUpdateMember('dot', { set: {} }))).toMatchObject({ code: 16 });
  });

  it('loses what is said of members when they come, if told to', async () => {
    stage.service.faults.set({ memberFields: 'dropped' });
    const group = await stage.channel('dropped', ['ann']);
    const answer = await group.addMembers([{ user_id: 'ben', invited_by: 'ann' } as never]);
    stage.service.faults.set({ memberFields: 'kept' });
    expect(answer.members[1]).not.toHaveProperty('invited_by');
    await group.partialUpdateMember('ben', { set: { invited_by: 'ann' } } as never);
    expect((await group.queryMembers({})).members[1]).toMatchObject({ user_id: 'ben', invited_by: 'ann' });
  });

  it('changes nothing when one of several members is no user', async () => {
    const group = await stage.channel('atomic', ['ann']);
    expect(await failure(group.addMembers(['ben', 'ghost']))).toMatchObject({ code: 4 });
    const stored = stage.service.listChannels().find(({ id }) => id === 'atomic');
    expect(stored?.members.map(({ userId }) => userId)).toEqual(['ann']);
  });

  it('lets no plain member post a system message by way of an update that changes nobody', async () => {
    await stage.channel('sneaky', ['ann', 'ben']);
    const channel = await watched(await stage.connect('ben'), 'sneaky');
    expect(await failure(channel.removeMembers([], { text: 'in clear' }))).toMatchObject({ code: 17 });
    expect(stage.service.listMessages('messaging:sneaky')).toEqual([]);
  });

  it('lets a member leave, but not throw out another', async () => {
    await stage.channel('leave', ['ann', 'ben', 'cas']);
    const channel = await watched(await stage.connect('ben'), 'leave');
    expect(await failure(channel.removeMembers(['cas']))).toMatchObject({ code: 17, status: 403 });
    await channel.removeMembers(['ben']);
    const stored = stage.service.listChannels().find(({ id }) => id === 'leave');
    expect(stored?.members.map(({ userId }) => userId)).toEqual(['ann', 'cas']);
  });
});
