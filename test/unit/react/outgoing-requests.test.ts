import { describe, expect, it } from '@jest/globals';
import type { Channel, LocalMessage } from 'stream-chat';
import type { EncryptedChannel } from '../../../client-example/secure-chat/src/channels/encrypted-channel.ts';
import { MessageRefusedError } from '../../../client-example/secure-chat/src/errors.ts';
import type { OutgoingMessage } from '../../../client-example/secure-chat/src/messages/outgoing.ts';
import { outgoingRequests } from '../../../client-example/secure-chat/src/react/messages/outgoing-requests.ts';
import { createOwnWords } from '../../../client-example/secure-chat/src/react/messages/own-words.ts';
import { createUploadedFiles } from '../../../client-example/secure-chat/src/react/messages/uploaded-files.ts';
import { createOpenChannels } from '../../../client-example/secure-chat/src/react/open-channels.ts';
import { englishTexts } from '../../../client-example/secure-chat/src/react/texts/english.ts';
import { problemWords } from '../../../client-example/secure-chat/src/react/texts/problem-words.ts';

const sealed = {
  url: 'https://cdn.example.com/1.bin',
  sha256: '',
  name: 'plan.txt',
  mimeType: 'text/plain',
  size: 4,
};

/** The door of the core, which notes what goes through it, or refuses. */
const door = (refusal?: Error) => {
  const passed: unknown[] = [];
  const pass = async (message: unknown) => {
    if (refusal) throw refusal;
    passed.push(message);
    return { message: {}, duration: '' };
  };
  const encrypted = { sendMessage: pass, editMessage: pass } as unknown as EncryptedChannel; // all this needs of it
  const ownWords = createOwnWords();
  const uploadedFiles = createUploadedFiles();
  return { passed, ownWords, requests: outgoingRequests({ ownWords, uploadedFiles }, encrypted) };
};
const none = {} as Channel;

describe('sending', () => {
  it('hands on the words, files and references, and nothing else of the message', async () => {
    const { passed, requests } = door();
    await requests.doSendMessageRequest(none, {
      id: 'm1',
      text: 'words',
      parent_id: 'p',
      quoted_message_id: 'q',
      show_in_channel: true,
      mentioned_users: ['bob'],
      attachments: [
        { type: 'file', sealed },
        { type: 'image', image_url: 'https://clear.example.com' },
      ],
    });
    expect(passed).toEqual([
      {
        id: 'm1',
        text: 'words',
        parentId: 'p',
        quotedMessageId: 'q',
        showInChannel: true,
        attachments: [sealed],
        onUploadProgress: expect.any(Function),
      },
    ]);
  });

  it('keeps the words and the reason when it fails', async () => {
    const { ownWords, requests } = door(new MessageRefusedError('no'));
    const sending = requests.doSendMessageRequest(none, { id: 'm1', text: 'words' });
    await expect(sending).rejects.toBeInstanceOf(MessageRefusedError);
    const { text, failure } = ownWords.get('m1') ?? {};
    expect(text).toBe('words');
    expect(problemWords(failure, englishTexts)).toContain('refused');
  });
});

it('shows how far files are that have to be uploaded again, and forgets it with the next attempt', async () => {
  const { passed, ownWords, requests } = door();
  await requests.doSendMessageRequest(none, { id: 'm1', text: 'words' });
  (passed[0] as OutgoingMessage).onUploadProgress?.(40);
  expect(ownWords.get('m1')).toEqual({ text: 'words', attachments: [], uploaded: 40 });
  await requests.doSendMessageRequest(none, { id: 'm1', text: 'words' });
  expect(ownWords.get('m1')).not.toHaveProperty('uploaded');
});

describe('editing', () => {
  const message = {
    id: 'm1',
    text: 'after',
    attachments: [{ type: 'file', sealed }],
  } as unknown as LocalMessage;

  it('goes through the door, with the files', async () => {
    const { passed, ownWords, requests } = door();
    await requests.doUpdateMessageRequest('c', message);
    expect(passed).toEqual([{ id: 'm1', text: 'after', attachments: [sealed] }]);
    expect(ownWords.get('m1')).toMatchObject({ text: 'after' });
  });

  it('leaves the words before as they were when it fails', async () => {
    const { ownWords, requests } = door(new Error('no'));
    ownWords.write('m1', { text: 'before', attachments: [] });
    await expect(requests.doUpdateMessageRequest('c', message)).rejects.toThrow('no');
    expect(ownWords.get('m1')).toMatchObject({ text: 'before' });
  });
});

describe('channels', () => {
  it('are opened once, again after a failure, and anew after a removal', async () => {
    let opened = 0;
    const outcomes = [
      new Error('no'),
      { stream: { disconnected: false } },
      { stream: { disconnected: false } },
    ];
    const channels = createOpenChannels(async () => {
      const outcome = outcomes[opened++];
      if (outcome instanceof Error) throw outcome;
      return outcome as unknown as EncryptedChannel; // all this needs of one
    });
    await expect(channels.open('c')).rejects.toThrow('no');
    const [first, same] = await Promise.all([channels.open('c'), channels.open('c')]);
    expect(same).toBe(first);
    expect(channels.peek('c')).toBe(first);
    (first.stream as { disconnected: boolean }).disconnected = true;
    expect(channels.peek('c')).toBeUndefined();
    expect(await channels.open('c')).not.toBe(first);
    expect(opened).toBe(3);
  });
});
