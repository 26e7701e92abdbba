/** The words of the windows about encryption, in English: loaded with them. `{}` is where something that is more than words stands. */
export const englishWindows = {
  invitation: {
    toPair: 'wants to talk with you',
    toGroup: (people: number) => `invites you to a group of ${people}`,
    idEnds: (tail: string) => `(id ends in ${tail})`,
    pairTitle: 'Somebody wants to talk with you',
    groupTitle: 'You are invited to a group',
    pairWhat: 'Anybody can choose any name. Accept only if you know who this is.',
    groupWhat: (people: number) =>
      `The group has ${people} people with you. Anybody can choose any name. Accept only if you know who this is.`,
    means:
      'Until you accept, nothing of it is read on your devices and nobody is told whether you have seen it. If you accept, you can read and write here, and they may start conversations with you from then on.',
    accept: 'Accept',
    accepting: 'Accepting…',
    decline: 'Decline',
    declining: 'Declining…',
    block: 'Block',
    inviteAgain: 'Invite again',
    inviting: 'Inviting…',
  },
  blocks: {
    ask: (name: string) => `Block ${name}?`,
    what: (name: string) =>
      `${name} cannot invite you any more, and you leave the conversation of the two of you, or decline what they invited you to. In groups that you are both in, you still see each other. You can take it back under “Blocked people”.`,
    block: 'Block',
    blockNamed: (name: string) => `Block ${name}`,
    blocking: (name: string) => `Blocking ${name}…`,
    unblock: 'Unblock',
    unblockNamed: (name: string) => `Unblock ${name}`,
    none: 'You have blocked nobody.',
  },
  lock: {
    what: 'Messages and files are encrypted on the members’ devices. Stream, which carries them, and the team that runs this service hold ciphertext only.',
    number: (epoch: number) => `Encryption number ${epoch}`,
    inUse: (since: string, by: string) => `In use since ${since}, made by ${by}. Its name is {}.`,
    canRead: (names: string) => `${names} can read.`,
    renewal:
      'It is renewed by itself whenever somebody joins or leaves, and from time to time. Renew it when a device of a member may be in the wrong hands.',
    renew: 'Renew encryption',
    renewing: 'Making a new key for all members…',
    changes: 'How it changed',
    changesLabel: 'Encryptions so far, newest first',
    seenTitle: 'What Stream can still see',
    /** In short what stream.md section 12 says. */
    seen: [
      'Who is in the conversation, their names, and who is online or typing',
      'Who writes when and how often, and how long a message is',
      'Who is added, who leaves, and when the encryption is renewed',
      'Reactions, replies, quotes, deletions and who has read how far',
      'How many files there are and how large each is',
    ],
    hiddenTitle: 'What Stream cannot see',
    hidden: 'What messages say, and the names, kinds and contents of files.',
  },
  safetyNumber: {
    label: 'Safety number',
    looking: 'Looking at the keys of both of you…',
    what: (name: string) =>
      `You and ${name} see the same number here only if you use each other’s genuine keys. Open this window on both devices and compare: side by side, or read it out in a call in which you know the voice.`,
    qrCode: (name: string) => `Safety number with ${name} as a QR code`,
    sameDigits: 'The code holds the same digits. Any camera that reads QR codes shows them.',
    differTitle: 'If the numbers differ',
    differ:
      'One of the two keys may have been exchanged on the way. Write nothing confidential here, and tell the team that runs this service. The number changes, for both of you, when one of you sets up a new device or new keys: then compare again.',
  },
  erasing: {
    goesTitle: 'What goes',
    goes: [
      'Your account, and the key that opens your saved identity: nobody can read with it any more',
      'Every message and file of yours, in all conversations',
      'Your place in every conversation, and whom you know or have blocked',
    ],
    staysTitle: 'What stays',
    stays: [
      'What others wrote, and what they have copied from you',
      'The account you sign in with: it is not part of the chat',
      'The fact that there was an account, and that it was erased',
    ],
    grace:
      'You are signed out on all devices at once. The account itself may go only some days later: until then you can change your mind.',
    download: 'Download what the service holds about you',
    signInFirst: 'Sign in once more, so that nobody else can do this for you. You come back here.',
    signIn: 'Sign in to go on',
    no: 'Keep my account',
    yes: 'Erase my account',
    pendingTitle: (when: string) => `Your account will be erased on ${when}`,
    pending:
      'You are signed out everywhere. Nothing is gone yet: if you keep the account, everything works on with the keys on this device. Signing out here wipes them.',
    keep: 'Keep my account',
  },
};

export type WindowTexts = typeof englishWindows;
