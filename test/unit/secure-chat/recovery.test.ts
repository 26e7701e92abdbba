import { beforeEach, describe, expect, it } from '@jest/globals';
import { type ChannelAPIResponse, type Event, type MessageResponse, StreamChat } from 'stream-chat';
import type { Missed } from '../../../client-example/secure-chat/src/stream/missed.ts';
import { installRecovery, type Recovery } from '../../../client-example/secure-chat/src/stream/recovery.ts';

let client: StreamChat;
let recovery: Recovery;

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
const message = (id: string, created: number, over: { text?: string; edited?: number } = {}) =>
  ({
    id,
    cid: 'messaging:a',
    type: 'regular',
    text: over.text ?? id,
    user: { id: 'ben' },
    created_at: at(created),
    updated_at: at(over.edited ?? created),
  }) as MessageResponse;
const answerOf = (id: string, messages: MessageResponse[]) =>
  ({
    channel: { id, type: 'messaging', cid: `messaging:${id}`, config: { name: 'messaging' } },
    members: [],
    messages,
    pinned_messages: [],
  }) as unknown as ChannelAPIResponse;
const stateOf = (id: string) => client.channel('messaging', id).state;
const hold = (id: string, messages: MessageResponse[]) =>
  client.hydrateActiveChannels([answerOf(id, messages)], {}, { message_limit: 100 });

/** A client without a network: each test says what Stream answers. */
beforeEach(() => {
  client = new StreamChat('key', { baseURL: 'http://stream.test' });
  client.userID = 'ann';
  client.user = { id: 'ann' };
  const never = () => () => undefined;
  recovery = installRecovery(client, { timer: never, now: () => new Date(at(59)), random: () => 0 });
});

describe('after a lost connection', () => {
  it('what was found before the connection was lost once more is told after it', async () => {
    for (const id of ['a', 'b']) hold(id, [message(`${id}0`, 0)]);
    const told: Missed[] = [];
    recovery.onMissed('messaging:a', (missed) => told.push(missed));
    for (const id of ['a', 'b']) recovery.keep(`messaging:${id}`);
    const found = answerOf('a', [message('a0', 0), message('a1', 1)]);
    client.queryChannelsRequest = async () => [found]; // and nothing can be learnt of the other
    const lostAgain = new Promise<void>((resolve) => {
      client.get = () => {
        resolve();
        return Promise.reject(new Error('socket hang up'));
      };
    });
    void client.recoverState();
    await lostAgain;
    expect(told).toEqual([]);
    client.queryChannelsRequest = async () => [
      answerOf('a', [...found.messages, message('a2', 2)]),
      answerOf('b', [message('b0', 0)]),
    ];
    await client.recoverState();
    expect(told).toHaveLength(1);
    expect(told[0]?.changes.map(({ type, message: { id } }) => `${type} ${id}`)).toEqual([
      'new a1',
      'new a2',
    ]);
  });

  it.each([
    ['what was heard meanwhile, when that is newer', 3, 'heard'],
    ['the answer, when what was heard meanwhile is older', 1, 'answered'],
  ])('a message is %s', async (_what, edited, text) => {
    hold('a', [message('a0', 0)]);
    client.queryChannelsRequest = async () => {
      const heard = message('a0', 0, { text: 'heard', edited });
      client.dispatchEvent({ type: 'message.updated', cid: 'messaging:a', message: heard } as Event);
      return [answerOf('a', [message('a0', 0, { text: 'answered', edited: 2 })])];
    };
    await client.recoverState();
    expect(stateOf('a').messages.map((one) => one.text)).toEqual([text]);
  });
});
