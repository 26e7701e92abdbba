import { beforeEach, describe, expect, it } from '@jest/globals';
import { decide } from '../../../client-example/secure-chat/src/epochs/decide.ts';
import { raise } from '../../../client-example/secure-chat/src/epochs/keeping.ts';
import { SecurityNoticeError } from '../../../client-example/secure-chat/src/errors.ts';
import { ALL, failing, type OneDevice, oneDevice } from './one-device.ts';

let device: OneDevice;
beforeEach(async () => {
  device = await oneDevice();
});

const registrations = () => device.asked.filter((one) => one === 'register').length;

describe.each(['contact-mismatch', 'contact-replaced'] as const)(
  'a contact whose keys are in doubt: %s',
  (kind) => {
    const doubt = (userId: string) => {
      raise(device.keeping, { kind, userId });
      for (const id of ['bob', 'carol']) device.keeping.contactNews.set(id, 'grown');
    };

    it('taking a reader’s keys makes an epoch for these, and gives them what came before once more', async () => {
      device.trust(await device.make({ history: 'whole' }));
      doubt('bob');
      device.keeping.granted.add(`bob/${device.last()?.encryptionSessionId}`);
      await decide(device.keeping, 'accept');
      expect(device.asked[0]).toBe('accept bob');
      expect(device.asked.filter((one) => one.startsWith('add readers'))).toHaveLength(1);
      expect([device.keeping.notice, device.trusted(), device.last()?.members]).toEqual([
        null,
        [1, 2],
        ['alice', 'bob'],
      ]);
      expect([...device.keeping.contactNews.keys()]).toEqual(['carol']);
    });

    it('taking the keys of somebody who is let in lets them in, once', async () => {
      device.trust(await device.make());
      device.state.members.add('carol');
      device.keeping.pin = { ...device.keeping.pin, letIn: ['carol'] };
      doubt('carol');
      await decide(device.keeping, 'accept');
      expect([device.last()?.members, registrations()]).toEqual([ALL, 1]);
    });

    it('taking the keys of somebody who is no reader makes no epoch for nobody', async () => {
      device.trust(await device.make());
      doubt('carol');
      await decide(device.keeping, 'accept');
      expect([device.keeping.notice, registrations()]).toEqual([null, 0]);
    });

    it('not taking them leaves the person out, for good, and who they were let in by no more', async () => {
      device.trust(await device.make({ members: ALL }));
      device.state.members.add('carol');
      device.keeping.pin = { ...device.keeping.pin, letIn: ['bob'], shutOut: ['dave', 'bob'] };
      doubt('bob');
      await decide(device.keeping, 'keep');
      expect(device.asked).not.toContain('accept bob');
      expect([device.keeping.notice, device.last()?.members, registrations()]).toEqual([
        null,
        ['alice', 'carol'],
        1,
      ]);
      expect(device.keeping.pin.letIn).toEqual([]);
      expect(device.saved.find(({ shutOut }) => shutOut.length > 0)?.shutOut).toEqual(['dave', 'bob']);
    });

    it('not taking those of somebody who is let in lets them in no more, now or later', async () => {
      device.trust(await device.make());
      device.state.members.add('carol');
      device.keeping.pin = { ...device.keeping.pin, letIn: ['carol'] };
      doubt('carol');
      await decide(device.keeping, 'keep');
      expect([device.keeping.pin.letIn, device.keeping.pin.shutOut, registrations()]).toEqual([
        [],
        ['carol'],
        0,
      ]);
    });

    it('not taking them is nothing that one who is no member any more makes an epoch for', async () => {
      device.trust(await device.make());
      device.state.members.delete('alice');
      doubt('bob');
      await expect(decide(device.keeping, 'keep')).rejects.toMatchObject({ code: 'NO_ACCESS' });
      expect(registrations()).toBe(0);
    });

    it('shuts out besides whom was shut out before', async () => {
      device.trust(await device.make({ members: ALL }));
      device.state.members.add('carol');
      device.keeping.pin = { ...device.keeping.pin, shutOut: ['carol'] };
      doubt('bob');
      await decide(device.keeping, 'keep');
      expect([device.last()?.members, device.saved.map(({ shutOut }) => shutOut)]).toEqual([
        ['alice'],
        [['carol', 'bob'], []],
      ]);
    });

    it('makes the channel’s first epoch where none was, with them or without', async () => {
      doubt('bob');
      await decide(device.keeping, 'keep');
      expect([device.trusted(), device.last()?.members, device.keeping.notice]).toEqual([
        [1],
        ['alice'],
        null,
      ]);
    });

    it('trusts the first of somebody else where there is one by now', async () => {
      doubt('bob');
      await device.make({ by: 'bob' });
      await decide(device.keeping, 'accept');
      expect([device.trusted(), registrations()]).toEqual([[1], 0]);
    });

    it('says what stands in the way besides', async () => {
      doubt('bob');
      await device.make({ by: 'bob', members: ['bob'] });
      await expect(decide(device.keeping, 'accept')).rejects.toBeInstanceOf(SecurityNoticeError);
      expect(device.keeping.notice).toMatchObject({ kind: 'no-access' });
    });

    it('leaves the notice when the keys cannot be taken', async () => {
      device.trust(await device.make());
      doubt('bob');
      device.state.before.accept = failing(new Error('offline'));
      await expect(decide(device.keeping, 'accept')).rejects.toThrow('offline');
      expect(device.keeping.notice).toMatchObject({ kind, userId: 'bob' });
    });
  },
);
