import { describe, expect, it } from '@jest/globals';
import type { Channel, LocalMessage } from 'stream-chat';
import type { EncryptedChannel } from '../../../client-example/secure-chat/src/channels/encrypted-channel.ts';
import { MessageRefusedError, SecureChatError } from '../../../client-example/secure-chat/src/errors.ts';
import { outgoingRequests } from '../../../client-example/secure-chat/src/react/messages/outgoing-requests.ts';
import { createOwnWords } from '../../../client-example/secure-chat/src/react/messages/own-words.ts';
import { createUploadedFiles } from '../../../client-example/secure-chat/src/react/messages/uploaded-files.ts';
import { createOpenChannels } from '../../../client-example/secure-chat/src/react/open-channels.ts';
import { englishTexts } from '../../../client-example/secure-chat/src/react/texts/english.ts';
import { problemWords } from '../../../client-example/secure-chat/src/react/texts/problem-words.ts';
import { entryOf, fakeOutbox } from './fake-outbox.ts';

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
  const box = fakeOutbox();
  const deleted: string[] = [];
  const client = {
    deleteMessage: async (id: string) => {
      if (refusal) throw refusal;
      deleted.push(id);
      return { message: { id, type: 'deleted' } };
    },
  };
  const removed: string[] = [];
  const state = { removeMessage: ({ id }: { id: string }) => removed.push(id) };
  const stream = { getClient: () => client, state };
  const encrypted = {
    sendMessage: pass,
    editMessage: pass,
    outbox: box.outbox,
    stream,
  } as unknown as EncryptedChannel; // all this needs of it
  const ownWords = createOwnWords();
  const uploadedFiles = createUploadedFiles();
  return {
    ...box,
    passed,
    deleted,
    removed,
    ownWords,
    requests: outgoingRequests({ ownWords, uploadedFiles }, encrypted),
  };
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
      },
    ]);
  });

  it('throws nothing for what waits, was kept back or was taken back: it stands in the conversation with its reason', async () => {
    for (const refusal of [new MessageRefusedError('no'), new SecureChatError('MESSAGE_CANCELLED')]) {
      const { set, ownWords, requests } = door(refusal);
      if (refusal instanceof MessageRefusedError) set([entryOf('m1')]);
      const answer = await requests.doSendMessageRequest(none, { id: 'm1', text: 'words' });
      expect(answer.message).toBeUndefined();
      expect(ownWords.get('m1')).not.toHaveProperty('failure');
    }
  });

  it('keeps the words and the reason when it never came into the outbox', async () => {
    const { ownWords, requests } = door(new MessageRefusedError('no'));
    const sending = requests.doSendMessageRequest(none, { id: 'm1', text: 'words' });
    await expect(sending).rejects.toBeInstanceOf(MessageRefusedError);
    const { text, failure } = ownWords.get('m1') ?? {};
    expect(text).toBe('words');
    expect(problemWords(failure, englishTexts)).toContain('refused');
  });
});

describe('editing', () => {
  const message = {
    id: 'm1',
    text: 'after',
    attachments: [{ type: 'file', sealed }],
  } as unknown as LocalMessage;

  it('goes through the door, with the files', async () => {
    const { passed, requests } = door();
    await requests.doUpdateMessageRequest('c', message);
    expect(passed).toEqual([{ id: 'm1', text: 'after', attachments: [sealed] }]);
  });

  it('does not hold up the composer while the change waits, and fails when it cannot even wait', async () => {
    const waiting = door(new Error('later'));
    waiting.set([entryOf('m1', { kind: 'edit' })]);
    expect((await waiting.requests.doUpdateMessageRequest('c', message)).message).toBeUndefined();
    const { requests } = door(new Error('no'));
    await expect(requests.doUpdateMessageRequest('c', message)).rejects.toThrow('no');
  });
});

describe('deleting', () => {
  const message = { id: 'm1' } as LocalMessage;

  it('takes back what has not gone, and asks Stream nothing', async () => {
    const { set, cancelled, deleted, removed, requests } = door();
    set([entryOf('m1')]);
    expect(await requests.doDeleteMessageRequest(message)).toMatchObject({ id: 'm1', type: 'deleted' });
    expect([cancelled, deleted]).toEqual([['m1'], []]);
    await new Promise((resolve) => setTimeout(resolve, 1));
    expect(removed).toEqual(['m1']);
  });

  it('deletes what Stream has, and drops new words for it that wait', async () => {
    const { set, cancelled, deleted, requests } = door();
    set([entryOf('m1', { kind: 'edit' })]);
    await requests.doDeleteMessageRequest(message);
    expect([cancelled, deleted]).toEqual([['m1'], ['m1']]);
    await expect(door(new Error('no')).requests.doDeleteMessageRequest(message)).rejects.toThrow('no');
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
