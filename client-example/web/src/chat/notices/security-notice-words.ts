import type { Decision, SecurityNotice } from '@sealed-stream/secure-chat';
import { startingWith } from '../encryption/epoch-words.ts';
import type { NameOf } from '../parts/use-name-of.ts';

export type Choice = {
  decision: Decision;
  label: string;
  /** What is being done once it is chosen. */
  doing: string;
  /** The one to take in doubt. */
  isSafe?: true;
};

export type NoticeWords = { title: string; what: string; choices: readonly Choice[] };

const STOPPED = 'Sending has stopped';
const KEEP: Choice = {
  decision: 'keep',
  label: 'Go on with our encryption',
  doing: 'Making a new key from the one you trust…',
  isSafe: true,
};

/** What happened, what it may mean, and what the person can decide. */
export const noticeWords = (notice: SecurityNotice, nameOf: NameOf): NoticeWords => {
  switch (notice.kind) {
    case 'epoch-not-announced':
      return notAnnounced(nameOf(notice.by), notice.trusted !== null);
    case 'epoch-rolled-back':
      return {
        title: STOPPED,
        what: 'The service names an older encryption than the one in use here, or none. People who were removed since could read along with it. Nothing is sent from this device until you decide. In doubt, go on with ours, and tell the team that runs the service.',
        choices: [
          KEEP,
          { decision: 'accept', label: 'Go on from the older one', doing: 'Going on from the older key…' },
        ],
      };
    case 'session-id-swapped':
      return {
        title: STOPPED,
        what: 'The conversation was pointed at another encryption than the one its members agreed on. Somebody may be trying to read along. You can go on with the one the members agreed on; it was not changed. Tell the team that runs the service if this comes back.',
        choices: [{ ...KEEP, doing: 'Going on with the key you trust…' }],
      };
    case 'no-access':
      return {
        title: 'You cannot read or write here yet',
        what: 'No member has given this account a key. That is so when you were added from outside, or when your keys were set up anew. Ask a member to open “Members” and to choose “Let in” or “Give access again” beside your name: it then opens by itself. Or start over: a new encryption for everybody in the conversation. The others are then asked whether they trust it, and what was written before stays closed to you.',
        choices: [
          { decision: 'start-over', label: 'Start over', doing: 'Making a new key for all members…' },
        ],
      };
    case 'removed':
      return {
        title: 'You were removed from this conversation',
        what: 'The others go on with a key that you do not have. What you could read before stays readable. Only a member can let you in again.',
        choices: [],
      };
    case 'let-in-again':
      return letInAgain(nameOf(notice.by));
    case 'contact-replaced':
    case 'contact-mismatch':
      return contactInDoubt(notice.kind, nameOf(notice.userId));
  }
};

const notAnnounced = (name: string, isKeepable: boolean): NoticeWords => ({
  title: STOPPED,
  what: startingWith(
    `${name} is said to have started a new encryption that no member has announced. That happens when somebody has lost their keys and starts over; it is also what somebody would do who wants to read along. Ask them, best in a call, before you use it.`,
  ),
  choices: [
    ...(isKeepable ? [KEEP] : []),
    { decision: 'accept', label: 'I have asked: use the new one', doing: 'Taking the new key…' },
  ],
});

const letInAgain = (name: string): NoticeWords => ({
  title: 'You may be in this conversation again',
  what: startingWith(
    `${name === 'you' ? 'another device of yours' : name} is said to have let you in again after you were removed. This device cannot check that; it is also what somebody would say who wants to read what you write. Ask first, best in a call. Until you decide, nothing is sent from here, and what was written since stays closed.`,
  ),
  choices: [{ decision: 'accept', label: 'I have asked: come back in', doing: 'Taking the new key…' }],
});

const CONTACT = {
  'contact-replaced': (name: string) =>
    `${name} has other keys than this device knows, and nothing connects them to the ones from before. That happens when they set up their account anew; it is also what somebody would do who wants to read in their place.`,
  'contact-mismatch': (name: string) =>
    `The key service shows other keys for ${name} than their own devices do. Somebody may be trying to read in their place.`,
};

const contactInDoubt = (kind: keyof typeof CONTACT, name: string): NoticeWords => ({
  title: STOPPED,
  what: startingWith(
    `${CONTACT[kind](name)} A new encryption is due, so you have to decide who gets its key. Compare the safety number with them first.`,
  ),
  choices: [
    {
      decision: 'keep',
      label: `Go on without ${name}`,
      doing: 'Making a new key without them…',
      isSafe: true,
    },
    { decision: 'accept', label: 'We have compared: use these keys', doing: 'Taking the new keys…' },
  ],
});
