import { beforeEach, describe, expect, it } from '@jest/globals';
import { ContactKeysError } from '../../../client-example/secure-chat/src/contacts/contact-session.ts';
import {
  dueFacts,
  dueNow,
  hasWork,
  makeDue,
  renewNow,
  startNext,
} from '../../../client-example/secure-chat/src/epochs/due-epochs.ts';
import { raise } from '../../../client-example/secure-chat/src/epochs/keeping.ts';
import {
  MembersNotEnrolledError,
  SecurityNoticeError,
} from '../../../client-example/secure-chat/src/errors.ts';
import { ALL, failing, type OneDevice, oneDevice, PAIR, START } from './one-device.ts';

let device: OneDevice;
beforeEach(async () => {
  device = await oneDevice();
});

const lettingIn = (...letIn: string[]) => {
  device.keeping.pin = { ...device.keeping.pin, letIn };
  for (const id of letIn) device.state.members.add(id);
};

describe('what is known about whether an epoch is due', () => {
  it('is nothing while none is trusted', () => {
    expect([dueFacts(device.keeping), dueNow(device.keeping)]).toEqual([null, null]);
  });

  it('is the members, the decisions and the count', async () => {
    const trusted = await device.make();
    device.trust(trusted);
    Object.assign(device.keeping.pin, { letIn: ['carol'], shutOut: ['dave'], messages: 3, trustedAt: 4 });
    expect(dueFacts(device.keeping)).toEqual({
      userId: 'alice',
      trusted,
      atStream: new Set(['alice', 'bob']),
      letIn: ['carol'],
      shutOut: ['dave'],
      messages: 3,
      trustedAt: 4,
      now: START,
      rotation: { messages: 10, days: 30 },
    });
  });

  it('is that the other of a pair who comes back is let in, and nobody else', async () => {
    device = await oneDevice('alice', PAIR);
    device.keeping.pairWith = 'bob';
    device.trust(await device.make({ members: ['alice'] }));
    expect(dueFacts(device.keeping)?.letIn).toEqual(['bob']);
    expect(dueNow(device.keeping)).toMatchObject({ joined: ['bob'] });
    device.trust(await device.make({ members: ['alice', 'bob'] }));
    expect([dueFacts(device.keeping)?.letIn, dueNow(device.keeping)]).toEqual([[], null]);
  });
});

describe('what is due', () => {
  it('is nothing where nothing has changed: nobody is asked', async () => {
    device.trust(await device.make());
    expect([await makeDue(device.keeping), device.asked, device.saved]).toEqual([null, [], []]);
  });

  it('is made for those whom Stream names at that moment, after all that was trusted', async () => {
    device.trust(await device.make({ members: ALL }));
    device.state.reload = () => void device.state.members.delete('bob');
    expect(await makeDue(device.keeping)).toBeNull();
    expect([device.asked[0], device.last()?.members]).toEqual(['reload', ['alice']]);
    expect(device.requests).toHaveLength(1);
    expect(device.last()?.previous?.encryptionSessionId).toBe(device.registered[0]?.encryptionSessionId);
    expect(device.requests[0]).toHaveProperty('announcement');
  });

  it('is not made when Stream says that nobody has left after all', async () => {
    device.trust(await device.make({ members: ALL }));
    device.state.reload = () => void device.state.members.add('carol');
    await makeDue(device.keeping);
    expect([device.requests, device.trusted()]).toEqual([[], [1]]);
  });

  it('is not made for somebody who is gone: they are let in no more', async () => {
    device.trust(await device.make());
    lettingIn('carol');
    device.state.reload = () => void device.state.members.delete('carol');
    await makeDue(device.keeping);
    expect([device.requests, device.keeping.pin.letIn]).toEqual([[], []]);
  });

  it('is not made by one who is no member any more', async () => {
    device.trust(await device.make());
    device.state.reload = () => device.state.members.clear();
    lettingIn('carol');
    await expect(makeDue(device.keeping)).rejects.toMatchObject({ code: 'NO_ACCESS' });
    expect(device.requests).toEqual([]);
  });

  it('waits while a notice stands, and Stream is not asked', async () => {
    device.trust(await device.make());
    lettingIn('carol');
    raise(device.keeping, { kind: 'removed' });
    await expect(makeDue(device.keeping)).rejects.toBeInstanceOf(SecurityNoticeError);
    expect(device.asked).toEqual([]);
  });

  it('is made once more on top of what somebody else was first with', async () => {
    device.trust(await device.make());
    lettingIn('carol');
    let isFirst = true;
    device.state.before.register = async () => {
      if (isFirst) await device.make({ by: 'bob' });
      isFirst = false;
    };
    await makeDue(device.keeping);
    expect([device.trusted(), device.last()?.members, device.requests.length]).toEqual([[1, 2, 3], ALL, 2]);
    expect(device.keeping.pin.letIn).toEqual([]);
  });

  it('answers who could not be let in, though others were', async () => {
    device.trust(await device.make());
    lettingIn('carol', 'dave');
    const error = new MembersNotEnrolledError(['carol']);
    device.state.before.create = failing(error);
    expect(await makeDue(device.keeping)).toBe(error);
    expect([device.last()?.members, device.keeping.pin.letIn]).toEqual([['alice', 'bob', 'dave'], []]);
  });

  it('finishes letting in where all are readers already', async () => {
    device.trust(await device.make({ members: ALL }));
    lettingIn('carol');
    await makeDue(device.keeping);
    expect([device.keeping.pin.letIn, device.requests]).toEqual([[], []]);
  });
});

describe('a new epoch though none is due', () => {
  it('is for the same members by what Stream says now', async () => {
    device.trust(await device.make({ members: ALL }));
    device.state.members.add('carol');
    expect(await renewNow(device.keeping)).toBeNull();
    expect([device.asked[0], device.last()?.members, device.trusted()]).toEqual(['reload', ALL, [1, 2]]);
    expect(device.askedFor('add readers')).toEqual([]);
  });

  it('is none while nothing is trusted, or a notice stands', async () => {
    expect([await renewNow(device.keeping), device.requests]).toEqual([null, []]);
    device.asked.length = 0;
    raise(device.keeping, { kind: 'removed' });
    await expect(renewNow(device.keeping)).rejects.toBeInstanceOf(SecurityNoticeError);
    expect(device.asked).toEqual([]);
  });

  it('gives what came before to the new keys of readers and to those let in, and to nobody else', async () => {
    const first = await device.make({ members: ['alice', 'bob', 'dave'], history: 'whole' });
    device.trust(first);
    device.state.members.add('dave');
    lettingIn('carol');
    const { encryptionSessionId: id } = first;
    for (const one of ['bob', 'dave']) device.keeping.granted.add(`${one}/${id}`);
    await renewNow(device.keeping, ['bob']);
    expect(device.askedFor('add readers')[0]).toBe(`add readers ${id} bob`);
    expect(device.askedFor('check')[0]).toBe('check bob,carol session');
    expect(device.last()?.members).toEqual(['alice', 'bob', 'carol', 'dave']);
  });

  it('answers who could not be let in, and is made for the others', async () => {
    device.trust(await device.make());
    lettingIn('carol');
    const error = new MembersNotEnrolledError(['carol']);
    device.state.before.create = failing(error);
    expect(await renewNow(device.keeping)).toBe(error);
    expect(device.keeping.pin.letIn).toEqual([]);
  });

  it('answers who could not be let in by what became due meanwhile', async () => {
    device.trust(await device.make());
    const error = new MembersNotEnrolledError(['carol']);
    device.state.before.register = () => {
      lettingIn('carol');
      device.state.before.create = failing(error);
    };
    expect(await renewNow(device.keeping)).toBe(error);
    expect(device.trusted()).toEqual([1, 2]);
  });
});

describe('the next epoch', () => {
  const due = { joined: ['carol'], members: ALL };
  const start = () => startNext(device.keeping, due);

  it('is none while nothing is trusted', async () => {
    expect([await start(), device.asked]).toEqual([null, []]);
  });

  it('is made after who comes was looked at and has got what came before', async () => {
    device.trust(await device.make({ history: 'whole' }), await device.make({ history: 'whole' }));
    expect(await start()).toBeNull();
    expect(device.askedFor('check', 'add readers', 'register').map((one) => one.split(' ')[0])).toEqual([
      'check',
      'add',
      'check',
      'register',
    ]);
    expect(device.askedFor('check')[0]).toBe('check carol session');
  });

  it('looks at nobody for what came before where that is not to be read', async () => {
    device.trust(await device.make({ members: ['alice'] }));
    await start();
    expect(device.askedFor('check', 'add readers')).toEqual(['check bob,carol session']);
  });

  it('is not made when the keys of who comes turn out wrong on the way', async () => {
    device.trust(await device.make({ history: 'whole' }), await device.make({ history: 'whole' }));
    device.state.before['add readers'] = failing(new ContactKeysError(['carol']));
    await expect(start()).rejects.toBeInstanceOf(SecurityNoticeError);
    expect(device.keeping.notice).toMatchObject({ kind: 'contact-mismatch', userId: 'carol' });
    expect(device.requests).toEqual([]);
  });

  it('fails for whose set-up is not finished without being let in here, and for anything else', async () => {
    device.trust(await device.make({ members: ['alice'] }));
    lettingIn('dave');
    for (const error of [new MembersNotEnrolledError(['carol']), new Error('offline')]) {
      device.state.before.create = failing(error);
      await expect(start()).rejects.toBe(error);
    }
    expect(device.keeping.pin.letIn).toEqual(['dave']);
  });
});

describe('what is left to do without being asked', () => {
  beforeEach(async () => {
    device.trust(await device.make({ members: ALL }));
  });

  it('is what is due, and finishing to let in', () => {
    expect(hasWork(device.keeping)).toBe(true);
    device.state.members.add('carol');
    expect(hasWork(device.keeping)).toBe(false);
    lettingIn('carol');
    expect(hasWork(device.keeping)).toBe(true);
  });

  it('is nothing while a notice stands, in an invitation, or for one who is no member', () => {
    device.state.invitedBy = 'bob';
    expect(hasWork(device.keeping)).toBe(false);
    device.state.invitedBy = null;
    device.state.members.delete('alice');
    expect(hasWork(device.keeping)).toBe(false);
    device.state.members.add('alice');
    raise(device.keeping, { kind: 'removed' });
    expect(hasWork(device.keeping)).toBe(false);
  });
});
