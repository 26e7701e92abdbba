import { describe, expect, it } from '@jest/globals';
import type { MessageResponse } from 'stream-chat';
import { createDecryptedCache } from '../../../client-example/secure-chat/src/messages/decrypted-cache.ts';
import type { ReadMessage } from '../../../client-example/secure-chat/src/messages/incoming.ts';

const read = (id: string): ReadMessage => ({ kind: 'system', id });
const message = (id: string, changes: Partial<MessageResponse> = {}): MessageResponse =>
  ({
    id,
    text: 'cipher',
    type: 'regular',
    user: { id: 'ann' },
    updated_at: AT,
    ...changes,
  }) as MessageResponse;
const AT = '2026-01-01T00:00:00.000000Z';

describe('the cache of read messages', () => {
  it('answers for the same message, however its time is written', () => {
    const cache = createDecryptedCache();
    cache.set('a:b', message('m'), read('m'));
    expect(cache.get('a:b', message('m'))).toEqual(read('m'));
    expect(cache.get('a:b', message('m', { updated_at: new Date(AT) as never }))).toEqual(read('m'));
  });

  it.each([
    ['time', { updated_at: '2026-01-01T00:00:01Z' }],
    ['text', { text: 'other' }],
    ['author', { user: { id: 'ben' } }],
    ['thread', { parent_id: 'q' }],
    ['quote', { quoted_message_id: 'q' }],
    ['mention', { mentioned_users: [{ id: 'ben' }] }],
    ['type', { type: 'system' as const }],
    ['id', { id: 'n' }],
  ])('does not for another %s', (_, changes) => {
    const cache = createDecryptedCache();
    cache.set('a:b', message('m'), read('m'));
    expect(cache.get('a:b', message('m', changes))).toBeUndefined();
  });

  it('does not for another channel, nor after it was cleared', () => {
    const cache = createDecryptedCache();
    cache.set('a:b', message('m'), read('m'));
    expect(cache.get('a:c', message('m'))).toBeUndefined();
    cache.clear();
    expect(cache.get('a:b', message('m'))).toBeUndefined();
  });

  it('holds no more than it may, and forgets first what was not asked for the longest', () => {
    const cache = createDecryptedCache(3 * 600);
    const text = 'x'.repeat(50);
    for (const id of ['1', '2', '3']) cache.set('a:b', message(id, { text }), read(id));
    cache.get('a:b', message('1', { text }));
    cache.set('a:b', message('4', { text }), read('4'));
    const known = ['1', '2', '3', '4'].filter((id) => cache.get('a:b', message(id, { text })));
    expect(known).toEqual(['1', '3', '4']);
  });

  it('counts a message that changes once', () => {
    const cache = createDecryptedCache(3 * 600);
    for (let time = 0; time < 10; time++)
      cache.set('a:b', message('1', { updated_at: new Date(time).toISOString() }), read('1'));
    for (const id of ['2', '3']) cache.set('a:b', message(id), read(id));
    expect(cache.get('a:b', message('1', { updated_at: new Date(9).toISOString() }))).toEqual(read('1'));
  });
});
