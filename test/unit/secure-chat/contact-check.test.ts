import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  accept,
  type ContactsMemory,
  check,
  vouch,
} from '../../../client-example/secure-chat/src/contacts/contact-check.ts';
import {
  type ContactPin,
  contactPins,
} from '../../../client-example/secure-chat/src/contacts/contact-pins.ts';
import { authorKeyOf, look } from '../../../client-example/secure-chat/src/contacts/contact-view.ts';
import {
  type RegisteredIdentity,
  registeredIdentities,
} from '../../../client-example/secure-chat/src/contacts/registered-identities.ts';
import { memoryStorage } from '../../../client-example/secure-chat/src/platform/device-storage.ts';
import type { SealdSdk } from '../../../client-example/secure-chat/src/seald/sdk-types.ts';
import { claimText } from '../../../shared/contract/author-key.ts';
import { authorOf, verify } from '../../support/authors.ts';

const hashOf = (block: string): string => createHash('sha256').update(block).digest('hex');
const [B0, B1, FOREIGN, OTHER] = ['b0', 'b1', 'foreign', 'other'].map(hashOf) as [
  string,
  string,
  string,
  string,
];
const bob = (await authorOf('bob')).authorKey;
const bobAnew = (await authorOf('bob anew')).authorKey;

/** What an author key says of itself. */
const claimBy = async (name: string, sigchainHash: string, userId = 'bob') => {
  const { authorKey, sign } = await authorOf(name);
  const { signature } = await sign('author-key', claimText(userId, { authorKey, sigchainHash }));
  return { authorKey, sigchainHash, signature };
};

type Person = {
  /** Hashes of the chain at Seald; null for somebody who has no identity. */
  chain: string[] | null;
  holdsKeys: boolean;
  registered: Omit<RegisteredIdentity, 'former'>;
  /** By the word of a server that lies. */
  sharesAccountOf?: string;
};
let people: Record<string, Person>;
let formerAuthorKeys: string[];
let asked: string[];
let atOnce: { now: number; most: number };
let lots: number[];
let own: ContactsMemory;

const sdk = {
  appId: 'app',
  utils: {
    getRecipients: async ({ userIds }: { userIds: string[] }) => {
      lots.push(userIds.length);
      atOnce.now += 1;
      atOnce.most = Math.max(atOnce.most, atOnce.now);
      await new Promise(setImmediate);
      atOnce.now -= 1;
      const isKnown = (id: string) => Boolean(people[id.replace('T_', '')]?.chain);
      const accounts = userIds.filter(isKnown).map((id) => {
        const name = id.replace('T_', '');
        return `account of ${people[name]?.sharesAccountOf ?? name}`;
      });
      return {
        recipients: [...new Set(accounts)],
        hairlessRecipients: userIds.filter((id) => !isKnown(id)).map((id) => ({ value: `${id}@app` })),
      };
    },
  },
  updateContacts: async ({ sealdIds }: { sealdIds: string[] }) => {
    for (const account of sealdIds) asked.push(`chain of ${account.replace('account of ', '')}`);
  },
  getSigchainHash: async ({ sealdIds: [account = ''] }: { sealdIds: string[] }) => {
    asked.push(`chain of ${account.replace('account of ', '')}`);
  },
  goatee: {
    dependencies: {
      searchLocally: async ({ value }: { value: string }) => {
        const person = people[value.replace('account of ', '')];
        return [
          {
            sigchain: (person?.chain ?? []).map((hash) => ({ hash })),
            checkIntegrity: () => {
              if (!person?.holdsKeys) throw new Error('mismatch');
            },
          },
        ];
      },
    },
  },
} as unknown as SealdSdk;

beforeEach(async () => {
  [asked, formerAuthorKeys, atOnce, lots] = [[], [], { now: 0, most: 0 }, []];
  people = {
    bob: {
      chain: [B0, B1],
      holdsKeys: true,
      registered: { sigchainHash: B0, author: await claimBy('bob', B0) },
    },
  };
  own = {
    userId: 'alice',
    ownAuthorKey: (await authorOf('alice')).authorKey,
    sdk,
    sealdIdPrefix: 'T',
    verify,
    pins: contactPins(memoryStorage()),
    registered: registeredIdentities(async (userIds) =>
      userIds.map((userId) => {
        asked.push(`registered of ${userId}`);
        const { sigchainHash = null, author = null } = people[userId]?.registered ?? {};
        return (sigchainHash && { sigchainHash, ...(author && { author }), formerAuthorKeys }) as never;
      }),
    ),
    sha512: async (bytes) => createHash('sha512').update(bytes).digest(),
    now: () => new Date(0),
    trusted: new Map(),
    made: new Map(),
    afresh: new Set(),
  };
});

const change = (changes: Partial<Person>) => Object.assign(people.bob as Person, changes);
const pin = (changes: Partial<ContactPin> = {}) =>
  own.pins.set('bob', { head: B1, authorKey: bob, ...changes });
const pinned = () => own.pins.get('bob');
const kindOf = async (purpose: 'session' | 'notice' | 'made' | 'use' = 'session') => {
  const [finding, ...more] = await check(own, ['bob'], purpose);
  expect([finding?.userId ?? 'bob', more]).toEqual(['bob', []]);
  return finding?.kind ?? null;
};
const isVouched = async (authorKey: string, id = 'bob') => (await vouch(own, [{ id, authorKey }]))[0];

describe('a look at a contact', () => {
  it('pins what is seen first, and finds nothing in it', async () => {
    expect(await kindOf()).toBeNull();
    expect(await pinned()).toEqual({ head: B1, authorKey: bob });
    expect(own.trusted.get('bob')).toEqual({ account: 'account of bob', head: B1 });
  });

  it('finds nothing while nothing has changed, and keeps what was compared', async () => {
    const comparedAt = new Date(0).toISOString();
    await pin({ comparedAt, overruled: FOREIGN });
    expect(await kindOf()).toBeNull();
    expect(await pinned()).toEqual({ head: B1, authorKey: bob, comparedAt, overruled: FOREIGN });
  });

  it('passes over who has no identity, and oneself, and looks at each once', async () => {
    people.alice = { ...(people.bob as Person) };
    people.carol = { ...(people.bob as Person), chain: null };
    own.trusted.set('carol', { account: 'old', head: B0 });
    expect(await check(own, ['alice', 'carol', 'bob', 'bob'], 'session')).toEqual([]);
    expect(asked.filter((one) => one.startsWith('chain'))).toEqual(['chain of bob']);
    expect([...own.trusted.keys()]).toEqual(['bob']);
  });

  it('asks for ten in a call and makes ten calls at a time, and finds in their order', async () => {
    const ids = Array.from({ length: 123 }, (_, at) => `user-${at}`);
    for (const id of ids)
      people[id] = { chain: [B0], holdsKeys: false, registered: { sigchainHash: null, author: null } };
    const found = await check(own, ids, 'notice');
    expect(found).toEqual(ids.map((userId) => ({ userId, kind: 'mismatch' })));
    expect(lots).toEqual([...Array.from({ length: 12 }, () => 10), 3]);
    expect(atOnce.most).toBe(10);
  });

  it('keeps people apart of whom a server says that they have one account', async () => {
    people.carol = { ...(people.bob as Person), chain: null };
    people.dave = { ...(people.bob as Person), sharesAccountOf: 'bob' };
    await check(own, ['dave', 'carol', 'bob'], 'session');
    expect([...own.trusted].map(([id, { account }]) => [id, account])).toEqual([['bob', 'account of bob']]);
  });

  it('sees that the chain has grown, pins that, and says so once', async () => {
    await pin({ head: B0, comparedAt: new Date(0).toISOString() });
    expect(await kindOf()).toBe('grown');
    expect(await pinned()).toEqual({ head: B1, authorKey: bob, comparedAt: new Date(0).toISOString() });
    expect(own.trusted.has('bob')).toBe(true);
    expect(await kindOf()).toBeNull();
  });

  it('goes by the last block, however many there are', async () => {
    change({ chain: [B0, B1, OTHER] });
    await pin();
    expect(await kindOf()).toBe('grown');
    expect(await pinned()).toEqual({ head: OTHER, authorKey: bob });
    expect(own.trusted.get('bob')).toEqual({ account: 'account of bob', head: OTHER });
    expect(await kindOf()).toBeNull();
  });

  it('leaves growth to the next look where nobody would be told, but uses what was seen', async () => {
    await pin({ head: B0 });
    expect(await kindOf('use')).toBe('grown');
    expect(await pinned()).toMatchObject({ head: B0 });
    expect(own.trusted.get('bob')).toEqual({ account: 'account of bob', head: B1 });
    expect(await kindOf('notice')).toBe('grown');
    expect(await pinned()).toMatchObject({ head: B1 });
  });

  it('for a notice alone lets no session be made for what was seen', async () => {
    own.trusted.set('bob', { account: 'account of bob', head: B0 });
    expect(await kindOf('notice')).toBeNull();
    expect(own.trusted.has('bob')).toBe(false);
  });

  describe('for whom a session was just made', () => {
    const account = 'account of bob';
    beforeEach(() => {
      own.made.set('bob', { account, head: B1 });
    });

    it('asks the backend, and Seald nothing, and lets no other session be made', async () => {
      expect(await kindOf('made')).toBeNull();
      expect([asked, lots]).toEqual([['registered of bob'], []]);
      expect(await pinned()).toEqual({ head: B1, authorKey: bob });
      expect([own.made.size, own.trusted.size]).toEqual([0, 0]);
    });

    it('asks Seald nothing of whom it has known before, either', async () => {
      await pin({ head: B1, authorKey: bob });
      expect(await kindOf('made')).toBeNull();
      expect([asked, lots]).toEqual([['registered of bob'], []]);
    });

    it('finds a registered hash that is none of its chain’s, when Seald was asked once more', async () => {
      change({ registered: { sigchainHash: FOREIGN, author: await claimBy('bob', B0) } });
      expect(await kindOf('made')).toBe('mismatch');
      expect(asked).toEqual(['registered of bob', 'registered of bob', 'chain of bob']);
    });

    it('finds another chain than the one it was made for, whatever is registered', async () => {
      change({ chain: [OTHER], registered: { sigchainHash: OTHER, author: await claimBy('bob', OTHER) } });
      expect(await kindOf('made')).toBe('mismatch');
      expect(await pinned()).toBeNull();
    });

    it('goes by it for no other purpose, and once', async () => {
      own.made.set('bob', { account: 'account of mallory', head: OTHER });
      expect(await kindOf()).toBeNull();
      expect(own.trusted.get('bob')).toEqual({ account, head: B1 });
      expect(await kindOf('made')).toBeNull();
      expect(lots).toEqual([1, 1]);
    });
  });

  it('before a session is made asks for accounts and the keys of one known contact, and goes by what was remembered of the backend', async () => {
    await kindOf();
    [asked.length, lots.length] = [0, 0];
    expect(await check(own, ['bob'], 'use', { isMadeNext: true })).toEqual([]);
    expect([asked, lots]).toEqual([['chain of bob'], [1]]);
    asked.length = 0;
    change({ holdsKeys: false });
    expect(await check(own, ['bob'], 'use', { isMadeNext: true })).toMatchObject([{ kind: 'mismatch' }]);
    expect(asked).toEqual(['chain of bob', 'registered of bob', 'chain of bob']);
  });

  it('fetches the keys of one known contact at each look, in turn, whatever the heads are', async () => {
    for (const userId of ['carol', 'dave'])
      people[userId] = { chain: [B0], holdsKeys: true, registered: { sigchainHash: B0, author: null } };
    const lookAt = async (userIds: string[]) => {
      asked.length = 0;
      await check(own, userIds, 'use', { isMadeNext: true });
      return asked.filter((one) => one.startsWith('chain'));
    };
    const all = ['bob', 'carol', 'dave'];
    expect(await lookAt(all)).toEqual([]);
    const turns = ['bob', 'carol', 'dave', 'bob'].map((name) => [`chain of ${name}`]);
    for (const turn of turns) expect(await lookAt(all)).toEqual(turn);
    expect(await lookAt(['bob', 'dave'])).toEqual(['chain of dave']);
    expect(await lookAt(all)).toEqual(['chain of carol']);
  });

  it.each<[string, ContactPin | null, () => Promise<Partial<Person>>]>([
    ['keys that are not those of the chain', null, async () => ({ holdsKeys: false })],
    [
      'a registered hash that is none of the chain’s',
      null,
      async () => ({ registered: { sigchainHash: FOREIGN, author: await claimBy('bob', B0) } }),
    ],
    [
      'an author key that was made for another chain',
      null,
      async () => ({ registered: { sigchainHash: B0, author: await claimBy('bob', FOREIGN) } }),
    ],
    [
      'an author key that says it is somebody else’s',
      null,
      async () => ({ registered: { sigchainHash: B0, author: await claimBy('bob', B0, 'mallory') } }),
    ],
    [
      'a pinned author key whose claim is not its own',
      { head: B1, authorKey: bob },
      async () => ({
        registered: {
          sigchainHash: B0,
          author: { ...(await claimBy('bob', B0)), signature: (await claimBy('bob', B1)).signature },
        },
      }),
    ],
    [
      'another author key for the same chain',
      { head: B1, authorKey: bob },
      async () => ({ registered: { sigchainHash: B0, author: await claimBy('bob anew', B0) } }),
    ],
  ])('finds a mismatch in %s, and trusts nothing of it', async (_, before, changes) => {
    if (before) await own.pins.set('bob', before);
    own.trusted.set('bob', { account: 'account of bob', head: B0 });
    change(await changes());
    expect(await kindOf()).toBe('mismatch');
    expect(await pinned()).toEqual(before);
    expect(own.trusted.has('bob')).toBe(false);
  });

  it('finds another chain replaced, also with the author key that was made for it', async () => {
    await pin({ head: OTHER });
    change({ registered: { sigchainHash: B0, author: await claimBy('bob anew', B0) } });
    expect(await kindOf()).toBe('replaced');
    expect(await pinned()).toEqual({ head: OTHER, authorKey: bob });
    expect(own.trusted.has('bob')).toBe(false);
  });

  it('takes a pinned author key though it was made for a block that is not seen', async () => {
    await pin();
    change({ registered: { sigchainHash: B0, author: await claimBy('bob', FOREIGN) } });
    expect(await kindOf()).toBeNull();
  });

  it('keeps the author key of the same chain while none is registered, and not that of another', async () => {
    await pin();
    change({ registered: { sigchainHash: B0, author: null } });
    expect(await kindOf()).toBeNull();
    expect(await pinned()).toEqual({ head: B1, authorKey: bob });
    change({ chain: [OTHER], registered: { sigchainHash: null, author: null } });
    expect(await kindOf()).toBe('replaced');
    await accept(own, 'bob');
    expect(await pinned()).toEqual({ head: OTHER, formerAuthorKeys: [bob] });
  });

  it('pins an author key that is registered later for the same chain, and what was compared is void', async () => {
    await own.pins.set('bob', { head: B1, comparedAt: new Date(0).toISOString() });
    expect(await kindOf()).toBeNull();
    expect(await pinned()).toEqual({ head: B1, authorKey: bob });
  });

  it('pins no chain that has no block', async () => {
    change({ chain: [], registered: { sigchainHash: null, author: null } });
    expect(await kindOf()).toBeNull();
    expect([await pinned(), own.trusted.size]).toEqual([null, 0]);
  });

  it('takes no notice of a registered hash that the user has overruled, and of that one alone', async () => {
    await pin({ overruled: FOREIGN });
    change({ registered: { sigchainHash: FOREIGN, author: await claimBy('bob', B0) } });
    expect(await kindOf()).toBeNull();
    change({ registered: { sigchainHash: OTHER, author: await claimBy('bob', B0) } });
    own.registered.forget('bob');
    expect(await kindOf()).toBe('mismatch');
  });

  it('asks the backend again for what was remembered and does not fit, and for the chain after it', async () => {
    await kindOf();
    change({ chain: [OTHER], registered: { sigchainHash: OTHER, author: await claimBy('bob anew', OTHER) } });
    asked.length = 0;
    expect(await kindOf()).toBe('replaced');
    expect(asked).toEqual(['chain of bob', 'registered of bob', 'chain of bob']);
    asked.length = 0;
    expect(await kindOf()).toBe('replaced');
    expect(asked).toEqual(['chain of bob']);
  });

  it('tells what there is to see', async () => {
    expect(await look(own, { userId: 'nobody', pin: null })).toBeNull();
    const view = await look(own, { userId: 'bob', pin: null });
    expect(view).toEqual({
      account: 'account of bob',
      chain: { hashes: [B0, B1], holdsKeys: true },
      registered: { sigchainHash: B0, author: await claimBy('bob', B0), former: [] },
      author: { ...(await claimBy('bob', B0)), isProven: true },
    });
    expect(view && authorKeyOf(view, { head: OTHER, authorKey: bobAnew })).toBe(bob);
  });
});

describe('taking a contact’s keys as they are', () => {
  it('pins another chain with its author key, and what was compared before is void', async () => {
    await pin({ head: OTHER, authorKey: bobAnew, comparedAt: new Date(0).toISOString() });
    await accept(own, 'bob');
    expect(await pinned()).toEqual({ head: B1, authorKey: bob, formerAuthorKeys: [bobAnew] });
    expect(own.trusted.get('bob')).toEqual({ account: 'account of bob', head: B1 });
    expect(await kindOf()).toBeNull();
  });

  it('keeps the twenty newest of the author keys from before', async () => {
    const keys = Array.from({ length: 20 }, (_, at) => Buffer.alloc(32, at).toString('base64url'));
    await pin({ head: OTHER, authorKey: bobAnew, formerAuthorKeys: keys });
    await accept(own, 'bob');
    expect((await pinned())?.formerAuthorKeys).toEqual([...keys.slice(1), bobAnew]);
  });

  it('overrules a registered hash that is none of the chain’s, and keeps what was overruled', async () => {
    change({ registered: { sigchainHash: FOREIGN, author: await claimBy('bob', B0) } });
    await accept(own, 'bob');
    expect(await pinned()).toEqual({ head: B1, authorKey: bob, overruled: FOREIGN });
    change({ registered: { sigchainHash: B0, author: await claimBy('bob', B0) } });
    own.registered.forget('bob');
    await accept(own, 'bob');
    expect(await pinned()).toEqual({ head: B1, authorKey: bob, overruled: FOREIGN });
  });

  it.each<[string, () => Promise<Partial<Person>>]>([
    ['who has no identity', async () => ({ chain: null })],
    ['whose keys are not those of the chain', async () => ({ holdsKeys: false })],
    [
      'whose author key says it is somebody else’s',
      async () => ({ registered: { sigchainHash: B0, author: await claimBy('bob', B0, 'mallory') } }),
    ],
  ])('changes nothing for somebody %s', async (_, changes) => {
    change(await changes());
    await accept(own, 'bob');
    expect([await pinned(), own.trusted.size]).toEqual([null, 0]);
  });

  it('works without an author key', async () => {
    change({ registered: { sigchainHash: null, author: null } });
    await accept(own, 'bob');
    expect(await pinned()).toEqual({ head: B1 });
  });
});

describe('vouching for author keys', () => {
  it('is by this device’s own for oneself', async () => {
    expect([await isVouched(own.ownAuthorKey, 'alice'), await isVouched(bob, 'alice')]).toEqual([
      true,
      false,
    ]);
    expect(asked).toEqual(['registered of alice']); // whether it was theirs before
  });

  it('asks nobody for one that is pinned', async () => {
    await pin();
    expect(await isVouched(bob)).toBe(true);
    expect(asked).toEqual([]);
  });

  it('takes the one that is registered for the chain, asks once, and pins it', async () => {
    expect(await isVouched(bob)).toBe(true);
    expect(asked).toEqual(['registered of bob', 'chain of bob']);
    expect(await pinned()).toEqual({ head: B1, authorKey: bob });
  });

  it('asks the backend for nothing more where what is remembered says it', async () => {
    await kindOf();
    await own.pins.set('bob', { head: B1 });
    asked.length = 0;
    expect(await isVouched(bob)).toBe(true);
    expect(asked).toEqual(['chain of bob']);
  });

  it('takes that of a new identity, and leaves the finding to the next look', async () => {
    await pin({ head: OTHER, authorKey: bobAnew });
    expect(await isVouched(bob)).toBe(true);
    expect(await pinned()).toEqual({ head: OTHER, authorKey: bobAnew });
    expect(await kindOf()).toBe('replaced');
  });

  it('asks again before it says no: what is remembered may be of before', async () => {
    await kindOf();
    change({ chain: [OTHER], registered: { sigchainHash: OTHER, author: await claimBy('bob anew', OTHER) } });
    expect(await isVouched(bobAnew)).toBe(true);
    asked.length = 0;
    expect(await isVouched('A'.repeat(43))).toBe(false);
    expect(asked.filter((one) => one === 'registered of bob')).toHaveLength(1);
  });

  it('takes none that cannot be theirs, nor one of somebody without an identity or a key', async () => {
    change({ holdsKeys: false });
    expect(await isVouched(bob)).toBe(false);
    expect(await isVouched(bob, 'nobody')).toBeNull();
    change({ holdsKeys: true, registered: { sigchainHash: B0, author: null } });
    own.registered.forget('bob');
    expect(await isVouched(bob)).toBeNull();
  });

  it('does not know while nothing is told of somebody of whom nothing is pinned', async () => {
    change({ registered: { sigchainHash: null, author: null } });
    expect(await isVouched(bob)).toBeNull();
    expect(asked).toEqual(['registered of bob', 'chain of bob']); // once
    await pin({ authorKey: bobAnew });
    expect(await isVouched(bob)).toBe(false);
  });

  describe('that the backend kept with an epoch', () => {
    const isKeptVouched = async (kept: ReturnType<typeof claimBy>, authorKey = bob) =>
      (await vouch(own, [{ id: 'bob', authorKey, claim: await kept }]))[0];
    const tellNothing = () => change({ registered: { sigchainHash: null, author: null } });

    it('takes one that fits the chain of somebody of whom nothing is told any more, and pins it', async () => {
      tellNothing();
      expect(await isVouched(bob)).toBeNull();
      expect(await isKeptVouched(claimBy('bob', B0))).toBe(true);
      expect(await pinned()).toEqual({ head: B1, authorKey: bob });
    });

    it('takes one of another chain or person, or that has not said so itself, for the backend’s word alone', async () => {
      tellNothing();
      expect(await isKeptVouched(claimBy('bob', OTHER))).toBe('by-word');
      expect(await isKeptVouched(claimBy('bob', B0, 'carol'))).toBe('by-word');
      const ofAnother = claimBy('bob', B0).then((claim) => ({ ...claim, sigchainHash: B1 }));
      expect(await isKeptVouched(ofAnother)).toBe('by-word');
      expect(await pinned()).toBeNull();
    });

    it('does not set it above what is told now, nor above what is pinned', async () => {
      change({ registered: { sigchainHash: B0, author: await claimBy('bob anew', B0) } });
      expect(await isKeptVouched(claimBy('bob', B0))).toBe('by-word');
      tellNothing();
      own.registered.forget('bob');
      await pin({ authorKey: bobAnew });
      expect(await isKeptVouched(claimBy('bob', B0))).toBe('by-word');
      expect((await pinned())?.authorKey).toBe(bobAnew);
    });

    it('takes no notice of one for another key', async () => {
      expect(await isKeptVouched(claimBy('bob anew', B0))).toBe(true);
      tellNothing();
      expect(await isKeptVouched(claimBy('bob anew', B0), 'A'.repeat(43))).toBe(false);
      expect(await pinned()).toEqual({ head: B1, authorKey: bob });
    });
  });

  it('takes one that is told to be of before for the backend’s word alone, and pins nothing of it', async () => {
    formerAuthorKeys = [bobAnew];
    expect(await isVouched(bobAnew)).toBe('by-word');
    expect(await pinned()).toBeNull();
    await kindOf();
    expect(await isVouched(bobAnew)).toBe('by-word');
    expect(await pinned()).not.toHaveProperty('formerAuthorKeys');
    expect(await isVouched('A'.repeat(43))).toBe(false);
  });

  it('knows one that this device had pinned before', async () => {
    await pin({ formerAuthorKeys: [bobAnew] });
    expect(await isVouched(bobAnew)).toBe('former');
    expect(asked).toEqual([]);
  });

  it('of somebody pinned is another key wrong, also while nothing is told, or Seald shows nobody', async () => {
    await pin({ head: OTHER });
    change({ registered: { sigchainHash: null, author: null } });
    expect(await isVouched(bobAnew)).toBe(false);
    change({ chain: null });
    expect(await isVouched(bobAnew)).toBe(false);
  });

  it('of somebody whom Seald does not show is wrong where another key is told', async () => {
    change({ chain: null });
    expect(await isVouched(bobAnew)).toBe(false);
    change({ registered: { sigchainHash: null, author: null } });
    own.registered.forget('bob');
    expect(await isVouched(bobAnew)).toBeNull();
  });

  it('says of one’s own of before that the backend alone says so', async () => {
    people.alice = { chain: [OTHER], holdsKeys: true, registered: { sigchainHash: OTHER, author: null } };
    formerAuthorKeys = [bobAnew];
    expect(await isVouched(bobAnew, 'alice')).toBe('by-word');
    expect(await isVouched(bob, 'alice')).toBe(false);
  });

  it('is for each of them', async () => {
    const both = (authorKey: string) =>
      vouch(own, [
        { id: 'bob', authorKey },
        { id: 'alice', authorKey: own.ownAuthorKey },
      ]);
    expect([await both(bob), await both(bobAnew)]).toEqual([
      [true, true],
      [false, true],
    ]);
    const untold: Person = {
      chain: [OTHER],
      holdsKeys: true,
      registered: { sigchainHash: null, author: null },
    };
    people.carol = untold;
    const andCarol = (authorKey: string) =>
      vouch(own, [
        { id: 'carol', authorKey: bob },
        { id: 'bob', authorKey },
      ]);
    expect([await andCarol(bob), await andCarol(bobAnew)]).toEqual([
      [null, true],
      [null, false],
    ]);
  });
});
