import { beforeEach, describe, expect, it } from '@jest/globals';
import type {
  ReadMessage,
  VerifiedMessage,
} from '../../../client-example/secure-chat/src/messages/incoming.ts';
import {
  comparedToQuoted,
  peekQuoted,
  readQuoted,
} from '../../../client-example/secure-chat/src/messages/quoted.ts';
import type { Sealing } from '../../../client-example/secure-chat/src/messages/seal-and-send.ts';

const hash = 'A'.repeat(43);
const original = `${'B'.repeat(42)}A`;
const read: VerifiedMessage = {
  kind: 'message',
  id: 'the-quoted',
  from: 'alice',
  text: 'yes',
  attachments: [],
  sentAt: new Date(0).toISOString(),
  rev: 1,
  proof: { sessionId: 'epoch-1', hash, original, previous: [] },
};
const { proof: _, ...unsent } = read;
const unreadable: ReadMessage = {
  kind: 'unreadable',
  id: 'the-quoted',
  from: 'alice',
  reason: 'wrong-author',
};
const deleted: ReadMessage = { kind: 'deleted', id: 'the-quoted', from: 'alice' };
const reference = { id: 'the-quoted', hash };
const asked = { quotedMessageId: 'the-quoted' };

let loaded: string[];
let stored: string[];
let fetched: string[];
let found: ReadMessage;
let isRead: boolean;

beforeEach(() => {
  [loaded, stored, fetched, found, isRead] = [['the-quoted'], ['the-quoted'], [], read, true];
});

const sealing = {
  channel: {
    state: { findMessage: (id: string) => (loaded.includes(id) ? { id } : undefined) },
    getClient: () => ({
      getMessage: async (id: string) => {
        fetched.push(id);
        if (!stored.includes(id)) throw new Error('not there');
        return { message: { id } };
      },
    }),
  },
  reader: {
    peek: ({ id }: { id: string }) => (isRead && id === found.id ? found : undefined),
    read: async () => found,
  },
} as unknown as Pick<Sealing, 'channel' | 'reader'>;

describe('a quotation', () => {
  it('names the revision that its author has read', async () => {
    expect(peekQuoted(sealing, asked)).toEqual(reference);
    expect(await readQuoted(sealing, asked)).toEqual(reference);
    expect(fetched).toEqual([]);
  });

  it('is what was told, not what is there now', () => {
    const told = { id: 'the-quoted', hash: original };
    expect(peekQuoted(sealing, { ...asked, quoted: told })).toEqual(told);
  });

  it('is none where nothing is quoted', () => {
    expect(peekQuoted(sealing, {})).toBeUndefined();
  });

  it('is not known before the message was loaded and read', () => {
    isRead = false;
    expect(peekQuoted(sealing, asked)).toBe('unknown');
    [loaded, isRead] = [[], true];
    expect(peekQuoted(sealing, asked)).toBe('unknown');
  });

  it('is asked of Stream when it is not loaded', async () => {
    loaded = [];
    expect(await readQuoted(sealing, asked)).toEqual(reference);
    expect(fetched).toEqual(['the-quoted']);
    stored = [];
    await expect(readQuoted(sealing, asked)).rejects.toThrow('not there');
  });

  it.each([
    ['could not be read', unreadable],
    ['is deleted', deleted],
    ['nobody has but this device', unsent],
  ] as const)('is refused of what %s', async (_, what) => {
    found = what;
    expect(() => peekQuoted(sealing, asked)).toThrow(expect.objectContaining({ code: 'QUOTE_UNREADABLE' }));
    await expect(readQuoted(sealing, asked)).rejects.toMatchObject({ code: 'QUOTE_UNREADABLE' });
  });
});

describe('a message compared to the one that was quoted', () => {
  const withHash = (of: string) => ({ id: read.id, hash: of });

  it('is the same, first sent or edited', () => {
    expect(comparedToQuoted(read, reference)).toBe('same');
  });

  it('is an edit of it when it names it as its first revision', () => {
    expect(comparedToQuoted(read, withHash(original))).toBe('edited');
    expect(comparedToQuoted(unsent, withHash(original))).toBe('edited');
  });

  it('is another one when it does not, whatever its id and revision are', () => {
    const another = withHash(`${'C'.repeat(42)}A`);
    expect(comparedToQuoted(read, another)).toBe('another');
    expect(comparedToQuoted({ ...read, rev: 0 }, another)).toBe('another');
  });
});
