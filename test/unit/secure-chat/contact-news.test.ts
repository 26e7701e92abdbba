import { beforeEach, describe, expect, it } from '@jest/globals';
import { lookAtReaders, tellOfContact } from '../../../client-example/secure-chat/src/epochs/contact-news.ts';
import type { VerifiedEpoch } from '../../../client-example/secure-chat/src/epochs/trusted-epoch.ts';
import { MessagingApiError } from '../../../client-example/secure-chat/src/errors.ts';
import { ALL, failing, type OneDevice, oneDevice, START } from './one-device.ts';

let device: OneDevice;
let epoch: VerifiedEpoch;
beforeEach(async () => {
  device = await oneDevice();
  epoch = await device.make({ by: 'bob', members: ALL });
  device.trust(epoch);
});

const look = () => lookAtReaders(device.keeping, epoch);
const looked = () => device.asked.map((one) => one.replace('check ', ''));

it('what is found about a contact is told, and kept for who is not listening yet', () => {
  tellOfContact(device.keeping, { userId: 'bob', kind: 'grown' });
  expect([...device.keeping.contactNews]).toEqual([['bob', 'grown']]);
  expect(device.events).toEqual([{ type: 'contact-changed', userId: 'bob', kind: 'grown' }]);
});

describe('the readers of somebody else’s epoch', () => {
  it('are looked at together, for a notice, and oneself is not', async () => {
    await look();
    expect(looked()).toEqual(['bob,carol notice']);
    expect([device.events, device.keeping.notice]).toEqual([[], null]);
  });

  it('are told of when their keys have changed', async () => {
    device.state.findings = [{ userId: 'carol', kind: 'replaced' }];
    await look();
    expect(device.events).toEqual([{ type: 'contact-changed', userId: 'carol', kind: 'replaced' }]);
  });

  it('stop the sending when the author key in it is not theirs', async () => {
    epoch = { ...epoch, authorKeys: [...epoch.authorKeys.slice(0, 2), 'A'.repeat(43)] };
    await look();
    expect(device.keeping.notice).toMatchObject({ kind: 'contact-mismatch', userId: 'carol' });
  });

  it.each(['by-word', null] as const)(
    'are left alone when the author key in it may be of before, or nobody tells: %s',
    async (isTheirs) => {
      device.keeping.contacts = { ...device.keeping.contacts, vouch: async () => [isTheirs, isTheirs] };
      await look();
      expect(device.keeping.notice).toBeNull();
      await look();
      expect(looked()).toHaveLength(1); // not again at once
    },
  );

  it('stop the sending also when their keys have changed as they should, and the author key is not theirs', async () => {
    device.state.findings = [{ userId: 'carol', kind: 'grown' }];
    device.keeping.contacts.vouch = async () => [false];
    epoch = { ...epoch, members: ['alice', 'carol'] };
    await look();
    expect(device.keeping.notice).toMatchObject({ kind: 'contact-mismatch', userId: 'carol' });
  });

  it('with another identity are told of, and do not stop the sending besides', async () => {
    device.state.findings = [{ userId: 'carol', kind: 'replaced' }];
    device.keeping.contacts.vouch = async () => [false];
    epoch = { ...epoch, members: ['alice', 'carol'] };
    await look();
    expect(device.events).toHaveLength(1);
    expect(device.keeping.notice).toBeNull();
  });

  it('are looked at by the key that the epoch names for each', async () => {
    const vouched: unknown[] = [];
    device.keeping.contacts = {
      ...device.keeping.contacts,
      vouch: async (authors) => {
        vouched.push(...authors);
        return authors.map(() => true);
      },
    };
    epoch = { ...epoch, authorKeys: ['a', 'b'] };
    await look();
    expect(vouched).toEqual([
      { id: 'bob', authorKey: 'b' },
      { id: 'carol', authorKey: '' },
    ]);
  });

  it('are not looked at again until six seconds for each of them have gone by', async () => {
    await look();
    device.state.now = START + 3 * 6_000 - 1;
    await look();
    expect(looked()).toHaveLength(1);
    device.state.now += 1;
    await look();
    expect(looked()).toHaveLength(2);
  });

  it('are looked at next time when nobody answers, and the others all the same', async () => {
    device.state.before.check = failing(new Error('forged'), 2);
    await look();
    expect([looked(), device.keeping.notice]).toEqual([
      ['bob,carol notice', 'bob notice', 'carol notice'],
      null,
    ]);
    await look();
    expect(looked().slice(3)).toEqual(['bob notice']);
  });

  it.each([
    ['is away', new MessagingApiError('NETWORK_FAILURE')],
    ['has no time', new MessagingApiError('RATE_LIMITED', { status: 429 })],
    ['fails', new MessagingApiError('INTERNAL_ERROR', { status: 500 })],
  ])('are not asked for one by one when the backend %s', async (_, error) => {
    device.state.before.check = failing(error);
    await look();
    expect(looked()).toEqual(['bob,carol notice']);
    await look();
    expect(looked()).toEqual(['bob,carol notice', 'bob,carol notice']);
  });

  it('are asked for one by one when the backend refuses to tell of all', async () => {
    device.state.before.check = failing(new MessagingApiError('INVALID_REQUEST', { status: 400 }));
    await look();
    expect(looked()).toEqual(['bob,carol notice', 'bob notice', 'carol notice']);
  });

  it('are looked at no more once another epoch is trusted', async () => {
    const later = await device.make({ by: 'bob' });
    device.state.before.check = () => device.trust(epoch, later);
    epoch = { ...epoch, authorKeys: [] };
    await look();
    expect([looked(), device.keeping.notice, device.keeping.lookedAtReaders.size]).toEqual([
      ['bob,carol notice'],
      null,
      0,
    ]);
    await look();
    expect(looked()).toHaveLength(1);
  });

  it('are nobody’s to look at while nothing is trusted', async () => {
    device.trust();
    await look();
    expect(looked()).toEqual([]);
  });
});
