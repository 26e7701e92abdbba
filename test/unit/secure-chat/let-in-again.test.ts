import { describe, expect, it } from '@jest/globals';
import { SecurityNoticeError } from '../../../client-example/secure-chat/src/errors.ts';
import type { HistoryPolicy } from '../../../shared/contract/channel.ts';
import type { Epoch } from '../../../shared/contract/encryption-session.ts';
import { openChannel, outcome } from '../../model/open-channel.ts';
import { CID, OPERATOR, type World } from '../../model/world.ts';
import { forgedStatement } from '../../support/forged-statement.ts';

/** Carol was removed by Bob. */
const removed = async (history: HistoryPolicy = 'fromNowOn'): ReturnType<typeof openChannel> => {
  const opened = await openChannel({ members: ['alice', 'bob', 'carol'], history });
  await outcome(opened.world, opened.keeper('bob').removeMember('carol'));
  return opened;
};

/** An epoch with Bob and Carol that the operator made in Bob's name and can read. It names the first as the one before it. */
const forgedFor = async (world: World): Promise<Epoch> => {
  const members = ['bob', 'carol'];
  const session = await world.seald.forUser(OPERATOR, async () => {}).create(members);
  const { sessionId: encryptionSessionId } = session;
  const [first] = world.epochs();
  const createdAt = world.schedule.now().toISOString();
  const readers = await world.authors.authorKeys(members);
  const said = { cid: CID, encryptionSessionId, from: 'bob', readers, startedAt: createdAt };
  const by = await world.authorAt(OPERATOR);
  const welcome = await session.encryptMessage(
    await forgedStatement(by, { ...said, history: 'fromNowOn' }, first?.encryptionSessionId),
  );
  return { encryptionSessionId, epoch: world.epochs().length + 1, createdBy: 'bob', createdAt, welcome };
};

describe('somebody who was removed', () => {
  it.each(['fromNowOn', 'whole'] as const)(
    'is asked about who let them in, reads on from there once they say so, and sends nothing before (%s)',
    async (history) => {
      const { world, device, keeper } = await removed(history);
      await outcome(world, keeper('alice').addMember('carol'));
      await outcome(world, device('alice').send('welcome back'));
      await outcome(world, keeper('bob').renewEncryption());
      const registered = world.epochs()[2]?.encryptionSessionId;
      expect(keeper('carol').notice()).toEqual({ cid: CID, kind: 'let-in-again', by: 'alice', registered });
      expect(await outcome(world, device('carol').send('words'))).toBeInstanceOf(SecurityNoticeError);
      await outcome(world, keeper('carol').decide('keep'));
      expect(keeper('carol').notice()).toMatchObject({ kind: 'let-in-again' });
      await outcome(world, keeper('carol').decide('accept'));
      expect(keeper('carol').notice()).toBeNull();
      expect(
        keeper('carol')
          .epochs()
          .map(({ epoch }) => epoch),
      ).toEqual([1, 3, 4]);
      const [message] = world.messages;
      expect(message && (await outcome(world, device('carol').read(message)))).toMatchObject({
        text: 'welcome back',
      });
      await outcome(world, device('carol').send('good to be back'));
      expect(world.messages).toHaveLength(2);
    },
  );

  it('and is put back by the operator, into an epoch of theirs, is not said to be in again', async () => {
    const { world, device, keeper } = await removed();
    const forged = await forgedFor(world);
    world.epochs().push(forged);
    world.setMember('carol', true);
    await world.schedule.calm();
    expect(keeper('carol').notice()).toEqual({ cid: CID, kind: 'removed' });
    expect(await outcome(world, device('carol').send('for Bob only'))).toBeInstanceOf(SecurityNoticeError);
    expect(world.messages).toEqual([]);
    device('carol').crash();
    void device('carol').start();
    await world.schedule.calm();
    expect(keeper('carol').notice()).toMatchObject({ kind: 'removed' });
  });

  it('believes the member they have asked, not what was registered meanwhile', async () => {
    const { world, keeper } = await removed();
    await outcome(world, keeper('alice').addMember('carol'));
    const forged = await forgedFor(world);
    world.epochs().push(forged); // unheard of by Carol
    expect(await outcome(world, keeper('carol').decide('accept'))).toBeInstanceOf(SecurityNoticeError);
    expect(keeper('carol').epoch()).toMatchObject({ epoch: 3, startedBy: 'alice' });
    const registered = forged.encryptionSessionId;
    expect(keeper('carol').notice()).toMatchObject({ kind: 'epoch-not-announced', by: 'bob', registered });
  });

  it('is not said to be in again by an epoch of the times before', async () => {
    const { world, keeper } = await removed();
    const [first] = world.epochs();
    if (first) world.epochs().push({ ...first, epoch: 3 });
    world.setMember('carol', true);
    await world.schedule.calm();
    expect(keeper('carol').notice()).toMatchObject({ kind: 'removed' });
    expect(keeper('carol').epochs()).toHaveLength(1);
  });
});
