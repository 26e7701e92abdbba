import { describe, expect, it } from '@jest/globals';
import type { LocalMessage, MessageResponse } from 'stream-chat';
import { createOwnWords } from '../../../client-example/secure-chat/src/react/messages/own-words.ts';
import {
  showUnsent,
  UNSENT_CHANGED,
} from '../../../client-example/secure-chat/src/react/messages/unsent-in-channel.ts';
import { entryOf, fakeOutbox } from './fake-outbox.ts';
import { CID, openedChannel, streamOfAlice, tell } from './shared-chat.ts';

const sentByAlice = (id: string): MessageResponse =>
  ({
    id,
    text: 'cipher',
    type: 'regular',
    user: { id: 'alice' },
    created_at: '2026-02-02T00:00:00Z',
    updated_at: '2026-02-02T00:00:00Z',
  }) as unknown as MessageResponse;

const open = (before: Parameters<ReturnType<typeof fakeOutbox>['set']>[0] = []) => {
  const stream = streamOfAlice();
  stream.user = { id: 'alice' };
  const box = fakeOutbox();
  box.set(before);
  const { encrypted } = openedChannel(stream, { outbox: box.outbox });
  const ownWords = createOwnWords();
  let told = 0;
  stream.on(UNSENT_CHANGED, () => {
    told += 1;
  });
  showUnsent(encrypted, ownWords);
  const { state } = encrypted.stream;
  const shown = () => state.messages.map(({ id, text, status }: LocalMessage) => [id, text, status]);
  return { ...box, stream, state, ownWords, shown, told: () => told };
};

describe('what waits in the outbox', () => {
  it('stands among the messages as on its way, also after a restart, and is known as one’s own', () => {
    const { shown, ownWords, state } = open([entryOf('m1'), entryOf('m2', { parentId: 'p' })]);
    expect(shown()).toEqual([['m1', 'words of m1', 'sending']]);
    expect(state.threads.p?.map(({ id }) => id)).toEqual(['m2']);
    expect(ownWords.isUnsent(state.messages[0] as LocalMessage)).toBe(true);
  });

  it('follows its words and its state, and Stream’s interfaces are told', () => {
    const { shown, set, told } = open([entryOf('m1')]);
    const before = told();
    set([entryOf('m1', { text: 'other words' })]);
    set([entryOf('m1', { text: 'other words', state: 'kept-back', reason: 'removed', canRetry: true })]);
    expect(shown()).toEqual([['m1', 'other words', 'failed']]);
    expect(told()).toBe(before + 2);
  });

  it('stands there again when stream-chat has made its list anew', () => {
    const { shown, state, stream } = open([entryOf('m1')]);
    state.clearMessages();
    expect(shown()).toEqual([]);
    tell(stream, { type: 'connection.recovered' });
    expect(shown()).toEqual([['m1', 'words of m1', 'sending']]);
  });

  it('becomes the message that Stream stored, and is none of its own any more', () => {
    const { shown, set, ownWords, state } = open([entryOf('m1')]);
    set([], { id: 'm1', message: sentByAlice('m1') });
    expect(shown()).toEqual([['m1', 'cipher', 'received']]);
    expect(ownWords.get('m1')).not.toHaveProperty('waiting');
    expect(ownWords.isUnsent(state.messages[0] as LocalMessage)).toBe(false);
  });

  it('goes away when it is taken back, here or in another window', () => {
    const { shown, set, ownWords } = open([entryOf('m1'), entryOf('m2')]);
    set([entryOf('m2')], { id: 'm1', message: null });
    set([]);
    expect(shown()).toEqual([]);
    expect(ownWords.get('m2')).toBeUndefined();
  });

  it('does not touch a message that Stream has told of already', () => {
    const { shown, set, state } = open();
    state.addMessageSorted(sentByAlice('m1'));
    set([entryOf('m1', { state: 'sending', reason: null })]);
    set([]);
    expect(shown()).toEqual([['m1', 'cipher', 'received']]);
  });
});

it('new words for a message at Stream wait beside it', () => {
  const { shown, set, ownWords, state, stream } = open();
  state.addMessageSorted(sentByAlice('m1'));
  set([entryOf('m1', { kind: 'edit', text: 'after' })]);
  expect(shown()).toEqual([['m1', 'cipher', 'received']]);
  expect(ownWords.get('m1')).toMatchObject({ text: 'after', waiting: { kind: 'edit' } });
  const edited = { ...sentByAlice('m1'), text: 'cipher of after', updated_at: '2026-03-03T00:00:00Z' };
  set([], { id: 'm1', message: edited });
  expect(shown()).toEqual([['m1', 'cipher of after', 'received']]);
  tell(stream, { type: 'message.updated', cid: CID, message: edited });
  expect(shown()).toHaveLength(1);
});
