import { describe, expect, it } from '@jest/globals';
import { findAuthorKey } from '../../../client-example/secure-chat/src/epochs/find-author-key.ts';
import type { Keeping } from '../../../client-example/secure-chat/src/epochs/keeping.ts';

const [ALICE, BOB] = ['A'.repeat(43), `${'B'.repeat(42)}A`];

/** Trusts two epochs of Alice and Bob, the later of which was taken at first sight or announced. */
const keepingOf = ({
  hasUnseenKeys,
  isByWord,
  hasSigned = async () => true,
}: {
  hasUnseenKeys?: boolean;
  isByWord?: boolean;
  hasSigned?: Keeping['contacts']['hasSigned'];
}) => {
  const asked: unknown[] = [];
  const epoch = { members: ['alice', 'bob'], authorKeys: [ALICE, BOB] };
  const keeping = {
    pin: {
      epochs: [
        { ...epoch, encryptionSessionId: 'one', members: ['alice'], authorKeys: [BOB] },
        { ...epoch, encryptionSessionId: 'two', hasUnseenKeys, isByWord },
      ],
    },
    contacts: {
      hasSigned: (author: { id: string; authorKey: string }) => {
        asked.push(author);
        return hasSigned(author);
      },
    },
  } as unknown as Keeping;
  return { keeping, asked };
};

describe('the key that somebody signs with in an epoch', () => {
  it('is the one that the statement of this epoch names', async () => {
    const { keeping, asked } = keepingOf({});
    expect(await findAuthorKey(keeping, 'two', 'bob')).toEqual({ authorKey: BOB });
    expect(await findAuthorKey(keeping, 'one', 'alice')).toEqual({ authorKey: BOB });
    expect(asked).toEqual([]);
  });

  it.each([true, false])(
    'is none of who is no reader, nor in an epoch that is not verified',
    async (hasUnseenKeys) => {
      const { keeping, asked } = keepingOf({ hasUnseenKeys });
      expect(await findAuthorKey(keeping, 'two', 'mallory')).toBe('not-theirs');
      expect(await findAuthorKey(keeping, 'one', 'bob')).toBe('not-theirs');
      expect(await findAuthorKey(keeping, 'three', 'bob')).toBe('not-theirs');
      expect(asked).toEqual([]);
    },
  );

  it('is looked at where the epoch was taken at first sight', async () => {
    const { keeping, asked } = keepingOf({ hasUnseenKeys: true });
    expect(await findAuthorKey(keeping, 'two', 'bob')).toEqual({ authorKey: BOB });
    expect(asked).toEqual([{ id: 'bob', authorKey: BOB }]);
  });

  it('is taken on the word of a later maker of those alone of whom nobody can say otherwise', async () => {
    const known = async (hasSigned: boolean | 'by-word' | null) =>
      findAuthorKey(keepingOf({ isByWord: true, hasSigned: async () => hasSigned }).keeping, 'two', 'bob');
    expect(await known(true)).toEqual({ authorKey: BOB });
    expect(await known(null)).toEqual({ authorKey: BOB });
    expect(await known('by-word')).toEqual({ authorKey: BOB });
    expect(await known(false)).toBe('not-theirs');
  });

  it('is not taken on the word of the maker of an epoch that was taken at first sight', async () => {
    const known = async (hasSigned: 'by-word' | null) =>
      findAuthorKey(
        keepingOf({ hasUnseenKeys: true, hasSigned: async () => hasSigned }).keeping,
        'two',
        'bob',
      );
    expect(await known('by-word')).toBe('unknown-author');
    expect(await known(null)).toBe('unknown-author');
  });

  it('is none that is not known to be theirs, and not known when nobody can be asked', async () => {
    const wrong = keepingOf({ hasUnseenKeys: true, hasSigned: async () => false });
    expect(await findAuthorKey(wrong.keeping, 'two', 'bob')).toBe('not-theirs');
    const offline = keepingOf({ hasUnseenKeys: true, hasSigned: () => Promise.reject(new Error('offline')) });
    expect(await findAuthorKey(offline.keeping, 'two', 'bob')).toBe('unknown-now');
  });
});
