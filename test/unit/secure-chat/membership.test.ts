import { beforeEach, describe, expect, it } from '@jest/globals';
import { NEWEST } from '../../../client-example/secure-chat/src/epochs/channel-registry.ts';
import { raise } from '../../../client-example/secure-chat/src/epochs/keeping.ts';
import {
  addMember,
  leave,
  removeMember,
  renewEncryption,
} from '../../../client-example/secure-chat/src/epochs/membership.ts';
import {
  MembersNotEnrolledError,
  SecurityNoticeError,
} from '../../../client-example/secure-chat/src/errors.ts';
import { ALL, CID, failing, type OneDevice, oneDevice, PAIR } from './one-device.ts';

let device: OneDevice;
beforeEach(async () => {
  device = await oneDevice();
});

const add = (userId = 'carol') => addMember(device.keeping, userId);

describe('adding somebody', () => {
  it('lets them read: they are noted first, then added, then in an epoch', async () => {
    device.trust(await device.make());
    device.state.before['add member'] = () => {
      expect(device.saved.map(({ letIn }) => letIn)).toEqual([['carol']]);
    };
    device.keeping.removed.add('carol');
    await add();
    expect([device.last()?.members, device.requests.length]).toEqual([ALL, 1]);
    expect(device.askedFor('add member', 'list')).toEqual(['add member carol']);
    expect([device.keeping.removed.has('carol'), device.keeping.pin.letIn]).toEqual([false, []]);
    expect([...device.state.members]).toEqual(ALL);
  });

  it('is taken back when the backend refuses it', async () => {
    device.trust(await device.make());
    device.state.before['add member'] = failing(new Error('refused'));
    await expect(add()).rejects.toThrow('refused');
    expect([device.keeping.pin.letIn, [...device.state.members], device.requests]).toEqual([
      [],
      ['alice', 'bob'],
      [],
    ]);
  });

  it('is not begun while a notice stands', async () => {
    device.trust(await device.make());
    raise(device.keeping, { kind: 'removed' });
    await expect(add()).rejects.toBeInstanceOf(SecurityNoticeError);
    expect([device.asked, device.saved]).toEqual([[], []]);
  });

  it('is not begun where nothing is trusted and a notice stands, and nobody is asked', async () => {
    raise(device.keeping, { kind: 'no-access', registered: null });
    await expect(add()).rejects.toBeInstanceOf(SecurityNoticeError);
    expect(device.asked).toEqual([]);
  });

  it('to a channel without any epoch notes who is to be let in with the first', async () => {
    await add();
    expect([device.keeping.pin.letIn, device.trusted(), device.askedFor('add member', 'list')]).toEqual([
      ['carol'],
      [],
      [`list ${NEWEST}`, 'add member carol'],
    ]);
  });

  it('is not begun when what the registry has raises a notice', async () => {
    await device.make({ by: 'bob', members: ['bob'] });
    await expect(add()).rejects.toBeInstanceOf(SecurityNoticeError);
    expect(device.askedFor('add member')).toEqual([]);
  });

  it('goes on from what the registry has where nothing is trusted yet', async () => {
    await device.make({ by: 'bob' });
    await add();
    expect([device.trusted(), device.last()?.members]).toEqual([[1, 2], ALL]);
  });

  it('who is a member but no reader asks the backend all the same, so that they hear of it', async () => {
    device.trust(await device.make());
    device.state.members.add('carol');
    await add();
    expect([device.askedFor('add member'), device.last()?.members]).toEqual([['add member carol'], ALL]);
  });

  it('the other of a pair, who is a member, asks the backend for nothing; one who has left it does', async () => {
    device = await oneDevice('alice', PAIR);
    device.keeping.pairWith = 'bob';
    device.trust(await device.make());
    await add('bob');
    expect([device.askedFor('add member'), device.trusted()]).toEqual([[], [1, 2]]);
    device.state.members.delete('bob');
    await add('bob');
    expect(device.askedFor('add member')).toEqual(['add member bob']);
  });

  it('who is a reader makes a new epoch, and gives their keys what came before once more', async () => {
    const [first, second] = [
      await device.make({ history: 'whole' }),
      await device.make({ history: 'whole' }),
    ];
    device.trust(first, second);
    for (const { encryptionSessionId } of [first, second])
      device.keeping.granted.add(`bob/${encryptionSessionId}`);
    await add('bob');
    expect(device.askedFor('add readers').slice(0, 2)).toEqual(
      [first, second].map(({ encryptionSessionId }) => `add readers ${encryptionSessionId} bob`),
    );
    expect(device.trusted()).toEqual([1, 2, 3]);
  });

  it('who is a reader as far as is known here, but was left out since, lets them in', async () => {
    device.trust(await device.make({ members: ALL }));
    device.state.members.add('carol');
    await device.make({ by: 'bob' });
    await add();
    expect([device.trusted(), device.last()?.members]).toEqual([[1, 2, 3], ALL]);
    expect(device.askedFor('create')).toHaveLength(1); // the registry was asked first
  });

  it('whom somebody else’s epoch leaves out while it is made is let in once more', async () => {
    const [, second] = [await device.make({ members: ALL }), await device.make()];
    device.trust(...[second]);
    let isFirst = true;
    device.state.before.register = async () => {
      if (!isFirst) return;
      isFirst = false;
      await device.make({ by: 'bob', members: ALL });
      await device.make({ by: 'bob' });
    };
    await add();
    expect([device.trusted(), device.last()?.members]).toEqual([[2, 3, 4, 5], ALL]);
  });

  it('who has left again by then is not let in', async () => {
    device.trust(await device.make());
    device.state.reload = () => void device.state.members.delete('carol');
    await add();
    expect([device.trusted(), device.keeping.pin.letIn]).toEqual([[1], []]);
  });

  describe('whose set-up is not finished', () => {
    const error = new MembersNotEnrolledError(['carol']);
    beforeEach(async () => {
      device.trust(await device.make());
      device.state.before.create = failing(error, 9);
    });

    it('fails, and they are taken out again', async () => {
      await expect(add()).rejects.toBe(error);
      expect([device.askedFor('remove member'), [...device.state.members]]).toEqual([
        ['remove member carol'],
        ['alice', 'bob'],
      ]);
      expect([device.keeping.pin.letIn, device.trusted()]).toEqual([[], [1]]);
    });

    it('fails alike when they cannot be taken out', async () => {
      device.state.before['remove member'] = failing(new Error('offline'));
      await expect(add()).rejects.toBe(error);
      expect([...device.state.members]).toEqual(['alice', 'bob']);
    });

    it('fails, and who was a member before stays one', async () => {
      device.state.members.add('carol');
      await expect(add()).rejects.toBe(error);
      expect([device.askedFor('remove member'), [...device.state.members]]).toEqual([[], ALL]);
    });
  });

  it('does not fail for somebody else whose set-up is not finished', async () => {
    device.trust(await device.make());
    device.keeping.pin = { ...device.keeping.pin, letIn: ['dave'] };
    device.state.members.add('dave');
    device.state.before.create = failing(new MembersNotEnrolledError(['dave']));
    await add();
    expect([device.last()?.members, device.askedFor('remove member')]).toEqual([ALL, []]);
  });
});

describe('removing somebody', () => {
  it('goes on without them, and says who has removed them', async () => {
    device.trust(await device.make({ members: ALL }));
    device.state.members.add('carol');
    device.keeping.pin = { ...device.keeping.pin, letIn: ['carol'] };
    await removeMember(device.keeping, 'carol');
    expect([device.last()?.members, device.last()?.removed]).toEqual([['alice', 'bob'], ['carol']]);
    expect([device.keeping.pin.letIn, device.askedFor('remove member')]).toEqual([
      [],
      ['remove member carol'],
    ]);
  });

  it('is nothing when the backend refuses it', async () => {
    device.trust(await device.make());
    device.state.before['remove member'] = failing(new Error('refused'));
    await expect(removeMember(device.keeping, 'bob')).rejects.toThrow('refused');
    expect([device.keeping.removed.size, device.state.members.has('bob'), device.requests]).toEqual([
      0,
      true,
      [],
    ]);
  });

  it('is done at Stream while a notice stands; they are let in no more, and the rest waits', async () => {
    device.trust(await device.make());
    device.state.members.add('carol');
    device.keeping.pin = { ...device.keeping.pin, letIn: ['carol'] };
    raise(device.keeping, { kind: 'contact-mismatch', userId: 'bob' });
    await expect(removeMember(device.keeping, 'carol')).rejects.toBeInstanceOf(SecurityNoticeError);
    expect([device.askedFor('remove member', 'reload'), device.keeping.pin.letIn]).toEqual([
      ['remove member carol'],
      [],
    ]);
    expect(device.state.members.has('carol')).toBe(false);
  });
});

it('who leaves is out of the channel, and sends nothing more from here', async () => {
  device.trust(await device.make());
  await leave(device.keeping);
  expect([device.asked, [...device.state.members]]).toEqual([['remove member alice'], ['bob']]);
  expect(device.keeping.notice).toEqual({ cid: CID, kind: 'removed' });
});

it('who cannot leave is still there', async () => {
  device.trust(await device.make());
  device.state.before['remove member'] = failing(new Error('offline'));
  await expect(leave(device.keeping)).rejects.toThrow('offline');
  expect([device.keeping.notice, device.state.members.has('alice')]).toEqual([null, true]);
});

describe('a new encryption for the same members', () => {
  it('is a new epoch', async () => {
    device.trust(await device.make());
    await renewEncryption(device.keeping);
    expect([device.trusted(), device.last()?.members]).toEqual([
      [1, 2],
      ['alice', 'bob'],
    ]);
  });

  it('is none while a notice stands', async () => {
    device.trust(await device.make());
    raise(device.keeping, { kind: 'removed' });
    await expect(renewEncryption(device.keeping)).rejects.toBeInstanceOf(SecurityNoticeError);
    expect(device.asked).toEqual([]);
  });

  it('goes on from what the registry has where nothing is trusted yet', async () => {
    await device.make({ by: 'bob' });
    await renewEncryption(device.keeping);
    expect(device.trusted()).toEqual([1, 2]);
  });
});
