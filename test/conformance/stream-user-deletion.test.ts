import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { failure, nextEvent, openStage, type Stage, until, watched } from './stream-stage.ts';

/** How the emulator deletes users for good; what is guessed stands in `local/stream/user-deletion.ts`. */
const FOR_GOOD = { user: 'hard', messages: 'hard', conversations: 'hard' } as const;
const GONE = { code: 16, status: 404, message: expect.stringContaining('the user was deleted') };
const people = 'abc'.split('');

let stage: Stage;
let run = 0;

/** Three users of their own in a channel of three, and in one of the first two. */
const setting = async () => {
  run += 1;
  const [alice, bob, carol] = people.map((name) => `${name}${run}`) as [string, string, string];
  const group = await stage.channel(`group${run}`, [alice, bob, carol]);
  const pair = await stage.channel(`pair${run}`, [alice, bob]);
  return { alice, bob, carol, group, pair };
};

beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

describe('a user deleted for good', () => {
  it('is no member, has no messages, reactions and read marks, and no channel of two', async () => {
    const { alice, bob, group, pair } = await setting();
    const { message: question } = await group.sendMessage({ text: 'from bob', user_id: bob });
    await group.sendMessage({ text: 'from alice', user_id: alice });
    await group.sendMessage({ text: 'a reply', user_id: bob, parent_id: question.id });
    const { message: head } = await group.sendMessage({ text: 'thread of alice', user_id: alice });
    await group.sendMessage({ text: 'a reply to her', user_id: bob, parent_id: head.id });
    await group.sendReaction(question.id, { type: 'love', user_id: alice });
    await pair.sendMessage({ text: 'for two', user_id: bob });
    const { task_id } = await stage.server.deleteUsers([alice], FOR_GOOD);
    expect(await stage.server.getTask(task_id)).toMatchObject({
      task_id,
      status: 'completed',
      result: { [alice]: { status: 'ok' } },
    });
    const { messages, members, read } = await group.query({ messages: { limit: 30 } });
    expect(messages.map(({ text }) => text)).toEqual(['from bob']);
    expect(messages[0]).toMatchObject({ latest_reactions: [], reply_count: 1 });
    expect(members.map(({ user_id }) => user_id)).not.toContain(alice);
    expect((read ?? []).map(({ user }) => user.id)).not.toContain(alice);
    expect(await stage.server.queryChannels({ cid: pair.cid })).toEqual([]);
    expect((await stage.server.queryUsers({ id: { $in: [alice, bob] } })).users.map(({ id }) => id)).toEqual([
      bob,
    ]);
  });

  it('hands their channels on', async () => {
    const { alice, bob, group } = await setting();
    await stage.server.deleteUsers([alice], { ...FOR_GOOD, new_channel_owner_id: bob });
    expect((await group.query({})).channel.created_by?.id).toBe(bob);
    const other = await setting();
    await stage.server.deleteUsers([other.alice], FOR_GOOD);
    expect((await other.group.query({})).channel.created_by?.id).toMatch(/^delete-user-/);
  });

  it('is told of to those in their channels, whose client marks the messages deleted', async () => {
    const { alice, bob, group } = await setting();
    const client = await stage.connect(bob);
    const atBob = await watched(client, group.id ?? '');
    await group.sendMessage({ text: 'from alice', user_id: alice });
    await until(() => atBob.state.messages.length === 1);
    const told = nextEvent(client, 'user.deleted');
    await stage.server.deleteUsers([alice], FOR_GOOD);
    expect(await told).toMatchObject({
      user: { id: alice, deleted_at: expect.any(String) },
      hard_delete: true,
      mark_messages_deleted: true,
    });
    expect(atBob.state.messages).toMatchObject([{ type: 'deleted' }]);
    expect(JSON.stringify(atBob.state.messages)).not.toContain('from alice');
  });

  it('gets in no more: not by an old token, a new one, or being added', async () => {
    const { alice, bob, group } = await setting();
    const client = await stage.connect(alice);
    const socket = client.wsConnection?.ws as unknown as { onclose: unknown } & NodeJS.EventEmitter;
    const closed = once(socket, 'close');
    await stage.server.deleteUsers([alice], FOR_GOOD);
    expect((await closed)[0]).toBe(1000);
    expect(await failure(client.channel('messaging', group.id).query({}))).toMatchObject(GONE);
    const newToken = stage.server.createToken(alice);
    expect((await failure(stage.connect(alice, newToken))).message).toContain('the user was deleted');
    expect(await failure(group.addMembers([alice]))).toMatchObject(GONE);
    expect((await group.query({})).members.map(({ user_id }) => user_id)).toContain(bob);
  });

  it('comes back as somebody new when a server names the id again, by any call', async () => {
    const { alice, group } = await setting();
    await stage.server.deleteUsers([alice], FOR_GOOD);
    await group.sendMessage({ text: 'too late', user_id: alice });
    expect((await stage.server.queryUsers({ id: alice })).users).toMatchObject([{ id: alice }]);
    await stage.connect(alice, stage.server.createToken(alice));
    await stage.server.deleteUsers([alice], FOR_GOOD);
    await stage.server.upsertUser({ id: alice });
    await group.addMembers([alice]);
  });

  it('is still there when the task says anything but that it went well', async () => {
    const { alice } = await setting();
    for (const [deletions, result] of [
      ['error', { [alice]: { status: 'error' } }],
      ['silent', {}],
    ] as const) {
      stage.service.faults.set({ deletions });
      const { task_id } = await stage.server.deleteUsers([alice], FOR_GOOD);
      const task = await stage.server.getTask(task_id);
      expect({ status: task.status, result: task.result }).toEqual({ status: 'completed', result });
      expect((await stage.server.queryUsers({ id: alice })).users).toHaveLength(1);
    }
    stage.service.faults.reset();
  });

  it('stays so after a restart', async () => {
    const stateDir = mkdtempSync(join(tmpdir(), 'sealed-stream-deletion-'));
    const restarted = async (work: (own: Stage) => Promise<unknown>) => {
      const own = await openStage({ stateDir });
      await work(own).finally(own.close);
    };
    try {
      await restarted(async ({ server }) => {
        await server.upsertUser({ id: 'alice' });
        await server.deleteUsers(['alice'], FOR_GOOD);
      });
      await restarted(async ({ server }) =>
        expect(await server.queryUsers({ id: 'alice' })).toMatchObject({ users: [] }),
      );
      await restarted(async ({ connect, server }) =>
        expect((await failure(connect('alice', server.createToken('alice')))).message).toContain(
          'the user was deleted',
        ),
      );
    } finally {
      rmSync(stateDir, { recursive: true });
    }
  });
});

describe('deleting users', () => {
  it('is for a server, with "hard" for all three, and users that are there', async () => {
    const { alice, bob } = await setting();
    const client = await stage.connect(bob);
    expect(await failure(client.deleteUsers([alice], FOR_GOOD))).toMatchObject({ status: 403 });
    expect(
      await failure(stage.server.deleteUsers([alice], { user: 'hard', messages: 'hard' })),
    ).toMatchObject({ code: 4 });
    expect(await failure(stage.server.deleteUsers([alice, 'nobody'], FOR_GOOD))).toMatchObject({ code: 16 });
    expect((await stage.server.queryUsers({ id: alice })).users).toHaveLength(1);
    expect(await failure(stage.server.getTask('none'))).toMatchObject({ code: 16, status: 404 });
  });
});

describe('a user deactivated', () => {
  it('is refused until reactivated, is found only when asked for, and goes on receiving on an open socket', async () => {
    const { alice, bob, group } = await setting();
    const client = await stage.connect(alice);
    const { server } = stage;
    expect((await server.deactivateUser(alice)).user.deactivated_at).toEqual(expect.any(String));
    expect(await failure(server.deactivateUser(alice))).toMatchObject({ code: 4 });
    expect(await failure(client.queryUsers({ id: alice }))).toMatchObject({ code: 5 });
    expect((await server.queryUsers({ id: alice })).users).toEqual([]);
    const options = { include_deactivated_users: true };
    expect((await server.queryUsers({ id: alice }, [], options)).users).toMatchObject([{ id: alice }]);
    expect(client.wsConnection?.isHealthy).toBe(true);
    await group.sendMessage({ text: 'still here', user_id: bob });
    await server.reactivateUser(alice);
    expect(await failure(server.reactivateUser(alice))).toMatchObject({ code: 4 });
    expect((await client.queryUsers({ id: alice })).users).toHaveLength(1);
  });
});
