import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react-native';
import '../../src/device/cryptography';
import type { EncryptedChannel, SecureChat } from '@sealed-stream/secure-chat';
import { Alert } from 'react-native';
import { GestureHandlerRootView } from 'react-native-gesture-handler';
import { SafeAreaProvider } from 'react-native-safe-area-context';
import { Channel, Chat, MessageComposer, OverlayProvider } from 'stream-chat-expo';
import { App } from '../../src/app';
import { useSession } from '../../src/state/session';
import type { Phone } from '../phone/phone';
import { codeFor, hear, hearAnswer, newNumber, openPerson, storedAtStream, swapSession } from './people';

declare const global: {
  testName: string;
  testPhone: Phone;
};

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
  const shown = await list.findAllByText(words, {}, SOON);
  await act(async () => fireEvent(shown.at(-1) as NonNullable<(typeof shown)[0]>, 'longPress')); // quotes come first
};

/** The menu leaves by an animation, which the stand-in does not end: until then it hides what is below. */
const BELOW = { includeHiddenElements: true };
const write = async (words: string) => {
  // The last one is that of the screen in front.
  const inputs = await screen.findAllByTestId('auto-complete-text-input', BELOW, SOON);
  await fireEvent.changeText(lastOf(inputs), words);
  await fireEvent.press(lastOf(await screen.findAllByTestId('send-button', BELOW, SOON)));
};
const lastOf = <T,>(all: T[]): T => all.at(-1) as T;

/** Of the menu over the conversation, which comes up in a place of its own. */
const choose = async (words: string) => fireEvent.press(await screen.findByText(words, BELOW, SOON));

/** The app is started again, and the conversation with Bob opened. */
const openConversation = async () => {
  await render(<App />);
  await press(/^Bob/);
  await screen.findByTestId('auto-complete-text-input', {}, SOON);
};

const ALICE = `Alice ${Date.now()}`;
let bob: { chat: SecureChat; userId: string };
let withAlice: EncryptedChannel;
const aliceId = (): string => withAlice.pairWith() ?? '';
/** A message of the channel by its words, as Bob reads it. */
const wordsOf = async (channel: EncryptedChannel, words: string) => {
  const found = (await channel.messages()).find(
    (message) => message.kind === 'message' && message.text === words,
  );
  if (found?.kind !== 'message') throw new Error(`nobody has said ${words}`);
  return found;
};

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

test('without the encrypting door the vendor’s screen sends nothing', async () => {
  const { stream } = withAlice;
  await render(
    <GestureHandlerRootView>
      <SafeAreaProvider>
        <OverlayProvider>
          <Chat client={bob.chat.stream}>
            <Channel channel={stream}>
              <MessageComposer />
            </Channel>
          </Chat>
        </OverlayProvider>
      </SafeAreaProvider>
    </GestureHandlerRootView>,
  );
  await write('Past the door');
  const failed = () => stream.state.messages.find(({ text }) => text === 'Past the door')?.status;
  await waitFor(() => expect(failed()).toBe('failed'), SOON);
  expect(await storedAtStream(withAlice.cid)).not.toMatch(/Past the door/);
});

test('an edit goes by the same door', async () => {
  await openConversation();
  await hold('Hello, Bob');
  await choose('Edit Message');
  await screen.findByDisplayValue('Hello, Bob', BELOW, SOON);
  await write('Hello again, Bob');
  await act(() => hear(bob.chat, withAlice.cid, 'Hello again, Bob'));
  expect((await wordsOf(withAlice, 'Hello again, Bob')).rev).toBe(1);
  expect(await storedAtStream(withAlice.cid)).not.toMatch(/Hello/);
});

test('an answer quotes, a reaction is drawn, and Stream learns neither words nor emoji', async () => {
  await openConversation();
  await hold('Hello, Alice');
  await choose('Reply');
  await write('You too');
  await act(() => hear(bob.chat, withAlice.cid, 'You too'));
  const answer = await wordsOf(withAlice, 'You too');
  expect(answer.quoted?.id).toBe((await wordsOf(withAlice, 'Hello, Alice')).id);
  await act(() => withAlice.react(answer.id, '👍'));
  await screen.findByText('👍', BELOW, SOON);
  expect(await storedAtStream(withAlice.cid)).not.toMatch(/You too|👍/);
});

test('an answer in a thread stays in it', async () => {
  await openConversation();
  await hold('You too');
  await choose('Thread Reply');
  await screen.findByText('Also send to channel', BELOW, SOON);
  await write('Only here');
  const { id } = await wordsOf(withAlice, 'You too');
  await act(() => hearAnswer(withAlice, id, 'Only here'));
  expect(await storedAtStream(withAlice.cid)).not.toMatch(/Only here/);
});

test('a picture is drawn once it is decrypted, and a file goes to another app under its own name', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sealed-stream-picked-'));
  const picked = (name: string, type: string, bytes: Uint8Array) => {
    const file = join(folder, name);
    writeFileSync(file, bytes);
    return { uri: pathToFileURL(file).href, name, type, size: bytes.length } as never;
  };
  const picture = await withAlice.uploadFile(picked('cat.png', 'image/png', randomBytes(90_000)));
  const plan = await withAlice.uploadFile(
    picked('plan.txt', 'text/plain', new TextEncoder().encode('The plan')),
  );
  await withAlice.sendMessage({ text: '', attachments: [picture] });
  await withAlice.sendMessage({ text: '', attachments: [plan] });
  rmSync(folder, { recursive: true });
  await openConversation();
  const drawn = await screen.findAllByLabelText('cat.png', {}, SOON);
  expect(drawn).toHaveLength(1);
  expect(drawn[0]?.props.source.uri).toMatch(/^file:/);
  await fireEvent.press(await screen.findByLabelText('Download plan.txt', {}, SOON));
  const { shared } = global.testPhone;
  await waitFor(() => expect(shared).toHaveLength(1), SOON);
  expect(shared[0]).toMatch(/\/plan\.txt$/);
  await waitFor(() => expect(existsSync(fileURLToPath(shared[0] ?? ''))).toBe(false), SOON);
});

test('the safety number is the one that Bob sees, with a QR code', async () => {
  await openConversation();
  await press('Encrypted · Members');
  await fireEvent.press(await screen.findByLabelText(/^Compare safety number with Bob/, {}, SOON));
  const digits = (await bob.chat.safetyNumber(aliceId())).groups.join(' ');
  await sees(digits);
  await screen.findByLabelText(/^Safety number with Bob .* as a QR code$/, {}, SOON);
  await press('They are the same');
  await sees(/^You compared it with Bob/);
});

test('another key that no member has announced stops the writing', async () => {
  await openConversation();
  await act(() => swapSession(withAlice));
  await sees('Sending has stopped');
  expect(screen.queryByTestId('auto-complete-text-input')).toBeNull();
  await press('Go on with our encryption');
  await screen.findByTestId('auto-complete-text-input', {}, SOON);
});

test('who is removed is told so, and reads nothing that comes later', async () => {
  const group = await bob.chat.startConversation(aliceId(), { asGroup: true });
  await render(<App />);
  await press(/^Group with Bob/);
  await screen.findByTestId('auto-complete-text-input', {}, SOON);
  await act(() => group.removeMember(aliceId()));
  await sees('You were removed from this conversation');
  await press('Back to conversations');
  await sees('Start a conversation');
});

test('a message can be reported, after it was said what leaves the phone', async () => {
  await openConversation();
  await hold('Hello, Alice');
  await choose('Report to the team');
  await sees('What leaves this device');
  await press('Spam or fraud');
  await press('Send report');
  await screen.findByTestId('auto-complete-text-input', {}, SOON);
  expect(global.testPhone.requests.filter((url) => url.endsWith('/reports'))).toHaveLength(1);
});

test('signing out wipes the phone, also when the core cannot', async () => {
  const { keychain, storage, folder } = global.testPhone;
  await render(<App />);
  await sees('Start a conversation');
  const { chat } = useSession.getState();
  jest.spyOn(chat as SecureChat, 'signOut').mockRejectedValue(new Error('the core cannot'));
  agree();
  await press('Sign out');
  await sees('Create account or sign in');
  const hers = Buffer.from(aliceId()).toString('hex');
  expect([...keychain.keys(), ...storage.keys()].filter((key) => key.includes(hers))).toEqual([]);
  expect([...keychain.keys()]).not.toContain('sealed-stream.sign-in');
  const left = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  expect(left.filter((file) => file.includes(hers) || file.startsWith('cache/sealed-stream'))).toEqual([]);
});
