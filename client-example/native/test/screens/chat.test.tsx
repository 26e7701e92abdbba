import { act, fireEvent, render, screen, within } from '@testing-library/react-native';
import '../../src/device/cryptography';
import type { EncryptedChannel, SecureChat } from '@sealed-stream/secure-chat';
import { Alert } from 'react-native';
import { App } from '../../src/app';
import { codeFor, hear, newNumber, openPerson, storedAtStream } from './people';

declare const global: { testName: string; testPhone: { keychain: Map<string, string>; storage: Map<string, string> } };

const SOON = { timeout: 30_000 };
const press = async (words: string | RegExp) => fireEvent.press(await screen.findByText(words, {}, SOON));
const type = async (label: string, words: string) =>
  fireEvent.changeText(await screen.findByLabelText(label, {}, SOON), words);
const sees = (words: string | RegExp) => screen.findByText(words, {}, SOON);
/** The person says yes to what the phone asks. */
const agree = () =>
  jest.spyOn(Alert, 'alert').mockImplementation((_title, _what, buttons) => buttons?.at(-1)?.onPress?.());

/** A message of the open conversation, kept down by a finger. */
const hold = async (words: string) => {
  const list = within(await screen.findByTestId('message-flat-list', {}, SOON));
  const shown = await list.findByText(words, {}, SOON);
  await act(async () => fireEvent(shown, 'longPress'));
};

/** The menu leaves by an animation, which the stand-in does not end: until then it hides what is below. */
const BELOW = { includeHiddenElements: true };
const write = async (words: string) => {
  await fireEvent.changeText(screen.getByTestId('auto-complete-text-input', BELOW), words);
  await fireEvent.press(await screen.findByTestId('send-button', BELOW, SOON));
};

/** Of the menu over the conversation, which comes up in a place of its own. */
const choose = async (words: string) =>
  fireEvent.press(await screen.findByText(words, BELOW, SOON));

/** The app is started again, and the conversation with Bob opened. */
const openConversation = async () => {
  await render(<App />);
  await press(/^Bob/);
  await screen.findByTestId('auto-complete-text-input', {}, SOON);
};

const ALICE = `Alice ${Date.now()}`;
let bob: { chat: SecureChat; userId: string };
let withAlice: EncryptedChannel;

beforeAll(async () => {
  global.testName = ALICE;
  bob = await openPerson(`Bob ${Date.now()}`);
});

afterEach(() => jest.restoreAllMocks());

test('somebody new signs in, proves a number and comes to the conversations', async () => {
  await render(<App />);
  await press('Create account or sign in');
  const number = newNumber();
  await type('Phone number', number);
  await press('Send code');
  await screen.findByLabelText('Code', {}, SOON);
  await type('Code', 'BBBBBBBB');
  await sees('The code is not right, or it has run out. Look again, or ask for a new one.');
  await type('Code', await codeFor(number));
  await sees('Start a conversation');
});

test('what Bob writes can be read, and what is typed comes to Bob; Stream has neither', async () => {
  const [alice] = await bob.chat.findPeople(ALICE);
  await act(async () => {
    withAlice = await bob.chat.startConversation(alice?.id ?? '');
    await withAlice.sendMessage({ text: 'Hello, Alice' });
  });
  await render(<App />);
  await press(/wants to talk with you/);
  await press('Accept');
  await sees('Hello, Alice');
  await write('Hello, Bob');
  await act(() => hear(bob.chat, withAlice.cid, 'Hello, Bob'));
  await sees('Hello, Bob');
  const stored = await storedAtStream(withAlice.cid);
  expect(stored).toContain('sessionId');
  expect(stored).not.toMatch(/Hello/);
});

test('an edit goes by the same door', async () => {
  await openConversation();
  await hold('Hello, Bob');
  await choose('Edit Message');
  await write('Hello again, Bob');
  await act(() => hear(bob.chat, withAlice.cid, 'Hello again, Bob'));
  expect(await storedAtStream(withAlice.cid)).not.toMatch(/Hello/);
});
