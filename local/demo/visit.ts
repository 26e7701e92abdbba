import type { EncryptedChannel } from '../../client-example/secure-chat/src/channels/encrypted-channel.ts';
import type { Guest } from './guest.ts';
import type { Narrator } from './narrator.ts';
import { arrival, say } from './talk.ts';

const TYPED = {
  during: 'Carol, you are invited too!',
  after: 'Now that she is gone: a surprise for her birthday?',
};

type Stage = Pick<Narrator, 'step'> & {
  guest: Guest;
  /** Chat user id. */
  guestId: string;
  atAlice: EncryptedChannel;
  atBob: EncryptedChannel;
};

/** Carol joins, reads, is removed, and Alice writes once more. Answers what was typed by message id, and the id of the last message. */
export const playVisit = async ({
  step,
  guest,
  guestId,
  atAlice,
  atBob,
}: Stage): Promise<{ typed: Record<string, string>; afterId: string }> => {
  const duringId = await step('Alice lets Carol in, Carol reads what comes from now on', async () => {
    await atAlice.addMember(guestId);
    await guest.enter(atAlice.cid);
    return say(atAlice, guest.channel(), TYPED.during);
  });
  await step('Alice removes Carol: another encryption from now on', async () => {
    await guest.keepSession();
    const follows = arrival(atBob, (event) => event.type === 'epoch');
    await atAlice.removeMember(guestId);
    await follows;
  });
  const afterId = await step('Alice writes, Bob reads', () => say(atAlice, atBob, TYPED.after));
  return { typed: { [duringId]: TYPED.during, [afterId]: TYPED.after }, afterId };
};
