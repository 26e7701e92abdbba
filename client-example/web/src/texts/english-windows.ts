/** The words of the windows about encryption, in English: loaded with them. `{}` is where something that is more than words stands. */
export const englishWindows = {
  account: {
    name: 'Name',
    nameIs: 'Others see it, and Stream keeps it unencrypted.',
    number: 'Codes go to',
    language: 'Language',
    blocked: 'Blocked people',
    signOut: 'Sign out',
    erase: 'Erase my account…',
    notifications: 'Notifications',
    notificationsSay:
      'While this page is not seen, a notification says “New message” and nothing else: not from whom, and not what.',
    notificationsRefused:
      'This browser was told not to show notifications of this page. Its settings can take that back.',
    notificationsOn: 'Turn on notifications',
    notificationsOff: 'Turn off notifications',
  },
  signOut: {
    what: 'Your keys and what was decrypted here are wiped from this device. To come back you sign in and enter a new code. Your messages stay.',
    no: 'Stay',
    yes: 'Sign out and wipe',
    erase: 'Erase my account…',
  },
  newConversation: {
    who: 'Who do you want to talk to?',
    doing: 'Making the key of the conversation…',
    start: 'Start conversation',
    asGroup: 'Start a group',
    asGroupMore: 'Others can be added to it later.',
    history: 'People added later can read everything from the beginning',
    historyStays: 'This stays as it is once the conversation has begun.',
  },
  people: {
    name: 'Name',
    found: 'People',
    goesToStream: 'The name you look for goes to Stream as you type it.',
    looking: 'Looking…',
    allHere: 'Everybody of that name is here already.',
    idEnds: (tail: string) => `(id ends in ${tail})`,
    isNew: 'You have no conversation with them yet.',
    none: 'Nobody of that name has an account here yet.',
  },
  members: {
    leave: 'Leave',
    addSomebody: 'Add somebody',
    you: '(you)',
    online: 'online',
    invited: 'Has not accepted yet',
    letIn: 'Let in',
    letInNamed: (name: string) => `Let in ${name}`,
    lettingIn: (name: string) => `Letting ${name} in: sharing a new key…`,
    compare: 'Compare safety number',
    compareWith: (name: string) => `Compare safety number with ${name}`,
    cannotRead: (name: string) => `${name} sees no messages?`,
    cannotReadWhy:
      'That happens when they have set up their keys anew, and they are told so. Then a new key for everybody lets them read again. For everybody else it changes nothing.',
    giveAccess: 'Give access again',
    giveAccessTo: (name: string) => `Give access again to ${name}`,
    remove: 'Remove',
    removeNamed: (name: string) => `Remove ${name}`,
  },
  adding: {
    who: 'Who should come in?',
    readEverything: 'They will be able to read everything, also what was written before.',
    readFromNowOn: 'They will be able to read what is written from now on, and nothing from before.',
    doing: (names: string) => `Adding ${names}: sharing a new key…`,
    add: 'Add',
  },
  leaving: {
    title: 'Leave this conversation?',
    what: 'You cannot read or write here afterwards. What you wrote stays with the others. Only a member can let you in again.',
    doing: 'Leaving…',
    yes: 'Leave',
    no: 'Stay',
  },
  removing: {
    title: (name: string) => `Remove ${name}?`,
    what: (name: string) =>
      `What ${name} could read so far stays readable to them. What is written from now on is encrypted with a new key that they do not get.`,
    doing: (name: string) => `Removing ${name}: making a new key without them…`,
    yes: 'Remove',
    no: 'Keep',
  },
  givingAccess: {
    title: (name: string) => `Give ${name} access again?`,
    what: (name: string) =>
      `This helps when ${name} has set up their keys anew and is told that they cannot read or write here. Everybody in the conversation gets a new key. If the keys of ${name} are others than this device knows, you are asked first whether they are genuine.`,
    doing: (name: string) => `Giving ${name} access: sharing a new key…`,
    yes: 'Give access again',
    no: 'Not now',
  },
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
    readers: 'Who can read',
    checking: 'Looking up whether you have compared…',
    readersWhy:
      'That keys are somebody’s own is checked with the service. That the service itself tells the truth you know once you have compared safety numbers.',
    notCompared: 'Keys checked with the service, not compared.',
    compared: (when: string) => `You compared safety numbers on ${when}.`,
    compare: 'Compare',
    compareAgain: 'Show safety number',
    signed:
      'Every message is signed by its author, together with what it quotes and the thread it is in: nobody can write in another’s name, or move an answer to another question, without your device noticing.',
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
      'Who writes when and how often, whom a message mentions, and roughly how long it is: each is filled up to one of a few sizes',
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
    same: 'They are the same',
    noting: 'Looking once more at the keys of both of you…',
    compared: (name: string, when: string) =>
      `You compared it with ${name} on ${when}, and it was the same. When ${name} has other keys, this device says so and you compare again.`,
    takeBack: 'We have not compared it',
    takingBack: 'Taking it back…',
    another:
      'The number has changed just now, and nothing was noted. Below is the new one: compare it again, digit by digit.',
    differTitle: 'If the numbers differ',
    differ:
      'One of the two keys may have been exchanged on the way. Write nothing confidential here, and tell the team that runs this service. The number changes, for both of you, when one of you sets up a new device or new keys: then compare again.',
  },
};

export type WindowTexts = typeof englishWindows;
