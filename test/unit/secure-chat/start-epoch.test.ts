import { createHash, randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ContactFinding } from '../../../client-example/secure-chat/src/contacts/contact-check.ts';
import { ContactKeysError } from '../../../client-example/secure-chat/src/contacts/contact-session.ts';
import type { EpochEvent } from '../../../client-example/secure-chat/src/epochs/encryption.ts';
import {
  createKeeping,
  type Keeping,
  type KeepingDeps,
  raise,
} from '../../../client-example/secure-chat/src/epochs/keeping.ts';
import { NO_PIN } from '../../../client-example/secure-chat/src/epochs/pin.ts';
import {
  demandGoodKeys,
  startEpoch,
  tellingOfKeys,
} from '../../../client-example/secure-chat/src/epochs/start-epoch.ts';
import {
  openStatement,
  sealStatement,
  signStatement,
} from '../../../client-example/secure-chat/src/epochs/statement.ts';
import type { VerifiedEpoch } from '../../../client-example/secure-chat/src/epochs/trusted-epoch.ts';
import { SecurityNoticeError } from '../../../client-example/secure-chat/src/errors.ts';
import type { EncryptionSession } from '../../../client-example/secure-chat/src/seald/sdk-types.ts';
import { canonicalJson } from '../../../shared/contract/canonical-json.ts';
import type { Epoch, RegisterEncryptionSessionRequest } from '../../../shared/contract/encryption-session.ts';
import type { EpochStatement } from '../../../shared/contract/epoch-statement.ts';
import { authorOf, hashOfText, knownAuthors, verify } from '../../support/authors.ts';
import { makeEncryptionSession } from './encryption-session.ts';

const cid = 'encrypted:one';
const NOW = '2026-11-22T10:00:00.000Z';
const REACTION_KEY = Buffer.alloc(32, 7).toString('base64url');
const [old, made, prepared, others] = Array.from({ length: 4 }, () =>
  makeEncryptionSession(randomUUID()),
) as [EncryptionSession, EncryptionSession, EncryptionSession, EncryptionSession];

let events: EpochEvent[];
let requests: RegisterEncryptionSessionRequest[];
let created: (readonly string[])[];
let revoked: (string | undefined)[];
let checked: [readonly string[], unknown][];
let findings: ContactFinding[];
let winner: ((request: RegisterEncryptionSessionRequest) => Promise<Epoch>) | null;
let listed: Epoch[];
let keeping: Keeping;

/** Alice's device. */
beforeEach(() => {
  [events, requests, created, revoked, checked, findings, winner, listed] = [
    [],
    [],
    [],
    [],
    [],
    [],
    null,
    [],
  ];
  const deps = {
    userId: 'alice',
    stream: { cid, history: () => 'whole', namedSession: () => undefined, reload: async () => {} },
    registry: {
      register: async (request: RegisterEncryptionSessionRequest) => {
        requests.push(request);
        return winner ? winner(request) : epochOf(request, requests.length + 1);
      },
      list: async () => listed,
      putDataRight: async () => {},
    },
    seald: {
      create: async (members: readonly string[]) => {
        created.push(members);
        return made;
      },
      revoke: async (session?: EncryptionSession) => {
        revoked.push(session?.sessionId);
        throw new Error('offline');
      },
      retrieve: async (id: string) => [old, others].find(({ sessionId }) => sessionId === id),
    },
    contacts: {
      ...knownAuthors,
      check: async (userIds: readonly string[], purpose: unknown) => {
        checked.push([userIds, purpose]);
        return findings;
      },
    },
    author: null,
    verify,
    sha256: async (bytes: Uint8Array) => createHash('sha256').update(bytes).digest(),
    randomBytes: (length: number) => Buffer.alloc(length, 7),
    pins: { save: async () => {} },
    now: () => new Date(NOW),
  } as unknown as KeepingDeps;
  keeping = createKeeping(deps, (event) => events.push(event));
});

const epochOf = (request: RegisterEncryptionSessionRequest, epoch: number, createdBy = 'alice'): Epoch => ({
  encryptionSessionId: request.encryptionSessionId,
  epoch,
  createdBy,
  createdAt: NOW,
  welcome: request.welcome,
  announcement: request.announcement,
});

const firstStatement = async (members: readonly string[]): Promise<EpochStatement> => ({
  v: 2,
  cid,
  encryptionSessionId: old.sessionId,
  from: 'alice',
  readers: await knownAuthors.authorKeys(members),
  history: 'fromNowOn',
  reactionKey: REACTION_KEY,
  startedAt: NOW,
});

/** The first epoch, which this device trusts. */
const trustFirst = async (members: readonly string[] = ['alice', 'bob']): Promise<VerifiedEpoch> => {
  const statement = await firstStatement(members);
  const trusted: VerifiedEpoch = {
    epoch: 1,
    encryptionSessionId: old.sessionId,
    startedBy: 'alice',
    startedAt: NOW,
    members,
    authorKeys: statement.readers.map(({ authorKey }) => authorKey),
    history: 'fromNowOn',
    reactionKey: REACTION_KEY,
    hash: await hashOfText(canonicalJson(statement)),
  };
  keeping.pin = { ...NO_PIN, epochs: [trusted] };
  return trusted;
};

/** What Bob has registered meanwhile, after the first epoch. */
const bobsEpoch = async (hash: string): Promise<Epoch> => {
  const signed = await signStatement(await authorOf('bob'), {
    ...(await firstStatement(['alice', 'bob'])),
    encryptionSessionId: others.sessionId,
    from: 'bob',
    previous: { encryptionSessionId: old.sessionId, hash },
  });
  return {
    encryptionSessionId: others.sessionId,
    epoch: 2,
    createdBy: 'bob',
    createdAt: NOW,
    welcome: await sealStatement(others, signed),
    announcement: await sealStatement(old, signed),
  };
};

const start = async (wanted: Parameters<typeof startEpoch>[1]) => {
  keeping.author = await authorOf('alice');
  await startEpoch(keeping, wanted);
};
const idsOf = (epochs: readonly VerifiedEpoch[]) =>
  epochs.map(({ encryptionSessionId }) => encryptionSessionId);

describe('a first epoch', () => {
  it('is signed, registered and trusted, with readers in order and the history that the channel has', async () => {
    await start({ members: ['bob', 'alice'] });
    const [request] = requests;
    expect(Object.keys(request ?? {}).sort()).toEqual(['encryptionSessionId', 'welcome']);
    const registered = epochOf(request as RegisterEncryptionSessionRequest, 2);
    const found = await openStatement(made, request?.welcome, { cid, registered });
    expect(found?.statement).toStrictEqual({
      v: 2,
      cid,
      encryptionSessionId: made.sessionId,
      from: 'alice',
      readers: await knownAuthors.authorKeys(['alice', 'bob']),
      history: 'whole',
      reactionKey: REACTION_KEY,
      startedAt: NOW,
    });
    expect(await verify('epoch', found?.signed as never, (await authorOf('alice')).authorKey)).toBe(true);
    expect(idsOf(keeping.pin.epochs)).toEqual([made.sessionId]);
    expect([created, revoked]).toEqual([[['bob', 'alice']], []]);
    expect(await keeping.sessions.open(made.sessionId)).toBe(made);
    expect(events).toMatchObject([{ type: 'epoch', joined: ['alice', 'bob'] }]);
  });

  it('is made with a session that was prepared', async () => {
    await start({ members: ['alice', 'bob'], prepared });
    expect([created, idsOf(keeping.pin.epochs)]).toEqual([[], [prepared.sessionId]]);
    expect(checked).toEqual([[['bob'], 'made']]);
  });
});

describe('a later epoch', () => {
  it('is announced in the one before, names it by its hash, and keeps its history', async () => {
    const trusted = await trustFirst();
    raise(keeping, { kind: 'session-id-swapped', trusted: old.sessionId, named: null });
    await start({ members: ['alice', 'bob'], previous: old.sessionId, announcedIn: old });
    const [request] = requests;
    expect(request).toMatchObject({ previousEncryptionSessionId: old.sessionId });
    const registered = epochOf(request as RegisterEncryptionSessionRequest, 2);
    const found = await openStatement(old, request?.announcement, { cid, registered });
    expect(found?.statement).toMatchObject({
      previous: { encryptionSessionId: old.sessionId, hash: trusted.hash },
      history: 'fromNowOn',
    });
    expect(found?.statement).not.toHaveProperty('removed');
    expect(idsOf(keeping.pin.epochs)).toEqual([old.sessionId, made.sessionId]);
    expect(keeping.notice).toBeNull();
  });

  it('lifts what was said of the epoch before it', async () => {
    await trustFirst();
    raise(keeping, { kind: 'no-access', registered: null });
    await start({ members: ['alice'], previous: old.sessionId });
    expect(keeping.notice).toBeNull();
  });

  const untoldIn = async (...epochs: Partial<VerifiedEpoch>[]) => {
    const trusted = await trustFirst(['alice', 'bob', 'carol', 'dave']);
    const pinned = epochs.map((epoch, at) => ({ ...trusted, epoch: at - 9, ...epoch }));
    keeping.pin = { ...keeping.pin, epochs: [...pinned, { ...trusted, ...keeping.pin.epochs[0], epoch: 1 }] };
  };
  const startNext = () => start({ members: ['alice', 'bob'], previous: old.sessionId, announcedIn: old });
  const unverified = () => keeping.pin.epochs.at(-1)?.unverified;

  it('names whom epochs before let in while nobody could be asked about them, if still nobody can', async () => {
    const asked: unknown[] = [];
    keeping.contacts.vouch = async (authors) => {
      asked.push(...authors);
      return authors.map(({ id }) => (id === 'bob' ? true : id === 'carol' ? 'by-word' : null));
    };
    const [untold, unseen] = [
      ['dave', 'carol', 'bob'],
      ['alice', 'dave', 'carol', 'bob'],
    ];
    await untoldIn({ untold, unseen }, { unseen });
    await startNext();
    const keyOf = async (id: string) => ({ id, authorKey: (await authorOf(id)).authorKey });
    expect(asked).toEqual(await Promise.all(untold.map(keyOf)));
    expect(unverified()).toEqual(['dave']);
    expect(keeping.pin.epochs.at(-1)).not.toHaveProperty('unseen');
  });

  it('names each of them once, in order, and nobody whom a later epoch has named', async () => {
    keeping.contacts.vouch = async (authors) => authors.map(() => null);
    await untoldIn(
      { untold: ['bob'], unverified: ['dave'] },
      { untold: ['dave', 'carol'] },
      { untold: ['carol'], unverified: ['bob'] },
    );
    await startNext();
    expect(unverified()).toEqual(['carol', 'dave']);
    await untoldIn({ untold: ['bob'] }, { unverified: 'all' });
    await startNext();
    expect(unverified()).toBeUndefined();
  });

  it('names all where there are more than fifty', async () => {
    keeping.contacts.vouch = async (authors) => authors.map(() => null);
    const crowd = (count: number) => Array.from({ length: count }, (_, at) => `ghost-${10 + at}`);
    await untoldIn({ untold: crowd(50) });
    await startNext();
    expect(unverified()).toEqual(crowd(50));
    await untoldIn({ untold: crowd(51) });
    await startNext();
    expect(unverified()).toBe('all');
  });

  it('names none where it follows no epoch', async () => {
    const trusted = await trustFirst(['alice', 'bob']);
    keeping.contacts.vouch = async (authors) => authors.map(() => null);
    keeping.pin = { ...keeping.pin, epochs: [{ ...trusted, untold: ['bob'] }] };
    await start({ members: ['alice', 'bob'], previous: old.sessionId });
    expect(keeping.pin.epochs.at(-1)).not.toHaveProperty('unverified');
  });

  it('names whom its maker has removed or will not have, and nobody who has left or is in it', async () => {
    await trustFirst(['alice', 'bob', 'carol', 'dave', 'erin']);
    keeping.removed = new Set(['bob', 'erin', 'frank']);
    keeping.pin = { ...keeping.pin, shutOut: ['carol'] };
    await start({ members: ['alice', 'erin'], previous: old.sessionId, announcedIn: old });
    expect(keeping.pin.epochs.at(-1)?.removed).toEqual(['bob', 'carol']);
  });

  it('names none before it that this device does not know', async () => {
    await start({ members: ['alice'], previous: old.sessionId, announcedIn: old });
    expect(keeping.pin.epochs.at(-1)).not.toHaveProperty('previous');
  });
});

describe('a registration that came too late', () => {
  it('is revoked, and who was first is followed', async () => {
    const { hash } = await trustFirst();
    winner = () => bobsEpoch(hash);
    await start({ members: ['alice', 'bob'], previous: old.sessionId, announcedIn: old });
    expect(revoked).toEqual([made.sessionId]);
    expect(idsOf(keeping.pin.epochs)).toEqual([old.sessionId, others.sessionId]);
  });

  it('is revoked where nothing is trusted yet, and who was first is taken at first sight', async () => {
    winner = () => bobsEpoch('A'.repeat(43));
    await start({ members: ['alice', 'bob'] });
    expect(revoked).toEqual([made.sessionId]);
    expect(keeping.pin.epochs).toMatchObject([{ encryptionSessionId: others.sessionId, startedBy: 'bob' }]);
  });

  it('asks the registry when who was first is not to be followed from here, and stops at a notice', async () => {
    await trustFirst();
    winner = () => bobsEpoch('A'.repeat(43));
    listed = [epochOf({ encryptionSessionId: old.sessionId }, 1), await bobsEpoch('A'.repeat(43))];
    await expect(start({ members: ['alice', 'bob'], previous: old.sessionId })).rejects.toBeInstanceOf(
      SecurityNoticeError,
    );
    expect(keeping.notice).toMatchObject({ kind: 'epoch-not-announced', by: 'bob' });
    expect(idsOf(keeping.pin.epochs)).toEqual([old.sessionId]);
  });

  it('is not revoked when nobody knows whether it was registered', async () => {
    winner = () => Promise.reject(new Error('no answer'));
    await expect(start({ members: ['alice'] })).rejects.toThrow('no answer');
    expect([revoked, keeping.pin.epochs]).toEqual([[], []]);
  });
});

describe('the keys of members', () => {
  it('are looked at before a session is made, but for one’s own', async () => {
    await start({ members: ['alice', 'bob', 'carol'] });
    expect(checked).toEqual([[['bob', 'carol'], 'session']]);
    checked.length = 0;
    await demandGoodKeys(keeping, { members: ['alice'], prepared });
    expect(checked).toEqual([[[], 'made']]);
  });

  it('that have grown are told, and stop nothing', async () => {
    findings = [
      { userId: 'bob', kind: 'grown' },
      { userId: 'carol', kind: 'grown' },
    ];
    await start({ members: ['alice', 'bob', 'carol'] });
    const told = events.filter(({ type }) => type === 'contact-changed');
    expect(told).toEqual(findings.map((finding) => ({ type: 'contact-changed', ...finding })));
    expect(requests).toHaveLength(1);
  });

  it.each(['replaced', 'mismatch'] as const)('that are in doubt stop it: %s', async (kind) => {
    findings = [
      { userId: 'bob', kind: 'grown' },
      { userId: 'carol', kind },
    ];
    await expect(start({ members: ['alice', 'bob', 'carol'], prepared })).rejects.toBeInstanceOf(
      SecurityNoticeError,
    );
    expect(keeping.notice).toEqual({ cid, kind: `contact-${kind}`, userId: 'carol' });
    expect([requests, revoked]).toEqual([[], [prepared.sessionId]]);
    const told = events.filter(({ type }) => type === 'contact-changed');
    expect(told).toEqual([{ type: 'contact-changed', userId: 'bob', kind: 'grown' }]);
    revoked.length = 0;
    await expect(start({ members: ['alice', 'carol'] })).rejects.toBeInstanceOf(SecurityNoticeError);
    expect(revoked).toHaveLength(0);
  });

  it('that turn out wrong on use are told', async () => {
    const wrong = tellingOfKeys(keeping, () => Promise.reject(new ContactKeysError(['carol', 'bob'])));
    await expect(wrong).rejects.toBeInstanceOf(SecurityNoticeError);
    expect(keeping.notice).toEqual({ cid, kind: 'contact-mismatch', userId: 'carol' });
  });

  it('are not what anything else fails for', async () => {
    const offline = new Error('offline');
    for (const error of [offline, new ContactKeysError([])])
      await expect(tellingOfKeys(keeping, () => Promise.reject(error))).rejects.toBe(error);
    expect(keeping.notice).toBeNull();
    expect(await tellingOfKeys(keeping, async () => 'done')).toBe('done');
  });
});
