/** The words about the end of an account, and of its data, in English: the screen of one that waits for its day needs no others. */
export const englishErasing = {
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
};

export type ErasingTexts = typeof englishErasing;
