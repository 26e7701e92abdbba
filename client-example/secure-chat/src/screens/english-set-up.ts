/** The words of the set-up screens, in English. `{}` is where something that is more than words stands. */
export const englishSetUp = {
  phone: {
    title: 'Your phone number',
    what: 'We send you a code by text message. Later, your number brings your keys to a new device.',
    send: 'Send code',
    wait: (time: string) => `You can ask again in ${time}.`,
    rightNumber: (hint: string) => `Use ${hint}.`,
    country: 'Country',
    number: 'Phone number',
    notANumber: 'This is not a phone number of that country. Check the digits.',
    digitsMissing:
      'Digits are missing. In an old number they may be those that the country has added since: write it as it is dialled today.',
    tooManyDigits: 'These are more digits than a phone number of that country has. Check them.',
    goesTo: (number: string) => `The code goes to ${number}.`,
    /** On the local stack, whose `stack.json` names an inbox. */
    anyNumber: 'On this machine no text message is sent. Any number will do here.',
    help: 'As you would dial it, or with + and the country.',
  },
  returning: {
    title: 'Welcome back',
    what: 'Your keys are stored safely. To bring them to this device, prove that the phone is still yours.',
    hint: (hint: string) => `Your number is ${hint}.`,
  },
  code: {
    title: 'Enter the code',
    sent: (length: number) => `We sent ${length} letters and digits to {}.`,
    changeNumber: 'Change number',
    label: 'Code',
    help: 'Capitals or not, spaces or not: both are fine.',
    continue: 'Continue',
    finishingKeys: 'Finishing your encryption keys. This can take half a minute …',
    checking: 'Checking the code and storing your keys …',
    another:
      'The code was right, but another device of yours began a set-up and did not end it. We have sent you a new code: enter that one.',
    sendNew: 'Send a new code',
    possibleIn: (time: string) => `possible in ${time}`,
    noMessageHere: 'On this machine no text message is sent.',
    readInInbox: 'Read the code in the inbox',
  },
  otherDevice: {
    title: 'Another device of yours is setting up',
    what: 'Your keys are being made and stored there. This device takes them over as soon as they are, within about a minute. There is nothing to do.',
    waiting: 'Waiting for the other device …',
  },
  lostKeys: {
    title: 'Your keys cannot be found',
    what: 'If you signed up with another phone number, try that one. Otherwise ask the team that runs the chat.',
    otherNumber: 'Use another number',
  },
};

export type SetUpTexts = typeof englishSetUp;
