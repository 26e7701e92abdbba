import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Vouched } from '../../../client-example/secure-chat/src/contacts/contact-check.ts';
import { walkBack } from '../../../client-example/secure-chat/src/epochs/chain-back.ts';
import {
  type Chain,
  readWelcome,
  takeAtFirstSight,
  walkForward,
} from '../../../client-example/secure-chat/src/epochs/chain-forward.ts';
import {
  openStatement,
  sealStatement,
  signStatement,
} from '../../../client-example/secure-chat/src/epochs/statement.ts';
import type { VerifiedEpoch } from '../../../client-example/secure-chat/src/epochs/trusted-epoch.ts';
import { SecureChatError } from '../../../client-example/secure-chat/src/errors.ts';
import type { AuthorKeyClaim } from '../../../shared/contract/author-key.ts';
import { canonicalJson } from '../../../shared/contract/canonical-json.ts';
import { hasRoomFor, MAX_MEMBERS, mostMembers } from '../../../shared/contract/channel.ts';
import {
  longestStatement,
  parseEncryptedText,
  SEALED_TEXT_MAX_LENGTH,
} from '../../../shared/contract/encrypted-text.ts';
import { type Epoch, registerEncryptionSessionRequest } from '../../../shared/contract/encryption-session.ts';
import type { EpochStatement } from '../../../shared/contract/epoch-statement.ts';
import { routes } from '../../../shared/contract/routes.ts';
import { authorOf, hashOfText, knownAuthors, verify } from '../../support/authors.ts';
import { makeEncryptionSession } from './encryption-session.ts';

const cid = 'encrypted:one';
const old = makeEncryptionSession(randomUUID());
const next = makeEncryptionSession(randomUUID());
const START = new Date(0).toISOString();
const REACTION_KEY = 'A'.repeat(43);
const BOTH = ['alice', 'bob'];

type Said = Partial<Omit<EpochStatement, 'readers'>> & {
  members?: readonly string[];
  /** Somebody in whose place another's author key is named. */
  swapped?: { id: string; by: string };
  /** Who signs it; its maker unless told. */
  signedBy?: string;
};

let first: EpochStatement;
let trusted: VerifiedEpoch;

beforeAll(async () => {
  const readers = await knownAuthors.authorKeys(BOTH);
  const { sessionId: encryptionSessionId } = old;
  const about = { cid, encryptionSessionId, from: 'alice', readers, startedAt: START };
  first = { v: 2, ...about, history: 'fromNowOn', reactionKey: REACTION_KEY };
  trusted = {
    epoch: 1,
    encryptionSessionId,
    startedBy: 'alice',
    startedAt: START,
    members: BOTH,
    authorKeys: readers.map(({ authorKey }) => authorKey),
    history: 'fromNowOn',
    reactionKey: REACTION_KEY,
    hash: await hashOfText(canonicalJson(first)),
  };
});

const statementOf = async ({
  members = BOTH,
  swapped,
  signedBy: _,
  ...changes
}: Said = {}): Promise<EpochStatement> => {
  const honest = await knownAuthors.authorKeys(members);
  const other = swapped && (await authorOf(swapped.by)).authorKey;
  const readers = honest.map(({ id, authorKey }) => ({
    id,
    authorKey: other && id === swapped.id ? other : authorKey,
  }));
  return {
    v: 2,
    cid,
    encryptionSessionId: next.sessionId,
    previous: { encryptionSessionId: old.sessionId, hash: trusted.hash },
    from: 'alice',
    readers,
    history: 'fromNowOn',
    reactionKey: REACTION_KEY,
    startedAt: START,
    ...changes,
  };
};

const registeredOf = async (said: Said = {}): Promise<Epoch> => {
  const statement = await statementOf(said);
  const signed = await signStatement(await authorOf(said.signedBy ?? statement.from), statement);
  return {
    encryptionSessionId: next.sessionId,
    epoch: 2,
    createdBy: statement.from,
    createdAt: START,
    welcome: await sealStatement(next, signed),
    announcement: await sealStatement(old, signed),
  };
};

const claimOf = async (name: string): Promise<AuthorKeyClaim> => ({
  authorKey: (await authorOf(name)).authorKey,
  sigchainHash: 'a1'.repeat(32),
  signature: 'A'.repeat(86),
});

/** Bob's. */
const chainOf = (sessions: readonly (typeof old)[], over: Partial<Chain> = {}): Chain => ({
  cid,
  userId: 'bob',
  verify,
  vouch: knownAuthors.vouch,
  hash: hashOfText,
  isOut: () => false,
  mayRead: async () => true,
  open: async (id) => {
    const found = sessions.find(({ sessionId }) => sessionId === id);
    if (!found) throw new SecureChatError('NO_ACCESS');
    return found;
  },
  ...over,
});
const bobs = () => chainOf([old, next]);

describe('a statement', () => {
  it.each([
    ['a hundred with the longest ids', 100, 128],
    ['a thousand with ids of forty characters', MAX_MEMBERS, 40],
  ])('of %s fits what the registry takes', async (_, count, idLength) => {
    const members = Array.from({ length: count }, (_one, at) => `${at}`.padStart(idLength, 'u')).sort();
    expect(hasRoomFor(members)).toBe(true);
    expect(mostMembers(members, members[0] ?? '')).toBe(count === 100 ? 555 : MAX_MEMBERS);
    expect(hasRoomFor([...members, ...members])).toBe(count === 100);
    const longest = { cid: `${'t'.repeat(64)}:${'c'.repeat(64)}`, from: members[0] ?? '', members };
    const { encryptionSessionId, welcome = '', announcement = '' } = await registeredOf(longest);
    for (const text of [welcome, announcement]) {
      expect(parseEncryptedText(text, SEALED_TEXT_MAX_LENGTH)).not.toBeNull();
      expect(text.length).toBeLessThan(longestStatement(count));
    }
    const request = { encryptionSessionId, welcome, announcement };
    expect(registerEncryptionSessionRequest.safeParse(request).success).toBe(true);
    expect(JSON.stringify(request).length).toBeLessThan(routes.registerEncryptionSession.maxBody);
  });

  it('opens in the session it was sealed in, and no other', async () => {
    const registered = await registeredOf();
    const found = await openStatement(next, registered.welcome, { cid, registered });
    expect(found?.statement).toEqual(await statementOf());
    expect(found?.signed.text).toBe(canonicalJson(await statementOf()));
    expect(await openStatement(old, registered.welcome, { cid, registered })).toBeNull();
    expect(await openStatement(next, undefined, { cid, registered })).toBeNull();
  });

  it('is not looked for in a text of another session, nor found in one that does not decrypt', async () => {
    const registered = await registeredOf();
    const asked: string[] = [];
    const asking = {
      sessionId: next.sessionId,
      decryptMessage: (text: string) => {
        asked.push(text);
        return next.decryptMessage(text);
      },
    };
    for (const text of [registered.announcement, 'words', '', undefined])
      expect(await openStatement(asking, text, { cid, registered })).toBeNull();
    expect(asked).toEqual([]);
    const imposter = makeEncryptionSession(next.sessionId);
    expect(await openStatement(imposter, registered.welcome, { cid, registered })).toBeNull();
  });

  it.each([
    ['channel', { cid: 'encrypted:two' }, {}],
    ['session', { encryptionSessionId: randomUUID() }, {}],
    ['maker', { from: 'bob' }, { createdBy: 'alice' }],
    ['maker outside', { members: ['bob'] }, {}],
  ] as const)('of another %s is none', async (_, said, told) => {
    const registered = { ...(await registeredOf(said)), ...told };
    expect(await openStatement(next, registered.welcome, { cid, registered })).toBeNull();
  });
});

describe('the walk along the epochs', () => {
  it('ends at the current epoch when it was announced', async () => {
    const { found, end } = await walkForward(bobs(), [trusted], [await registeredOf()]);
    expect(end).toBe('current');
    const hash = await hashOfText(canonicalJson(await statementOf()));
    const { authorKeys } = trusted;
    expect(found).toMatchObject([{ epoch: 2, members: BOTH, authorKeys, hash, reactionKey: REACTION_KEY }]);
  });

  it('begins with an epoch that is trusted and opens, and nowhere else', async () => {
    const listed = [await registeredOf()];
    expect(await walkForward(bobs(), [], listed)).toEqual({ found: [], end: 'foreign' });
    expect(await walkForward(chainOf([next]), [trusted], listed)).toEqual({ found: [], end: 'no-access' });
    expect(await walkForward(bobs(), [trusted], [])).toEqual({ found: [], end: 'unlisted' });
    const unannounced = { ...(await registeredOf()), encryptionSessionId: randomUUID(), epoch: 3 };
    expect(await walkForward(bobs(), [trusted], [...listed, unannounced])).toMatchObject({ end: 'foreign' });
  });

  it('is not led on by one that goes on from nothing', async () => {
    const { previous: _, ...statement } = await statementOf();
    const signed = await signStatement(await authorOf('alice'), statement);
    const announcement = await sealStatement(old, signed);
    const listed = [{ ...(await registeredOf()), announcement }];
    expect(await walkForward(bobs(), [trusted], listed)).toEqual({ found: [], end: 'unlisted' });
  });

  it('asks for nobody’s keys but those that are new', async () => {
    const asked: string[] = [];
    const vouch: Chain['vouch'] = async (authors) => {
      asked.push(...authors.map(({ id }) => id));
      return knownAuthors.vouch(authors);
    };
    const listed = [await registeredOf({ members: [...BOTH, 'carol'] })];
    expect(await walkForward(chainOf([old, next], { vouch }), [trusted], listed)).toMatchObject({
      end: 'current',
    });
    expect(asked).toEqual(['carol']);
  });

  it.each([
    [true, [{ epoch: 2 }]],
    ['former', [{ epoch: 2, unseen: ['carol'] }]],
    ['by-word', [{ epoch: 2, unseen: ['carol'] }]],
    [null, [{ epoch: 2, unseen: ['carol'], untold: ['carol'] }]],
    [false, []],
  ] as const)(
    'takes new keys on the maker’s word unless they are known to be wrong: %s',
    async (areTheirs, found) => {
      const listed = [await registeredOf({ members: [...BOTH, 'carol'] })];
      const chain = chainOf([old, next], { vouch: async () => [areTheirs] });
      const walk = await walkForward(chain, [trusted], listed);
      const told = walk.found.map(({ epoch, unseen, untold }) => ({
        epoch,
        ...(unseen && { unseen }),
        ...(untold && { untold }),
      }));
      expect(told).toEqual(found);
    },
  );

  it.each([
    ['another reader', 'alice'],
    ['oneself', 'bob'],
  ])('takes another key of %s only if it is known to be good today', async (_, id) => {
    const listed = [await registeredOf({ swapped: { id, by: 'mallory' } })];
    const isTaken = async (isTheirs: Vouched) => {
      const chain = chainOf([old, next], { vouch: async () => [isTheirs] });
      return (await walkForward(chain, [trusted], listed)).found.length > 0;
    };
    expect(await isTaken(true)).toBe(true);
    for (const isTheirs of ['former', 'by-word', null, false] as const)
      expect(await isTaken(isTheirs)).toBe(false);
  });

  it('lets in again with this device’s key alone who was out', async () => {
    const listed = [await registeredOf()];
    const withoutBob = { ...trusted, members: ['alice'], authorKeys: trusted.authorKeys.slice(0, 1) };
    const chain = chainOf([old, next], { vouch: async () => ['by-word'] });
    expect((await walkForward(chain, [withoutBob], listed)).found).toEqual([]);
  });

  it('takes nobody’s key for looked at because one that was taken at first sight had it', async () => {
    const listed = [await registeredOf()];
    const { found } = await walkForward(bobs(), [{ ...trusted, unseen: ['alice', 'zoe'] }], listed);
    expect(found).toMatchObject([{ epoch: 2, unseen: ['alice'] }]);
    expect((await walkForward(bobs(), [trusted], listed)).found[0]).not.toHaveProperty('unseen');
  });

  it.each([
    ['left-out', { members: ['alice'] }, [old, next]],
    ['no-access', {}, [old]],
    ['unlisted', { previous: { encryptionSessionId: randomUUID(), hash: REACTION_KEY } }, [old, next]],
  ] as const)('ends as %s', async (end, said, sessions) => {
    const registered = await registeredOf(said);
    expect(await walkForward(chainOf(sessions), [trusted], [registered])).toEqual({ found: [], end });
  });

  it('is foreign when the trusted one is listed and nobody in it announced the next', async () => {
    const before = { ...(await registeredOf()), encryptionSessionId: old.sessionId, epoch: 1 };
    const unannounced = { ...(await registeredOf()), announcement: undefined };
    const byOutsider = await registeredOf({ from: 'eve', members: ['bob', 'eve'] });
    for (const registered of [unannounced, byOutsider])
      expect(await walkForward(bobs(), [trusted], [before, registered])).toMatchObject({ end: 'foreign' });
  });

  it.each([
    ['signed by another reader than its maker', { signedBy: 'bob' }],
    ['signed by nobody who reads', { signedBy: 'mallory' }],
    ['going on from another statement of the trusted session', { previous: { hash: REACTION_KEY } }],
    ['naming another author key for this device’s own user', { swapped: { id: 'bob', by: 'alice' } }],
    ['naming another author key for a reader so far', { swapped: { id: 'carol', by: 'alice' } }],
    [
      'naming a wrong author key for somebody new',
      { members: [...BOTH, 'dave'], swapped: { id: 'dave', by: 'alice' } },
    ],
    ['naming its maker’s own key anew', { swapped: { id: 'alice', by: 'mallory' }, signedBy: 'mallory' }],
  ])(
    'does not follow one %s',
    async (what, { previous, ...said }: Omit<Said, 'previous'> & { previous?: { hash: string } }) => {
      const withCarol = what.includes('reader so far');
      const members = withCarol ? [...BOTH, 'carol'] : BOTH;
      const authorKeys = (await knownAuthors.authorKeys(members)).map(({ authorKey }) => authorKey);
      const from = { ...trusted, members, authorKeys };
      const before = { ...(await registeredOf()), encryptionSessionId: old.sessionId, epoch: 1 };
      const registered = await registeredOf({
        members,
        ...said,
        ...(previous && { previous: { encryptionSessionId: old.sessionId, ...previous } }),
      });
      expect(await walkForward(bobs(), [from], [before, registered])).toEqual({ found: [], end: 'foreign' });
      const honest = await registeredOf({ members: said.members ?? members });
      expect(await walkForward(bobs(), [from], [before, honest])).toMatchObject({ end: 'current' });
    },
  );

  it('lets nobody in on the word of who was taken out here, but goes on from what they made', async () => {
    const chain = chainOf([old, next], { isOut: (id) => id === 'alice' });
    const before = { ...(await registeredOf()), encryptionSessionId: old.sessionId, epoch: 1 };
    const letsIn = await registeredOf({ members: [...BOTH, 'carol'] });
    expect(await walkForward(chain, [trusted], [before, letsIn])).toMatchObject({ end: 'foreign' });
    expect(await walkForward(chain, [trusted], [before, await registeredOf()])).toMatchObject({
      end: 'current',
    });
  });

  it('takes nobody as a reader who may not be one', async () => {
    const chain = chainOf([old, next], { mayRead: async (ids) => !ids.includes('carol') });
    const before = { ...(await registeredOf()), encryptionSessionId: old.sessionId, epoch: 1 };
    const withCarol = await registeredOf({ members: [...BOTH, 'carol'] });
    expect(await walkForward(chain, [trusted], [before, withCarol])).toMatchObject({ end: 'foreign' });
    expect(await takeAtFirstSight(chain, withCarol)).toBeNull();
  });

  it('never takes one that was trusted before', async () => {
    const secondHash = await hashOfText(canonicalJson(await statementOf()));
    const back = await statementOf({
      encryptionSessionId: old.sessionId,
      previous: { encryptionSessionId: next.sessionId, hash: secondHash },
    });
    const second = { ...trusted, epoch: 2, encryptionSessionId: next.sessionId, hash: secondHash };
    const again: Epoch = {
      encryptionSessionId: old.sessionId,
      epoch: 3,
      createdBy: 'alice',
      createdAt: START,
      announcement: await sealStatement(next, await signStatement(await authorOf('alice'), back)),
    };
    const listed = [await registeredOf(), again];
    expect(await walkForward(bobs(), [trusted, second], listed)).toEqual({ found: [], end: 'foreign' });
  });

  it('takes at first sight only what welcomes oneself, signed by whom the registered key is', async () => {
    const chain = chainOf([next]);
    const epoch = await takeAtFirstSight(chain, await registeredOf({ members: [...BOTH, 'carol'] }));
    expect(epoch).toMatchObject({ epoch: 2, unseen: ['carol'] });
    expect(epoch).not.toHaveProperty('untold');
    expect(await takeAtFirstSight(chain, await registeredOf())).not.toHaveProperty('unseen');
    for (const said of [
      { members: ['alice'] },
      { signedBy: 'mallory' },
      { signedBy: 'bob' },
      { swapped: { id: 'alice', by: 'mallory' }, signedBy: 'mallory' },
      { swapped: { id: 'bob', by: 'mallory' } },
    ])
      expect(await takeAtFirstSight(chain, await registeredOf(said))).toBeNull();
    expect(await takeAtFirstSight(chainOf([]), await registeredOf())).toBeNull();
    expect(await readWelcome(chainOf([]), await registeredOf())).toBe('no-access');
  });
});

describe('the way back', () => {
  /** The first epoch as the registry has it; `said`: what its welcome says otherwise. */
  const firstAs = async (said: Partial<EpochStatement> = {}): Promise<Epoch> => ({
    encryptionSessionId: old.sessionId,
    epoch: 1,
    createdBy: 'alice',
    createdAt: START,
    welcome: await sealStatement(old, await signStatement(await authorOf('alice'), { ...first, ...said })),
  });

  it('takes what the later statement named, by its hash, and nothing else in its place', async () => {
    const current = await registeredOf();
    const known = (await walkForward(bobs(), [trusted], [current])).found;
    const honest = [await firstAs(), current];
    expect(await walkBack(bobs(), known, honest, honest[0] as Epoch)).toMatchObject([
      { epoch: 1, authorKeys: trusted.authorKeys, isByWord: true },
      { epoch: 2 },
    ]);
    const other = await firstAs({
      readers: (await statementOf({ swapped: { id: 'bob', by: 'alice' } })).readers,
    });
    expect(await walkBack(bobs(), known, [other, current], other)).toEqual(known);
  });

  /** Three epochs, each going on from the one before: as the registry has them, and as they are once verified. */
  const three = async () => {
    const sessions = [old, makeEncryptionSession(randomUUID()), next] as const;
    const epochs: VerifiedEpoch[] = [];
    const listed: Epoch[] = [];
    for (const [place, session] of sessions.entries()) {
      const before = epochs.at(-1);
      const previous = before && { encryptionSessionId: before.encryptionSessionId, hash: before.hash };
      const { sessionId: encryptionSessionId } = session;
      const statement: EpochStatement = { ...first, encryptionSessionId, ...(previous && { previous }) };
      const signed = await signStatement(await authorOf('alice'), statement);
      const welcome = await sealStatement(session, signed);
      const epoch = place + 1;
      listed.push({ encryptionSessionId, epoch, createdBy: 'alice', createdAt: START, welcome });
      const hash = await hashOfText(canonicalJson(statement));
      epochs.push({ ...trusted, epoch, encryptionSessionId, hash, previous });
    }
    const chain = (able: readonly (typeof old)[] = sessions) => chainOf(able);
    const back = async (known: readonly number[], wanted: number | null, over: Partial<Epoch>[] = []) => {
      const registered = listed.map((epoch, place) => ({ ...epoch, ...over[place] }));
      const from = known.map((number) => epochs[number - 1] as VerifiedEpoch);
      const target = wanted === null ? null : (registered[wanted - 1] as Epoch);
      return (await walkBack(chain(), from, registered, target)).map(({ epoch }) => epoch);
    };
    return { sessions, epochs, listed, chain, back };
  };

  it.each<[string, number[], number | null, number[]]>([
    ['to the one that is wanted, and no further', [3], 2, [2, 3]],
    ['over those between', [3], 1, [1, 2, 3]],
    ['from the next that is verified after it', [1, 3], 2, [1, 2, 3]],
    ['nowhere for one that is later', [1], 3, [1]],
    ['as far as it goes', [2, 3], null, [1, 2, 3]],
    ['not beyond the first', [1], null, [1]],
  ])('leads %s', async (_, known, wanted, found) => {
    const { back } = await three();
    expect(await back(known, wanted)).toEqual(found);
  });

  it('ends at what is no earlier epoch of the registry’s, or cannot be opened', async () => {
    const { sessions, epochs, listed, chain, back } = await three();
    for (const epoch of [2, 3, 9]) expect(await back([2], null, [{ epoch }])).toEqual([2]);
    expect(await back([2], null, [{ encryptionSessionId: randomUUID() }])).toEqual([2]);
    expect(await back([2], null, [{ welcome: undefined }])).toEqual([2]);
    const known = epochs.slice(2);
    expect(await walkBack(chain([sessions[0], sessions[2]]), known, listed, null)).toEqual(known);
  });

  it('lets nobody have begun in the past what they have not signed, whoever named it since', async () => {
    const current = await registeredOf();
    const [last] = (await walkForward(bobs(), [trusted], [current])).found as [VerifiedEpoch];
    const found = async (by: string, said: Partial<EpochStatement>) => {
      const statement = { ...first, ...said };
      const welcome = await sealStatement(old, await signStatement(await authorOf(by), statement));
      const listed = [{ ...(await firstAs()), welcome }, current] as [Epoch, Epoch];
      const hash = await hashOfText(canonicalJson(statement));
      const known = [{ ...last, previous: { encryptionSessionId: old.sessionId, hash } }];
      return (await walkBack(bobs(), known, listed, listed[0])).length - known.length;
    };
    const { readers } = await statementOf({ swapped: { id: 'alice', by: 'mallory' } });
    expect(await found('alice', {})).toBe(1);
    expect(await found('mallory', {})).toBe(0);
    expect(await found('mallory', { readers })).toBe(0);
  });

  it('asks about the maker with the author key that was registered with the epoch', async () => {
    const current = await registeredOf();
    const known = (await walkForward(bobs(), [trusted], [current])).found;
    const author = await claimOf('alice');
    const asked: unknown[] = [];
    const chain = chainOf([old, next], {
      vouch: async (authors) => {
        asked.push(...authors.filter(({ id }) => id !== 'bob'));
        return authors.map(() => true);
      },
    });
    const first = { ...(await firstAs()), author };
    expect(await walkBack(chain, known, [first, current], first)).toHaveLength(2);
    expect(await takeAtFirstSight(chain, { ...current, author })).not.toBeNull();
    const said = { id: 'alice', authorKey: author.authorKey, claim: author };
    expect(asked).toEqual([said, said]);
  });

  it.each(['by-word', null, false] as const)(
    'does not take at first sight what was begun by somebody of whom it is said: %s',
    async (isTheirs) => {
      const chain = chainOf([old, next], {
        vouch: async (authors) => authors.map(({ id }) => id === 'bob' || isTheirs),
      });
      expect(await takeAtFirstSight(chain, await registeredOf())).toBeNull();
    },
  );

  it('takes what was begun by somebody of whom nothing is told any more', async () => {
    const current = await registeredOf();
    const known = (await walkForward(bobs(), [trusted], [current])).found;
    const listed = [await firstAs(), current] as [Epoch, Epoch];
    for (const [isTheirs, count] of [
      [null, 2],
      ['by-word', 2],
      [false, 1],
    ] as const) {
      const chain = chainOf([old, next], { vouch: async () => [isTheirs] });
      expect(await walkBack(chain, known, listed, listed[0])).toHaveLength(count);
    }
  });
});
