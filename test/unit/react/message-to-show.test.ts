import { describe, expect, it } from '@jest/globals';
import type { LocalMessage } from 'stream-chat';
import { isMessageEdited } from 'stream-chat-react';
import { messageToShow } from '../../../client-example/secure-chat/src/react/messages/message-to-show.ts';
import { createOwnWords } from '../../../client-example/secure-chat/src/react/messages/own-words.ts';

const picture = {
  url: 'https://cdn.example.com/files/1.bin',
  sha256: '',
  name: 'cake.png',
  mimeType: 'image/png',
  size: 9,
};
const drawing = {
  ...picture,
  url: 'https://cdn.example.com/files/2.bin',
  name: 'x.svg',
  mimeType: 'image/svg+xml',
};

/** A message with something of an attacker in every field that the vendor would show. */
const planted = {
  id: 'm1',
  text: 'planted',
  html: '<b>planted</b>',
  i18n: { en_text: 'planted' },
  poll: { name: 'planted' },
  poll_id: 'planted',
  shared_location: { latitude: 1 },
  command: 'planted',
  mentioned_users: [{ id: 'planted' }],
  attachments: [{ type: 'image', image_url: 'https://planted.example.com' }],
  quoted_message: { text: 'planted' },
  reaction_groups: { planted: { count: 1 } },
  reaction_counts: { planted: 1 },
  reaction_scores: { planted: 1 },
  latest_reactions: [{ type: 'planted', user_id: 'bob' }],
  own_reactions: [{ type: 'planted', user_id: 'alice' }],
  pinned: true,
  pinned_at: new Date(),
  pinned_by: { id: 'planted' },
  pin_expires: 'planted',
  message_text_updated_at: 'planted',
} as unknown as LocalMessage;

describe('a message to show', () => {
  it('has nothing in it that was not verified', () => {
    const shown = messageToShow(planted, { text: 'verified' });
    expect(JSON.stringify(shown)).not.toContain('planted');
    expect(shown).toMatchObject({ id: 'm1', text: 'verified', reaction_groups: {}, pinned: false });
    expect(shown.pinned_at).toBeNull();
  });

  it('has the reactions that were verified, in the form that the vendor draws', () => {
    const all = [
      { emoji: '👍', userIds: ['bob', 'alice'], isOwn: true, hasMore: false },
      { emoji: '🔥', userIds: ['bob'], isOwn: false, hasMore: true },
    ] as const;
    const shown = messageToShow(planted, { text: '', reactions: { all, ownId: 'alice' } });
    expect(JSON.stringify(shown)).not.toContain('planted');
    expect(shown.reaction_groups).toEqual({
      '👍': { count: 2, sum_scores: 2 },
      '🔥': { count: 1, sum_scores: 1, has_more: true },
    });
    expect(shown.reaction_counts).toEqual({ '👍': 2, '🔥': 1 });
    expect(shown.latest_reactions).toMatchObject([
      { type: '👍', user_id: 'bob', message_id: 'm1' },
      { type: '👍', user_id: 'alice' },
      { type: '🔥', user_id: 'bob' },
    ]);
    expect(shown.own_reactions).toMatchObject([{ type: '👍', user_id: 'alice' }]);
  });

  it('is marked as edited by the revision that its author has signed, whatever Stream says', () => {
    const edited = (message: LocalMessage, rev?: number) =>
      isMessageEdited(
        messageToShow(message, { text: 'verified', ...(rev !== undefined && { rev }), sentAt }),
      );
    const sentAt = '2026-01-02T03:04:05.000Z';
    const unmarked = { ...planted, message_text_updated_at: undefined } as LocalMessage;
    expect(edited(planted)).toBe(false);
    expect(edited(planted, 0)).toBe(false);
    expect(edited(unmarked, 0)).toBe(false);
    expect(edited(unmarked, 1)).toBe(true);
    expect(messageToShow(planted, { text: 'verified', rev: 2, sentAt }).message_text_updated_at).toBe(sentAt);
  });

  it('shows a picture from where its decrypted bytes are, and only kinds that cannot carry script', () => {
    const shown = messageToShow(
      planted,
      { text: '', attachments: [picture, drawing] },
      () => 'blob:decrypted',
    );
    expect(shown.attachments).toMatchObject([
      { type: 'image', image_url: 'blob:decrypted', sealed: picture },
      { type: 'file', sealed: drawing },
    ]);
  });
});

describe('own words', () => {
  const words = createOwnWords();
  words.write('m1', { text: 'mine', attachments: [] });
  const message = (text: string, id = 'm1') => ({ id, text, status: 'sending' }) as unknown as LocalMessage;

  it('are known by id and text together, not by how a message looks', () => {
    expect(words.isUnsent(message('mine'))).toBe(true);
    expect(words.isUnsent(message('somebody else’s'))).toBe(false);
    expect(words.isUnsent(message('mine', 'm2'))).toBe(false);
  });

  it('are no longer shown once the message is deleted', () => {
    expect(words.isUnsent({ ...message('mine'), deleted_at: new Date() })).toBe(false);
  });

  it('say why they were not sent, until they are written again', () => {
    words.fail('m1', 'because');
    expect(words.get('m1')).toMatchObject({ text: 'mine', failure: 'because' });
    words.write('m1', { text: 'mine', attachments: [] });
    expect(words.get('m1')?.failure).toBeUndefined();
  });
});
