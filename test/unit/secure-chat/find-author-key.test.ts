import { describe, expect, it } from '@jest/globals';
import type { SaidAuthor, Vouched } from '../../../client-example/secure-chat/src/contacts/contact-check.ts';
import { findAuthorKey } from '../../../client-example/secure-chat/src/epochs/find-author-key.ts';
import type { Keeping } from '../../../client-example/secure-chat/src/epochs/keeping.ts';
import type { VerifiedEpoch } from '../../../client-example/secure-chat/src/epochs/trusted-epoch.ts';

const [ALICE, BOB] = ['A'.repeat(43), `${'B'.repeat(42)}A`];

type Story = {
  epoch?: Partial<VerifiedEpoch>;
  later?: Partial<VerifiedEpoch>;
  isTheirs?: Vouched | Error;
};

/** Trusts three epochs of Alice and Bob; asks about the second. */
const keepingOf = ({ epoch, later, isTheirs = true }: Story = {}) => {
  const asked: unknown[] = [];
  const usual = { members: ['alice', 'bob'], authorKeys: [ALICE, BOB] };
  const keeping = {
    pin: {
      epochs: [
        {
          ...usual,
          epoch: 1,
          encryptionSessionId: 'one',
          members: ['alice'],
          authorKeys: [BOB],
          unverified: ['bob'],
        },
        { ...usual, epoch: 2, encryptionSessionId: 'two', unverified: ['bob'], ...epoch },
        { ...usual, epoch: 3, encryptionSessionId: 'three', ...later },
      ],
    },
    contacts: {
      vouch: async (authors: readonly SaidAuthor[]) => {
        asked.push(...authors);
        if (isTheirs instanceof Error) throw isTheirs;
        return authors.map(() => isTheirs);
      },
    },
  } as unknown as Keeping;
  return { keeping, asked };
};

const find = (story: Story, userId = 'bob') => findAuthorKey(keepingOf(story).keeping, 'two', userId);
const [theirs, unknown] = [{ authorKey: BOB }, { unknownAuthorKey: BOB }];

describe('the key that somebody signs with in an epoch', () => {
  it('is the one that the statement of this epoch names', async () => {
    const { keeping, asked } = keepingOf({ epoch: { unseen: ['alice'] } });
    expect(await findAuthorKey(keeping, 'two', 'bob')).toEqual(theirs);
    expect(await findAuthorKey(keeping, 'one', 'alice')).toEqual(theirs);
    expect(asked).toEqual([]);
  });

  it.each([true, false])(
    'is none of who is no reader, nor in an epoch that is not verified',
    async (isByWord) => {
      const { keeping, asked } = keepingOf({ epoch: { isByWord, unseen: ['bob', 'mallory'] } });
      expect(await findAuthorKey(keeping, 'two', 'mallory')).toBe('not-theirs');
      expect(await findAuthorKey(keeping, 'one', 'bob')).toBe('not-theirs');
      expect(await findAuthorKey(keeping, 'four', 'bob')).toBe('not-theirs');
      expect(asked).toEqual([]);
    },
  );

  it('is looked at where it stands by the word of the maker', async () => {
    const { keeping, asked } = keepingOf({ epoch: { unseen: ['bob'] } });
    expect(await findAuthorKey(keeping, 'two', 'bob')).toEqual(theirs);
    expect(asked).toEqual([{ id: 'bob', authorKey: BOB }]);
    expect(await findAuthorKey(keeping, 'two', 'alice')).toEqual({ authorKey: ALICE });
    expect(asked).toHaveLength(1);
  });

  it.each([
    [true, theirs],
    ['by-word', unknown],
    [null, unknown],
    [false, 'not-theirs'],
    [new Error('offline'), 'unknown-now'],
  ] as const)('that stands by the word of the maker and is known as %s', async (isTheirs, found) => {
    expect(await find({ epoch: { unseen: ['bob'] }, isTheirs })).toEqual(found);
  });

  it.each([
    [true, theirs],
    ['by-word', theirs],
    [null, theirs],
    [false, 'not-theirs'],
    [new Error('offline'), 'unknown-now'],
  ] as const)('of an epoch that a later maker vouches for, and is known as %s', async (isTheirs, found) => {
    expect(await find({ epoch: { isByWord: true }, isTheirs })).toEqual(found);
  });

  it('is not taken from an epoch before one whose maker could ask nobody about its reader', async () => {
    const isDoubted = (isTheirs: Vouched) =>
      find({ epoch: { isByWord: true }, later: { unverified: ['bob'] }, isTheirs });
    expect(await isDoubted(null)).toEqual(unknown);
    expect(await isDoubted('by-word')).toEqual(theirs);
    expect(await isDoubted(true)).toEqual(theirs);
    const ofOthers = find({ epoch: { isByWord: true }, later: { unverified: ['alice'] }, isTheirs: null });
    expect(await ofOthers).toEqual(theirs);
  });
});
