import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EncryptedChannel } from '../../client-example/secure-chat/src/channels/encrypted-channel.ts';
import type { SecureChat } from '../../client-example/secure-chat/src/secure-chat.ts';
import type { Person } from '../../local/demo/person.ts';
import { enter } from '../../local/demo/talk.ts';
import { wordsFor } from '../packages/hello/notification.ts';
import { streamServer } from '../support/doctor.ts';
import { encryptedType, type Journey, startJourney } from './journey-stack.ts';

/** What docs/push.md has a device do with a push, on a device that was not open. */

const generic = { title: 'New message' };

let journey: Journey;
let alice: Person;
let bobsChat: SecureChat;
let atAlice: EncryptedChannel;

beforeAll(async () => {
  journey = await startJourney();
  const [first, bob] = await Promise.all([journey.person('Alice'), journey.person('Bob')]);
  alice = first;
  const [atFirst, atBob] = await Promise.all([journey.readyDevice(alice), journey.readyDevice(bob)]);
  bobsChat = atBob;
  atAlice = await atFirst.createChannel({
    type: encryptedType(journey),
    id: randomUUID(),
    members: [bob.userId],
  });
}, 60_000);
afterAll(() => journey.close());

const notified = (id: string, cid = atAlice.cid) => wordsFor(bobsChat, { cid, id }, generic);

describe('a notification', () => {
  it('says nothing of an invitation', async () => {
    expect(await notified(await atAlice.send('sesame'))).toEqual(generic);
    await enter(bobsChat, atAlice.cid);
  });

  it('says who wrote and what, once it is verified, and whom the person knows by another name', async () => {
    const call = (name: string) =>
      streamServer(journey.stack).partialUpdateUser({ id: alice.userId, set: { name } });
    await call('Alice');
    const id = await atAlice.send('hello');
    expect(await notified(id)).toEqual({ title: 'Alice', body: 'hello' });
    await call('Your bank');
    expect(await notified(id)).toEqual({ title: 'Alice', body: 'hello' });
  });

  it('says nothing of what is not verified: words in clear, a message of another channel, none at all', async () => {
    const server = streamServer(journey.stack);
    await server.updateAppSettings({ before_message_send_hook_url: '' });
    const [type = '', channelId = ''] = atAlice.cid.split(':');
    const id = randomUUID();
    await server.channel(type, channelId).sendMessage({ id, text: 'sesame', user_id: alice.userId });
    expect(await notified(id)).toEqual(generic);
    expect(await notified('there-is-none')).toEqual(generic);
    expect(await notified(await atAlice.send('moved'), `${type}:another`)).toEqual(generic);
  });
});
