import type { Attack } from '../attack.ts';
import type { Lab } from '../lab.ts';
import { type Answer, inWords, newId, type Stranger, succeeded } from '../person.ts';

const TYPE = 'encrypted';

/** One for each name, known to Stream. */
const people = async <Names extends string[]>(
  lab: Lab,
  ...names: Names
): Promise<{ [Index in keyof Names]: Stranger }> => {
  const made = await Promise.all(names.map(lab.stranger));
  await lab.meet(made);
  return made as { [Index in keyof Names]: Stranger };
};

const makeGroup = async (owner: Stranger, members: readonly Stranger[], channelId = newId()) => {
  const body = { channelType: TYPE, channelId, members: members.map(({ userId }) => userId) };
  return { channelId, made: await owner.api('POST', '/channels', body) };
};

const pairWith = (one: Stranger, other: Stranger): Promise<Answer> =>
  one.api('PUT', `/pairs/${TYPE}/${other.userId}`);

const member = (channelId: string, { userId }: Stranger): string =>
  `/channels/${TYPE}/${channelId}/members/${userId}`;

const POISONED = 10;

const poisonedPair: Attack = {
  name: 'conversation of two others made beforehand',
  allowed: 0,
  async run(lab) {
    let gotThrough = 0;
    for (let n = 0; n < POISONED; n++) {
      const [alice, bob, mallory] = await people(lab, 'Alice', 'Bob', 'Mallory');
      const { channelId } = await makeGroup(mallory, [alice, bob]);
      await mallory.api('PUT', `/channels/${TYPE}/${channelId}/encryption-session`, {
        encryptionSessionId: newId(),
      });
      await mallory.api('DELETE', member(channelId, mallory));
      const answer = await pairWith(alice, bob);
      const { cid, createdBy } = answer.body;
      if (answer.status >= 300 || cid === `${TYPE}:${channelId}` || createdBy !== alice.userId) gotThrough++;
    }
    return { tried: POISONED, gotThrough };
  },
};

const STARTS = 40;

const manyStarts: Attack = {
  name: 'two start with each other at once: more than one channel',
  allowed: 0,
  async run(lab) {
    const [alice, bob] = await people(lab, 'Alice', 'Bob');
    const answers = await Promise.all(
      Array.from({ length: STARTS }, (_, n) => (n % 2 ? pairWith(alice, bob) : pairWith(bob, alice))),
    );
    const cids = new Set(answers.filter(({ status }) => status < 300).map(({ body }) => body.cid));
    return { tried: STARTS, gotThrough: cids.size - 1 + (STARTS - succeeded(answers)) };
  },
};

const INTRUSIONS = 30;

const thirdInPair: Attack = {
  name: 'a third member in a conversation of two',
  allowed: 0,
  async run(lab) {
    const [alice, bob, mallory] = await people(lab, 'Alice', 'Bob', 'Mallory');
    const { body } = await pairWith(alice, bob);
    const channelId = String(body.cid).slice(TYPE.length + 1);
    const answers = await Promise.all(
      Array.from({ length: INTRUSIONS }, (_, n) => {
        const who = [alice, bob, mallory][n % 3] ?? mallory;
        return n % 2
          ? who.api('PUT', member(channelId, mallory))
          : who.api('POST', '/channels', { channelType: TYPE, channelId, members: [mallory.userId] });
      }),
    );
    return { tried: INTRUSIONS, gotThrough: succeeded(answers) };
  },
};

const INVITATIONS = 40;

const unmarkedInvitations: Attack = {
  name: 'put into channels without an invitation',
  allowed: 0,
  async run(lab) {
    const [mallory, bob] = await people(lab, 'Mallory', 'Bob');
    for (let n = 0; n < INVITATIONS; n++) await makeGroup(mallory, [bob]);
    const channels = lab.stack.streamService.listChannels();
    const put = channels.flatMap(({ members }) => members.filter(({ userId }) => userId === bob.userId));
    const marked = put.filter(({ custom }) => custom.invited_by === mallory.userId);
    return {
      tried: INVITATIONS,
      gotThrough: put.length - marked.length,
      note: `${marked.length} came as invitations`,
    };
  },
};

const blockedInvites: Attack = {
  name: 'invitations by somebody who was blocked',
  allowed: 0,
  async run(lab) {
    const [mallory, bob, carol] = await people(lab, 'Mallory', 'Bob', 'Carol');
    await bob.api('PUT', `/me/blocks/${mallory.userId}`);
    const { channelId } = await makeGroup(mallory, [carol]);
    const answers: Answer[] = [];
    for (let n = 0; n < 10; n++) {
      answers.push((await makeGroup(mallory, [bob])).made);
      answers.push(await pairWith(mallory, bob));
      answers.push(await mallory.api('PUT', member(channelId, bob)));
    }
    return { tried: answers.length, gotThrough: succeeded(answers) };
  },
};

const destroyedGroup: Attack = {
  name: 'a member empties a group of others',
  allowed: 0,
  async run(lab) {
    const [alice, mallory, ...others] = await people(lab, 'Alice', 'Mallory', 'Bob', 'Carol', 'Dave');
    const { channelId } = await makeGroup(alice, [mallory, ...others]);
    const targets = [alice, ...others];
    const answers = await Promise.all(targets.map((one) => mallory.api('DELETE', member(channelId, one))));
    return { tried: targets.length, gotThrough: succeeded(answers) };
  },
};

const SQUATTED = 20;

const squatting: Attack = {
  name: 'channel ids taken by claims that Stream refuses',
  allowed: 0,
  async run(lab) {
    const [alice, bob, mallory] = await people(lab, 'Alice', 'Bob', 'Mallory');
    const ids = Array.from({ length: SQUATTED }, newId);
    for (const channelId of ids)
      await mallory.api('POST', '/channels', { channelType: TYPE, channelId, members: ['nobody-at-all'] });
    const answers: Answer[] = [];
    for (const id of ids) answers.push((await makeGroup(alice, [bob], id)).made);
    return { tried: SQUATTED, gotThrough: SQUATTED - succeeded(answers) };
  },
};

const MOST = 100;
const ADDED = 18;

const tooMany: Attack = {
  name: 'more than 100 members by adding at once',
  allowed: 0,
  async run(lab) {
    const crowd = await lab.strangers('Carol', MOST + ADDED - 6);
    await lab.meet(crowd);
    const [owner, ...others] = crowd as [Stranger, ...Stranger[]];
    const { channelId } = await makeGroup(owner, others.slice(0, MOST - 7));
    const late = others.slice(MOST - 7);
    const answers = await Promise.all(late.map((one) => owner.api('PUT', member(channelId, one))));
    const channel = lab.stack.streamService.listChannels().find(({ cid }) => cid === `${TYPE}:${channelId}`);
    const count = channel?.members.length ?? 0;
    const note = `${count} members; ${inWords(answers)}`;
    return { tried: late.length, gotThrough: Math.max(0, count - MOST), note };
  },
};

export const conversationAttacks: readonly Attack[] = [
  poisonedPair,
  manyStarts,
  thirdInPair,
  unmarkedInvitations,
  blockedInvites,
  destroyedGroup,
  squatting,
  tooMany,
];
