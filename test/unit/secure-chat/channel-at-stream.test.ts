import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { StreamChat } from 'stream-chat';
import {
  channelAtStream,
  type StreamChange,
} from '../../../client-example/secure-chat/src/epochs/channel-at-stream.ts';
import { createPlatform } from '../../../client-example/secure-chat/src/platform/platform.ts';
import { installRecovery, type Recovery } from '../../../client-example/secure-chat/src/stream/recovery.ts';
import { nextEvent, openStage, type Stage, until, watched } from '../../conformance/stream-stage.ts';

const people = Array.from({ length: 230 }, (_, index) => `u${String(index).padStart(3, '0')}`);

/** As many as Stream takes at once. */
const chunks = (ids: string[]): string[][] =>
  ids.length === 0 ? [] : [ids.slice(0, 100), ...chunks(ids.slice(100))];

let stage: Stage;
let alice: StreamChat;
let recovery: Recovery;

beforeAll(async () => {
  stage = await openStage();
  for (const some of chunks(people)) await stage.server.upsertUsers(some.map((id) => ({ id })));
  alice = await stage.connect('alice');
  recovery = installRecovery(alice, { ...createPlatform(), random: Math.random });
});
afterAll(() => stage.close());

/** A channel with these members beside Alice, as she has it open. */
const opened = async (id: string, members: string[] = []) => {
  const made = await stage.channel(id, ['alice', ...members.slice(0, 90)]);
  for (let next = 90; next < members.length; next += 90)
    await made.addMembers(members.slice(next, next + 90));
  const channel = await watched(alice, id);
  const changes: StreamChange[] = [];
  const atStream = await channelAtStream(channel, recovery);
  atStream.onChange((change) => changes.push(change));
  return { made, channel, atStream, changes };
};

describe('the members of a channel', () => {
  it('are all known, also in a large one', async () => {
    const { atStream } = await opened('large', people);
    expect(atStream.members()).toEqual(new Set(['alice', ...people]));
  });

  it('are those who did not leave while they were asked for, page by page', async () => {
    const { made, channel, atStream } = await opened('leaving', people);
    const ask = channel.queryMembers.bind(channel);
    channel.queryMembers = async (...asked) => {
      channel.queryMembers = ask;
      const page = await ask(...asked);
      const heard = nextEvent(channel, 'member.removed');
      await made.removeMembers(['u010']);
      await heard;
      return page;
    };
    await atStream.reload();
    expect(atStream.members()).toEqual(new Set(['alice', ...people.filter((id) => id !== 'u010')]));
  });

  it('are those of the last event, also when it comes while they are asked for', async () => {
    const { channel, atStream } = await opened('note', ['u001']);
    const ask = channel.queryMembers.bind(channel);
    channel.queryMembers = async (...asked) => {
      const page = await ask(...asked);
      atStream.note('u002', true);
      return page;
    };
    await atStream.reload();
    expect(atStream.members()).toEqual(new Set(['alice', 'u001', 'u002']));
  });
});

describe('a channel that is not among those with the newest messages', () => {
  it('is listened to again after the connection was lost', async () => {
    const { made, atStream, changes } = await opened('quiet', ['u001']);
    for (let index = 0; index < 30; index++) {
      const loud = await stage.channel(`loud-${index}`, ['alice']);
      await watched(alice, `loud-${index}`);
      await loud.sendMessage({ text: 'news', user_id: 'alice' });
    }
    stage.service.faults.set({ dropSockets: { code: 1012, userId: 'alice' } });
    await until(() => changes.includes('recovered'), 15_000);
    await made.updatePartial({ set: { session_id: 'another' } });
    await until(() => changes.includes('data'));
    expect(atStream.namedSession()).toBe('another');
  });
});
