import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { StreamChat } from 'stream-chat';
import type { ChannelEvent } from '../../../client-example/secure-chat/src/channels/channel-events.ts';
import type { EncryptedChannel } from '../../../client-example/secure-chat/src/channels/encrypted-channel.ts';

import { keepInvitationsQuiet } from '../../../client-example/secure-chat/src/stream/invitation.ts';
import { openTwoEnds, type TwoEnds } from './two-ends.ts';

let ends: TwoEnds;
beforeAll(async () => {
  ends = await openTwoEnds();
}, 30_000);
afterAll(() => ends.close());

/** As the backend does it. */
const markBen = (id: string) =>
  ends.stage.server.channel('messaging', id).partialUpdateMember('ben', { set: { invited_by: 'ann' } });

/** A channel that Ann has opened and put Ben into, who has not accepted. */
const invited = async (): Promise<{ id: string; atAnn: EncryptedChannel }> => {
  const id = randomUUID();
  await ends.stage.channel(id, ['ann', 'ben']);
  await markBen(id);
  return { id, atAnn: await ends.open(ends.ann, id) };
};

/** Ben's view of it, and what was asked of the backend for it. */
const opened = async (id: string) => {
  const asked: string[] = [];
  const api = recorded(ends.backend.forUser('ben'), asked);
  const atBen = await ends.open(ends.ben, id, { api });
  const events: ChannelEvent[] = [];
  atBen.subscribe((event) => events.push(event));
  return { atBen, asked, events };
};

const recorded = <Api extends object>(api: Api, asked: string[]): Api =>
  new Proxy(api, {
    get: (target, name, receiver) => {
      asked.push(String(name));
      return Reflect.get(target, name, receiver);
    },
  });

const heard = (atBen: EncryptedChannel, type: string): Promise<void> =>
  new Promise((resolve) => {
    const { unsubscribe } = atBen.stream.on((event) => {
      if (event.type !== type) return;
      unsubscribe();
      resolve();
    });
  });

describe('a channel that somebody was put into by a stranger', () => {
  it('says so, and starts, asks, reads and tells nothing', async () => {
    const { id, atAnn } = await invited();
    const { atBen, asked, events } = await opened(id);
    const arrives = heard(atBen, 'message.new');
    await atAnn.send('hello');
    await arrives;
    const stop = atBen.attend();
    expect(atBen.invitation()).toEqual({ by: 'ann' });
    expect(await atBen.messages()).toMatchObject([{ kind: 'unreadable', reason: 'invitation' }]);
    expect([atBen.notice(), atBen.epoch(), atBen.changedContacts()]).toEqual([null, null, []]);
    stop();
    expect(asked).toEqual([]);
    expect(events).toEqual([]);
    expect(atAnn.notAccepted()).toEqual(['ben']);
  });

  it('makes no first epoch of it, and none when somebody leaves', async () => {
    const id = randomUUID();
    await ends.stage.channel(id, ['ann', 'ben', 'cy']);
    const channel = ends.stage.server.channel('messaging', id);
    await markBen(id);
    const { atBen, asked } = await opened(id);
    const leaves = heard(atBen, 'member.removed');
    await channel.removeMembers(['cy']);
    await leaves;
    await atBen.messages(); // after all that was queued
    expect(asked).toEqual([]);
    expect(ends.backend.epochsOf(`messaging:${id}`)).toEqual([]);
  });

  it('is a channel as any other once accepted', async () => {
    const { id, atAnn } = await invited();
    await atAnn.send('hello');
    const { atBen, events } = await opened(id);
    await atBen.accept();
    expect(atBen.invitation()).toBeNull();
    expect(await atBen.messages()).toMatchObject([{ kind: 'message', text: 'hello' }]);
    expect(events).toMatchObject([{ type: 'invitation', invitation: null }, { type: 'epoch' }]);
    expect(atBen.epoch()).toMatchObject({ members: ['ann', 'ben'] });
    expect(atBen.stream.state.membership).not.toHaveProperty('invited_by');
  });

  it('is accepted by answering', async () => {
    const { id, atAnn } = await invited();
    await atAnn.send('hello');
    const { atBen } = await opened(id);
    const accepted = heard(atAnn, 'member.updated');
    await atBen.send('hi');
    await accepted;
    expect([atBen.invitation(), atAnn.notAccepted()]).toEqual([null, []]);
    expect(await atBen.messages()).toMatchObject([{ text: 'hello' }, { text: 'hi' }]);
  });

  it('opens by itself when it is accepted on another device', async () => {
    const { id, atAnn } = await invited();
    const { atBen, asked } = await opened(id);
    const wakes = new Promise<void>((resolve) => {
      atBen.subscribe(({ type }) => type === 'epoch' && resolve());
    });
    await ends.backend.forUser('ben').acceptInvitation({ channelType: 'messaging', channelId: id });
    await wakes;
    await atAnn.send('hello');
    expect(asked).not.toContain('acceptInvitation');
    expect(atBen.epoch()?.encryptionSessionId).toBe(atAnn.epoch()?.encryptionSessionId);
  });

  it('is left by declining', async () => {
    const { id, atAnn } = await invited();
    const { atBen, asked } = await opened(id);
    const leaves = heard(atAnn, 'member.removed');
    await atBen.decline();
    await leaves;
    expect(asked).toEqual(['removeMember']);
    expect(Object.keys(atAnn.stream.state.members)).toEqual(['ann']);
  });
});

it('nobody is told that a message of an invitation has arrived', async () => {
  const client = new StreamChat('key');
  client.userID = 'ben';
  const told: unknown[] = [];
  client.post = (async (_: string, data: unknown) => void told.push(data)) as typeof client.post;
  keepInvitationsQuiet(client);
  const delivered = ['messaging:one', 'messaging:two'].map((cid) => ({ cid, id: `message of ${cid}` }));
  client.channel('messaging', 'one').state.membership = { invited_by: 'mallory' };
  client.channel('messaging', 'two').state.membership = {};
  await client.markChannelsDelivered({ latest_delivered_messages: delivered });
  await client.markChannelsDelivered({ latest_delivered_messages: delivered.slice(0, 1) });
  expect(told).toEqual([{ latest_delivered_messages: [delivered[1]] }]);
});
