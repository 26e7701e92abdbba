const STOPPED = 'Sending has stopped';
const KEEP = { label: () => 'Go on with our encryption', doing: 'Making a new key from the one you trust…' };
const OF_A_CONTACT = {
  keep: { label: (name: string) => `Go on without ${name}`, doing: 'Making a new key without them…' },
  accept: { label: () => 'We have compared: use these keys', doing: 'Taking the new keys…' },
};
const compareFirst = (what: string) =>
  `${what} A new encryption is due, so you have to decide who gets its key. Compare the safety number with them first.`;

/**
 * By the kind of a `SecurityNotice`: what happened, what it may mean, and the label of each decision with what is said while it is
 * carried out. `name` is whom the notice is about, if anybody.
 */
export const englishNotices = {
  'epoch-not-announced': {
    title: STOPPED,
    what: (name: string) =>
      `${name} is said to have started a new encryption that no member has announced. That happens when somebody has lost their keys and starts over; it is also what somebody would do who wants to read along. Ask them, best in a call, before you use it.`,
    choices: {
      keep: KEEP,
      accept: { label: () => 'I have asked: use the new one', doing: 'Taking the new key…' },
    },
  },
  'epoch-rolled-back': {
    title: STOPPED,
    what: () =>
      'The service names an older encryption than the one in use here, or none. People who were removed since could read along with it. Nothing is sent from this device until you decide. In doubt, go on with ours, and tell the team that runs the service.',
    choices: {
      keep: KEEP,
      accept: { label: () => 'Go on from the older one', doing: 'Going on from the older key…' },
    },
  },
  'session-id-swapped': {
    title: STOPPED,
    what: () =>
      'The conversation was pointed at another encryption than the one its members agreed on. Somebody may be trying to read along. You can go on with the one the members agreed on; it was not changed. Tell the team that runs the service if this comes back.',
    choices: { keep: { ...KEEP, doing: 'Going on with the key you trust…' } },
  },
  'no-access': {
    title: 'You cannot read or write here yet',
    what: () =>
      'No member has given this account a key. That is so when you were added from outside, or when your keys were set up anew. Ask a member to open “Members” and to choose “Let in” or “Give access again” beside your name: it then opens by itself. Or start over: a new encryption for everybody in the conversation. The others are then asked whether they trust it, and what was written before stays closed to you.',
    choices: {
      'start-over': { label: () => 'Start over', doing: 'Making a new key for all members…' },
    },
  },
  removed: {
    title: 'You were removed from this conversation',
    what: () =>
      'The others go on with a key that you do not have. What you could read before stays readable. Only a member can let you in again.',
    choices: {},
  },
  'let-in-again': {
    title: 'You may be in this conversation again',
    what: (name: string) =>
      `${name} is said to have let you in again after you were removed. This device cannot check that; it is also what somebody would say who wants to read what you write. Ask first, best in a call. Until you decide, nothing is sent from here, and what was written since stays closed.`,
    choices: {
      accept: { label: () => 'I have asked: come back in', doing: 'Taking the new key…' },
    },
  },
  'contact-replaced': {
    title: STOPPED,
    what: (name: string) =>
      compareFirst(
        `${name} has other keys than this device knows, and nothing connects them to the ones from before. That happens when they set up their account anew; it is also what somebody would do who wants to read in their place.`,
      ),
    choices: OF_A_CONTACT,
  },
  'contact-mismatch': {
    title: STOPPED,
    what: (name: string) =>
      compareFirst(
        `The key service shows other keys for ${name} than their own devices do. Somebody may be trying to read in their place.`,
      ),
    choices: OF_A_CONTACT,
  },
};
