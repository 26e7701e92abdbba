import { ACCOUNT, SAVING } from '../../../support/enrolled.ts';
import type { Attack } from '../attack.ts';
import { type Answer, newId, type Stranger } from '../person.ts';

const TYPE = 'encrypted';
const ASKED = 40;

/** An answer without what differs from one call to the next. */
const withoutIds = ({ status, body }: Answer): string =>
  `${status} ${JSON.stringify(body).replaceAll(/"requestId":"[^"]*"/g, '')}`;

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? 0;

const timed = async (ask: () => Promise<Answer>): Promise<{ answer: Answer; ms: number }> => {
  const began = performance.now();
  const answer = await ask();
  return { answer, ms: performance.now() - began };
};

/** Whether a stranger is told apart who has signed up, who has only connected, and who is not there at all. */
const whoIsThere: Attack = {
  name: 'who has signed up, told by the answer about a stranger',
  allowed: 0,
  async run(lab) {
    const [mallory, alice, bob] = (await lab.strangers('Alice', 3)) as [Stranger, Stranger, Stranger];
    await lab.meet([mallory, alice, bob]);
    await alice.api('POST', '/signup');
    for (const step of SAVING) await alice.api('PUT', '/me/identity', step);
    await alice.api('POST', '/enroll', { account: ACCOUNT, sigchainHash: 'a'.repeat(64) });
    const ids = [alice.userId, bob.userId, `nobody-${newId()}`];
    const asked: { id: string; answer: Answer; ms: number }[] = [];
    for (let n = 0; n < ASKED; n++)
      for (const id of ids)
        asked.push({ id, ...(await timed(() => mallory.api('GET', `/users/${id}/sigchain-hash`))) });
    const forms = new Set(asked.map(({ answer }) => withoutIds(answer)));
    const times = ids.map((id) =>
      median(asked.filter((one) => one.id === id).map(({ ms }) => ms)).toFixed(1),
    );
    const note = `median ms, signed up / only connected / nobody: ${times.join(' / ')}`;
    return { tried: asked.length, gotThrough: forms.size - 1, note };
  },
};

/** Ids of channels are random: whoever knows one may hear that it is taken. Nothing more is told of it. */
const whichChannels: Attack = {
  name: 'what is told of a channel of others by asking for its id',
  allowed: 0,
  async run(lab) {
    const [mallory, alice, bob] = (await lab.strangers('Alice', 3)) as [Stranger, Stranger, Stranger];
    await lab.meet([mallory, alice, bob]);
    const channelId = newId();
    await alice.api('POST', '/channels', { channelType: TYPE, channelId, members: [bob.userId] });
    const paths = (id: string): [string, string, unknown?][] => [
      ['GET', `/channels/${TYPE}/${id}/encryption-session`],
      ['PUT', `/channels/${TYPE}/${id}/encryption-session`, { encryptionSessionId: newId() }],
      ['PUT', `/channels/${TYPE}/${id}/members/${mallory.userId}`],
      ['DELETE', `/channels/${TYPE}/${id}/members/${bob.userId}`],
      ['PUT', `/channels/${TYPE}/${id}/invitation`],
    ];
    const ask = (id: string) => Promise.all(paths(id).map((one) => mallory.api(...one)));
    const [there, notThere] = await Promise.all([ask(channelId), ask(newId())]);
    const told = there.filter((answer, n) => withoutIds(answer) !== withoutIds(notThere[n] ?? answer));
    return { tried: there.length, gotThrough: told.length };
  },
};

export const listingAttacks: readonly Attack[] = [whoIsThere, whichChannels];
