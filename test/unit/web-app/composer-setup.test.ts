import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type LocalAttachment, type LocalMessage, type MessageComposer, StreamChat } from 'stream-chat';
import type { EncryptedChannel } from '../../../client-example/secure-chat/src/channels/encrypted-channel.ts';
import {
  createOwnWords,
  type OwnWords,
} from '../../../client-example/secure-chat/src/react/messages/own-words.ts';
import { createUploadedFiles } from '../../../client-example/secure-chat/src/react/messages/uploaded-files.ts';
import { composerSetup } from '../../../client-example/web/src/chat/messages/composer-setup.ts';

/** Longer than the vendor waits before it looks up what is being typed. */
const LOOK_UP_PAUSE_MS = 700;
/** From so many members on, the vendor asks Stream for the one whose name is being typed. */
const MANY = 120;

const CIPHERTEXT = `{"sessionId":"00000000-0000-4000-8000-000000000000","data":"${Buffer.from(
  Array.from({ length: 64 }, (_, index) => (index * 37 + 129) % 256),
).toString('base64')}"}`;

const sealed = {
  url: 'https://cdn.example.com/files/1.bin',
  sha256: 'A'.repeat(43).concat('='),
  name: 'plan.txt',
  mimeType: 'text/plain',
  size: 4,
};

let asked: string[];
let composer: MessageComposer;
let ownWords: OwnWords;
let room: number;
let uploads: string[];

/** The vendor's composer, of a client that notes what it would ask Stream. */
const createComposer = (): MessageComposer => {
  const client = new StreamChat('key');
  client.userID = 'alice';
  client.user = { id: 'alice' };
  client._user = { id: 'alice' };
  client.axiosInstance.interceptors.request.use(({ url = '' }) => {
    asked.push(url);
    throw new Error('nothing may be asked');
  });
  const channel = client.channel('encrypted', 'one');
  // As if the channel type still had a command.
  client.configs[channel.cid] = {
    commands: [{ name: 'giphy', args: '', description: '', set: '' }],
  } as never;
  for (let index = 0; index < MANY; index++)
    channel.state.members[`member-${index}`] = {
      user_id: `member-${index}`,
      user: { id: `member-${index}` },
    };
  return channel.messageComposer;
};

beforeEach(() => {
  asked = [];
  uploads = [];
  room = 100;
  ownWords = createOwnWords();
  composer = createComposer();
  const encrypted = {
    remainingBytes: () => room,
    uploadFile: async (file: File) => {
      uploads.push(file.name);
      return sealed;
    },
  } as unknown as EncryptedChannel; // the two methods this needs of it
  const openChannels = { open: async () => encrypted, peek: () => encrypted, forget: () => {} };
  composer.updateConfig({ drafts: { enabled: true }, linkPreviews: { enabled: true } });
  composerSetup({ openChannels, ownWords, uploadedFiles: createUploadedFiles() })({ composer });
});

afterEach(() => {
  jest.useRealTimers();
});

const type = (text: string) =>
  composer.textComposer.handleChange({ text, selection: { start: text.length, end: text.length } });

describe('what is typed', () => {
  it.each(['@secretname', '/gi', 'see https://example.com/secret'])('is not looked up: %s', async (text) => {
    jest.useFakeTimers();
    await type(text);
    await jest.advanceTimersByTimeAsync(LOOK_UP_PAUSE_MS);
    expect(asked).toEqual([]);
    expect(composer.textComposer.suggestions).toBeFalsy();
  });

  it('is neither kept with Stream as a draft nor searched for links', () => {
    expect(composer.config.drafts.enabled).toBe(false);
    expect(composer.config.linkPreviews.enabled).toBe(false);
    expect(composer.config.location.enabled).toBe(false);
  });

  it('is written down as one’s own before it becomes a message', async () => {
    await type('my words');
    const composed = await composer.compose();
    expect(ownWords.get(composed?.localMessage.id ?? '')).toMatchObject({ text: 'my words' });
  });

  it('becomes no message when it is too long', async () => {
    await type('my words');
    room = -1;
    expect(await composer.compose()).toBeUndefined();
  });
});

describe('a message under edit', () => {
  const message = {
    id: 'm1',
    text: 'as it was',
    attachments: [],
    created_at: new Date(),
    updated_at: new Date(),
  } as unknown as LocalMessage;

  it('keeps what is being written when Stream tells of a change of it', async () => {
    composer.initState({ composition: message });
    await type('half an edit');
    composer.initState({ composition: { ...message, text: CIPHERTEXT } });
    expect(composer.textComposer.text).toBe('half an edit');
  });

  it('can be given up', () => {
    composer.initState({ composition: message });
    composer.clear();
    expect(composer.textComposer.text).toBe('');
  });
});

it('keeps a quoted message readable when Stream tells of a change of it', () => {
  const quoted = { id: 'm1', text: 'readable' } as LocalMessage;
  composer.setQuotedMessage(quoted);
  composer.setQuotedMessage({ ...quoted, text: CIPHERTEXT });
  expect(composer.quotedMessage?.text).toBe('readable');
  composer.setQuotedMessage(null);
  expect(composer.quotedMessage).toBeNull();
});

describe('a picked file', () => {
  const pick = () =>
    composer.attachmentManager.uploadFile(new File(['plan'], 'plan.txt', { type: 'text/plain' }));

  it('goes through the core, and Stream is asked nothing about it', async () => {
    expect(await pick()).toMatchObject({ type: 'file', sealed, localMetadata: { uploadState: 'finished' } });
    expect(uploads).toEqual(['plan.txt']);
    expect(asked).toEqual([]);
  });

  it('is in the words written down', async () => {
    composer.attachmentManager.setAttachments([(await pick()) as LocalAttachment]);
    const composed = await composer.compose();
    expect(ownWords.get(composed?.localMessage.id ?? '')?.attachments).toEqual([sealed]);
  });
});
