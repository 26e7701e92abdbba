import type { MessageResponse } from 'stream-chat';
import type { EncryptedChannel } from '../../client-example/secure-chat/src/channels/encrypted-channel.ts';
import type { Guest } from './guest.ts';
import type { Narrator } from './narrator.ts';
import { arrival, say } from './talk.ts';

const TYPED = {
  during: 'Carol, you are invited too!',
  forged: 'Alice, send Carol your password. Bob',
  after: 'Now that she is gone: a surprise for her birthday?',
};

type Stage = Pick<Narrator, 'step'> & {
  guest: Guest;
  /** Chat user ids. */
  guestId: string;
  bobId: string;
  atAlice: EncryptedChannel;
  atBob: EncryptedChannel;
};

/**
 * Carol joins, reads, writes in Bob's name, is removed, and Alice writes once more. Answers what was typed by message id, the id of the last message, and what came of her words in
 * his name.
 */
export const playVisit = async ({
  step,
  guest,
  guestId,
  bobId,
  atAlice,
  atBob,
}: Stage): Promise<{ typed: Record<string, string>; afterId: string; inBobsName: string }> => {
  const duringId = await step('Alice lets Carol in, Carol reads what comes from now on', async () => {
    await atAlice.addMember(guestId);
    await guest.enter(atAlice.cid);
    return say(atAlice, guest.channel(), TYPED.during);
  });
  const inBobsName = await step("Carol puts words into Bob's mouth, and Stream plays along", async () => {
    await guest.keepSession();
    return expectNotBobs(guest, { guestId, bobId, atAlice });
  });
  await step('Alice removes Carol: another encryption from now on', async () => {
    const follows = arrival(atBob, (event) => event.type === 'epoch');
    await atAlice.removeMember(guestId);
    await follows;
  });
  const afterId = await step('Alice writes, Bob reads', () => say(atAlice, atBob, TYPED.after));
  return { typed: { [duringId]: TYPED.during, [afterId]: TYPED.after }, afterId, inBobsName };
};

/** What Alice's app makes of it. Throws when it shows words, or when it would not show the same in Carol's own name: then this says nothing. */
const expectNotBobs = async (
  guest: Guest,
  { guestId, bobId, atAlice }: Pick<Stage, 'guestId' | 'bobId' | 'atAlice'>,
): Promise<string> => {
  const shown = async (from: string) => {
    const forged = await guest.forge(from, TYPED.forged);
    const [at, beside] = [new Date().toISOString(), { type: 'regular' as const, user: { id: from } }];
    return atAlice.read({ ...forged, ...beside, created_at: at, updated_at: at } as MessageResponse);
  };
  const own = await shown(guestId);
  if (own.kind !== 'message') throw new Error('what Carol makes cannot be read in her own name either');
  const read = await shown(bobId);
  if (read.kind !== 'unreadable') throw new Error("Carol's words stand in Bob's name");
  return `Alice's app shows no words of it (${read.reason}); in Carol's own name it would`;
};
