/** The words of the screens before and around the chat, in English. */
export const englishStart = {
  product: 'Sealed Stream',
  loading: 'Loading …',
  signingIn: 'Signing in …',
  openingChat: 'Opening your chat …',
  tryAgain: 'Try again',
  signOut: 'Sign out',
  signInAgain: 'Sign in again',
  signedInAs: (name: string) => `Signed in as ${name}`,
  signInEnded: 'Your sign-in has ended. Messages wait until you sign in again.',
  notReached: 'The chat cannot be reached. Check your connection and try again.',
  crash: {
    title: 'Something broke',
    what: 'The page ran into an error it did not expect. Your messages and keys are not affected.',
    reload: 'Load the page again',
  },
  problem: {
    title: 'This did not work',
    startOver: 'Set up this device again',
    reference: (requestId: string) => `Reference: ${requestId}`,
  },
  storage: {
    title: 'This browser keeps nothing for the chat',
    refused:
      'It refuses to store anything for this page, and your keys would be lost at once. Allow cookies and site data for it in the settings of the browser, then try again.',
    full: 'There is no room left for it, and your keys would be lost at once. Make some room on this device, or leave the private window, then try again.',
  },
  signIn: {
    lead: 'Chat that only the people in it can read.',
    button: 'Create account or sign in',
    failed: 'The sign-in did not work or was given up. Try again.',
    notReached: 'The sign-in page cannot be reached. Check your connection and try again.',
    promises: [
      'Messages and files are encrypted on your device before they leave it.',
      'The servers that carry and store them hold ciphertext only.',
      'Your phone number brings your keys to a new device.',
    ],
  },
};

export type StartTexts = typeof englishStart;
