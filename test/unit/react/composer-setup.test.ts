import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type LocalAttachment, type LocalMessage, type MessageComposer, StreamChat } from 'stream-chat';
import type { EncryptedChannel } from '../../../client-example/secure-chat/src/channels/encrypted-channel.ts';
import { SECURE_CHAT_ERRORS } from '../../../client-example/secure-chat/src/errors.ts';
import type { Draft } from '../../../client-example/secure-chat/src/outbox/drafts.ts';
import { composerSetup } from '../../../client-example/secure-chat/src/react/composer/composer-setup.ts';
import {
  createOwnWords,
  type OwnWords,
} from '../../../client-example/secure-chat/src/react/messages/own-words.ts';
import { createUploadedFiles } from '../../../client-example/secure-chat/src/react/messages/uploaded-files.ts';
import { englishTexts } from '../../../client-example/secure-chat/src/react/texts/english.ts';
import { problemWords } from '../../../client-example/secure-chat/src/react/texts/problem-words.ts';

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
let draft: Draft | null;
let drafts: unknown[];

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
  drafts = [];
  draft = null;
  room = 100;
  ownWords = createOwnWords();
  composer = createComposer();
  setUp();
});

const setUp = () => {
  const encrypted = {
    remainingBytes: () => room,
    draft: async () => draft,
    keepDraft: async (kept: unknown) => void drafts.push(kept),
    uploadFile: async (file: File) => {
      uploads.push(file.name);
      return sealed;
    },
  } as unknown as EncryptedChannel; // the methods this needs of it
  const openChannels = { open: async () => encrypted, peek: () => encrypted, forget: () => {} };
  composer.updateConfig({ drafts: { enabled: true }, linkPreviews: { enabled: true } });
  composerSetup({
    openChannels,
    ownWords,
    uploadedFiles: createUploadedFiles(),
    problemWords: (error) => problemWords(error, englishTexts),
    fileOf: (picked) => (picked instanceof File ? picked : null),
    thumbnailOf: async () => undefined,
  })({ composer });
};

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

it('that is empty or too large does not come into the composer, and one sentence says why', async () => {
  const { attachmentManager, client } = composer;
  for (const size of [0, 101 * 1024 * 1024]) {
    const file = new File([], 'plan.txt');
    Object.defineProperty(file, 'size', { value: size });
    await attachmentManager.uploadFile(file);
  }
  expect(attachmentManager.attachments).toEqual([]);
  expect(client.notifications.notifications.map(({ message }) => message)).toEqual([
    SECURE_CHAT_ERRORS.FILE_EMPTY,
    SECURE_CHAT_ERRORS.FILE_TOO_LARGE,
  ]);
  expect(uploads).toEqual([]);
});

describe('a draft', () => {
  const settled = () => new Promise((resolve) => setTimeout(resolve, 5));
  const reopen = async (kept: Draft | null) => {
    draft = kept;
    composer = createComposer();
    setUp();
    await settled();
  };

  it('is kept with each change, and forgotten when it was sent', async () => {
    await settled();
    await type('half a thou');
    await settled();
    expect(drafts.at(-1)).toEqual({ text: 'half a thou', quotedMessageId: undefined, attachments: [] });
    composer.clear();
    await settled();
    expect(drafts.at(-1)).toMatchObject({ text: '', attachments: [] });
  });

  it('comes back with its files, unless the person was faster', async () => {
    await reopen({ text: 'half a thou', attachments: [sealed] });
    expect(composer.textComposer.text).toBe('half a thou');
    const composed = await composer.compose();
    expect(ownWords.get(composed?.localMessage.id ?? '')).toEqual({
      text: 'half a thou',
      attachments: [sealed],
    });
    draft = { text: 'old' };
    composer = createComposer();
    setUp();
    await type('new');
    await settled();
    expect(composer.textComposer.text).toBe('new');
  });

  it('is not what is written into a message under edit', async () => {
    await settled();
    drafts = [];
    const now = new Date();
    composer.initState({
      composition: {
        id: 'm1',
        text: 'as it was',
        attachments: [],
        created_at: now,
        updated_at: now,
      } as unknown as LocalMessage,
    });
    await type('other words');
    await settled();
    expect(drafts).toEqual([]);
  });
});
