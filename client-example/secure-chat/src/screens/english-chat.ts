/** The words of the chat that are the app's own, in English. `{}` is where something that is more than words stands. */
export const englishChat = {
  close: 'Close',
  tryAgain: 'Try again',
  opening: 'Opening…',
  /** All that a notification says. */
  newMessage: 'New message',
  backToList: 'Back to conversations',
  part: {
    notLoaded: 'This part of the app could not be loaded. Check your connection.',
  },
  connection: 'Connection',
  /** Titles of the windows. */
  windows: {
    account: 'Account',
    signOut: 'Sign out of this device?',
    newConversation: 'New conversation',
    encryption: 'Encryption',
    members: 'Members',
    blocked: 'Blocked people',
    safetyNumber: 'Safety number',
    report: 'Report to the team',
    eraseAccount: 'Erase your account?',
  },
  list: {
    title: 'Conversations',
    signOut: 'Sign out',
    empty: 'No conversations yet.',
    start: 'Start a conversation',
    invitations: 'Invitations',
    onlyYou: 'Only you',
    stopped: 'The list stopped unexpectedly',
    /** Conversations in which something was written on this device and not sent. */
    deletedMeanwhile: (count: number) =>
      count === 1
        ? 'A conversation was deleted. What you had written there and not sent was deleted with it.'
        : `${count} conversations were deleted. What you had written there and not sent was deleted with them.`,
  },
  conversation: {
    label: 'Conversation',
    choose: 'Choose a conversation',
    orStart: 'Or start a new one with somebody you know.',
    stopped: 'This conversation stopped unexpectedly',
    openAgain: 'Open it again',
    notOpened: 'This conversation cannot be opened',
    missing: 'There is no such conversation here',
    missingWhy: 'Its address may be wrong, or you are not in it, or not any more.',
    ended: 'Nothing more can be read or written here.',
    encrypted: 'Encrypted',
    sendingStopped: 'Sending stopped',
    members: 'Members',
    thread: 'Thread',
    closeThread: 'Close thread',
    empty: 'Nothing written yet. Only the members of this conversation can read what you write here.',
  },
  messages: {
    furtherBack: 'Look further back',
    serviceNotice: 'A notice of the service was left out: it was not encrypted.',
    underTheName: (name: string | undefined) => `Under the name of ${name ?? 'somebody unknown'}.`,
    notSent: (why: string) => `Not sent. ${why}`,
    sendAgain: 'Send again',
    /** Takes back a message that has not gone. */
    doNotSend: 'Do not send',
    dropChange: 'Drop the change',
    uploading: (percent: number) => `Uploading the files, ${percent} %`,
    uploadingAgain: (percent: number) =>
      `The people here have changed: encrypting the files for them again, ${percent} %`,
    tooLongBy: (bytes: number) =>
      `Too long by ${bytes.toLocaleString('en')} bytes. Shorten it, or send it in two messages.`,
    bytesLeft: (bytes: number) => `${bytes.toLocaleString('en')} bytes left`,
    sendingHasStopped: 'Sending has stopped',
    report: 'Report to the team',
  },
  files: {
    decryptingPicture: 'Decrypting the picture…',
    download: 'Download',
    downloadNamed: (name: string) => `Download ${name}`,
    problem: (name: string, problem: string) => `${name}: ${problem}`,
    /** Of bytes, and of thousands, millions and milliards of them. */
    units: ['bytes', 'KB', 'MB', 'GB'],
  },
  keys: {
    changed: 'Changed keys and names',
    compare: 'Compare safety number',
    understood: 'Understood',
  },
};

export type ChatTexts = typeof englishChat;
