import { encryptedText } from '../../../support/encrypted-text.ts';
import type { Attack } from '../attack.ts';
import { type Answer, newId, type Stranger } from '../person.ts';

const TYPE = 'encrypted';
const TRIES = 150;
/** The largest text that Stream takes, in AES blocks. */
const LARGEST = 930;

/** One member's epochs in an hour, one on top of the other, each as large as can be. */
const manyEpochs: Attack = {
  name: 'registry filled with epochs by one member',
  allowed: 40,
  async run(lab) {
    const [alice, mallory] = [await lab.stranger('Alice'), await lab.stranger('Mallory')];
    await lab.meet([alice, mallory]);
    const channelId = newId();
    await alice.api('POST', '/channels', { channelType: TYPE, channelId, members: [mallory.userId] });
    const path = `/channels/${TYPE}/${channelId}/encryption-session`;
    let previous = newId();
    await alice.api('PUT', path, { encryptionSessionId: previous });
    let made = 0;
    const waits: number[] = [];
    for (let n = 0; n < TRIES; n++) {
      const next = newId();
      const answer = await registerEpoch(mallory, path, previous, next);
      if (answer.status === 429) waits.push(Number(answer.retryAfter));
      if (answer.status !== 200) continue;
      made++;
      previous = next;
    }
    return {
      tried: TRIES,
      gotThrough: made,
      note: `${waits.length} refused, the next after ${waits.at(-1)} s`,
    };
  },
};

const registerEpoch = (who: Stranger, path: string, previous: string, next: string): Promise<Answer> =>
  who.api('PUT', path, {
    encryptionSessionId: next,
    previousEncryptionSessionId: previous,
    welcome: encryptedText(next, LARGEST),
    announcement: encryptedText(previous, LARGEST),
  });

export const registryAttacks: readonly Attack[] = [manyEpochs];
