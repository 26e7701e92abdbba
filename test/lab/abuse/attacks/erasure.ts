import type { Attack } from '../attack.ts';
import type { Lab } from '../lab.ts';
import { newId, newStranger, type Stranger } from '../person.ts';

const TYPE = 'encrypted';
const VICTIMS = 10;

/** People whose tokens, of a sign-in an hour ago, somebody else has. */
const robbed = async (lab: Lab): Promise<Stranger[]> => {
  const victims = await lab.strangers('Alice', VICTIMS);
  await Promise.all(victims.map(({ api }) => api('POST', '/signup')));
  const names = victims.map(({ name }) => name);
  return Promise.all(names.map((name) => newStranger(lab.stack, name, { signedInSecondsAgo: 3600 })));
};

const stolenToken: Attack = {
  name: 'accounts erased with a stolen token',
  allowed: 0,
  async run(lab) {
    const thieves = await robbed(lab);
    const answers = await Promise.all(thieves.map(({ api }) => api('DELETE', '/me')));
    return { tried: VICTIMS, gotThrough: answers.filter(({ status }) => status < 300).length };
  },
};

/** With a sign-in of that very moment, so that nothing but the days of grace is in the way. */
const atOnce: Attack = {
  name: 'accounts and what others wrote gone at once, with a fresh sign-in',
  allowed: 0,
  async run(lab) {
    const [mallory, ...others] = (await lab.strangers('Alice', VICTIMS)) as [Stranger, ...Stranger[]];
    await lab.meet([mallory, ...others]);
    for (const { userId } of others)
      await mallory.api('POST', '/channels', { channelType: TYPE, channelId: newId(), members: [userId] });
    const before = lab.stack.streamService.listChannels().length;
    await mallory.api('DELETE', '/me');
    const left = lab.stack.streamService.listChannels().length;
    await mallory.api('DELETE', '/me/erasure');
    const token = await mallory.api('POST', '/token');
    const note = `undone: ${token.status === 200 ? 'yes' : 'no'}`;
    return { tried: before, gotThrough: before - left + (token.status === 200 ? 0 : 1), note };
  },
};

export const erasureAttacks: readonly Attack[] = [stolenToken, atOnce];
