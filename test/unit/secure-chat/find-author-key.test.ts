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
  const usual = { members: ['alice', 'bob'], authorKeys: [ALICE, BOB], startedBy: 'mallory' };
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
        { ...usual, epoch: 3, encryptionSessionId: 'three', members: ['alice', 'carol'], ...later },
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
    ['former', theirs],
    ['by-word', unknown],
    [null, unknown],
    [false, 'not-theirs'],
    [new Error('offline'), 'unknown-now'],
  ] as const)('that stands by the word of the maker and is known as %s', async (isTheirs, found) => {
    expect(await find({ epoch: { unseen: ['bob'] }, isTheirs })).toEqual(found);
  });

  it.each([
    [true, theirs],
    ['former', theirs],
    ['by-word', theirs],
    [null, theirs],
    [false, 'not-theirs'],
    [new Error('offline'), 'unknown-now'],
  ] as const)('of an epoch that a later maker vouches for, and is known as %s', async (isTheirs, found) => {
    expect(await find({ epoch: { isByWord: true }, isTheirs })).toEqual(found);
  });

  it('is not taken from an epoch that a later maker vouches for where other makers name other keys alone', async () => {
    const story = (later: Partial<VerifiedEpoch>): Story => ({
      epoch: { isByWord: true, startedBy: 'mallory' },
      later: { members: ['alice', 'bob'], authorKeys: [BOB, ALICE], startedBy: 'carol', ...later },
      isTheirs: null,
    });
    expect(await find(story({}))).toEqual(unknown);
    expect(await find(story({ startedBy: 'mallory' }))).toEqual(theirs);
    expect(await find(story({ members: ['alice', 'carol'] }))).toEqual(theirs); // names none for Bob
    expect(await find(story({ authorKeys: [ALICE, BOB] }))).toEqual(theirs);
    expect(await find({ ...story({}), isTheirs: 'by-word' })).toEqual(theirs);
  });

  describe('of an epoch before one whose maker could ask nobody about its reader', () => {
    const doubted = { epoch: { isByWord: true, startedBy: 'mallory' }, later: { unverified: ['bob'] } };

    it.each([
      [true, theirs],
      ['former', theirs],
      ['by-word', theirs],
      [null, unknown],
      [false, 'not-theirs'],
    ] as const)('and is known as %s', async (isTheirs, found) => {
      expect(await find({ ...doubted, isTheirs })).toEqual(found);
      expect(await find({ ...doubted, later: { unverified: 'all' }, isTheirs })).toEqual(found);
    });

    it('is taken where the doubt is about others', async () => {
      expect(await find({ ...doubted, later: { unverified: ['alice'] }, isTheirs: null })).toEqual(theirs);
    });

    it('is taken where another maker names the same key, and no other', async () => {
      const named = { members: ['alice', 'bob'], authorKeys: [ALICE, BOB] };
      const later = { unverified: ['bob'], startedBy: 'carol', ...named };
      expect(await find({ ...doubted, later, isTheirs: null })).toEqual(theirs);
      expect(await find({ ...doubted, later: { ...later, startedBy: 'mallory' }, isTheirs: null })).toEqual(
        unknown,
      );
      expect(
        await find({ ...doubted, later: { ...later, authorKeys: [BOB, ALICE] }, isTheirs: null }),
      ).toEqual(unknown);
    });
  });
});
