import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import {
  type Chain,
  takeAtFirstSight,
  walkForward,
} from '../../../client-example/secure-chat/src/epochs/chain-forward.ts';
import { openStatement, sealStatement } from '../../../client-example/secure-chat/src/epochs/statement.ts';
import type { VerifiedEpoch } from '../../../client-example/secure-chat/src/epochs/trusted-epoch.ts';
import { SecureChatError } from '../../../client-example/secure-chat/src/errors.ts';
import { MAX_MEMBERS } from '../../../shared/contract/channel.ts';
import { parseEncryptedText } from '../../../shared/contract/encrypted-text.ts';
import type { Epoch } from '../../../shared/contract/encryption-session.ts';
import type { EpochStatement } from '../../../shared/contract/epoch-statement.ts';
import { makeEncryptionSession } from './encryption-session.ts';

const cid = 'encrypted:one';
const old = makeEncryptionSession(randomUUID());
const next = makeEncryptionSession(randomUUID());

const statementOf = (changes: Partial<EpochStatement> = {}): EpochStatement => ({
  v: 1,
  kind: 'epoch',
  cid,
  encryptionSessionId: next.sessionId,
  previousEncryptionSessionId: old.sessionId,
  from: 'alice',
  members: ['alice', 'bob'],
  history: 'fromNowOn',
  startedAt: new Date(0).toISOString(),
  ...changes,
});

const registeredOf = async (changes: Partial<EpochStatement> = {}): Promise<Epoch> => ({
  encryptionSessionId: next.sessionId,
  epoch: 2,
  createdBy: 'alice',
  createdAt: new Date(0).toISOString(),
  welcome: await sealStatement(next, statementOf(changes)),
  announcement: await sealStatement(old, statementOf(changes)),
});

const trusted: VerifiedEpoch = {
  epoch: 1,
  encryptionSessionId: old.sessionId,
  startedBy: 'alice',
  startedAt: new Date(0).toISOString(),
  members: ['alice', 'bob'],
  history: 'fromNowOn',
};

const chainOf = (...sessions: (typeof old)[]): Chain => ({
  cid,
  userId: 'bob',
  open: async (id) => {
    const found = sessions.find(({ sessionId }) => sessionId === id);
    if (!found) throw new SecureChatError('NO_ACCESS');
    return found;
  },
});

describe('a statement', () => {
  it('of as many members as a channel may have fits what the registry takes, with the longest ids', async () => {
    const members = Array.from({ length: MAX_MEMBERS }, (_, index) => `${index}`.padStart(128, 'u'));
    const longest = { cid: `${'t'.repeat(64)}:${'c'.repeat(64)}`, from: members[0] ?? '', members };
    const { welcome, announcement } = await registeredOf(longest);
    for (const text of [welcome, announcement]) expect(parseEncryptedText(text ?? '')).not.toBeNull();
  });

  it('opens in the session it was sealed in, and no other', async () => {
    const registered = await registeredOf();
    expect(await openStatement(next, registered.welcome, { cid, registered })).toEqual(statementOf());
    expect(await openStatement(old, registered.welcome, { cid, registered })).toBeNull();
    expect(await openStatement(next, undefined, { cid, registered })).toBeNull();
  });

  it.each([
    ['channel', { cid: 'encrypted:two' }],
    ['session', { encryptionSessionId: randomUUID() }],
    ['maker', { from: 'bob' }],
    ['maker outside', { members: ['bob'] }],
  ])('of another %s is none', async (_, changes) => {
    const registered = await registeredOf(changes);
    expect(await openStatement(next, registered.welcome, { cid, registered })).toBeNull();
  });
});

describe('the walk along the epochs', () => {
  it('ends at the current epoch when it was announced', async () => {
    const { found, end } = await walkForward(chainOf(old, next), [trusted], [await registeredOf()]);
    expect(end).toBe('current');
    expect(found).toMatchObject([{ epoch: 2, members: ['alice', 'bob'] }]);
  });

  it.each([
    ['left-out', { members: ['alice'] }, [old, next]],
    ['no-access', {}, [old]],
    ['unlisted', { previousEncryptionSessionId: randomUUID() }, [old, next]],
  ] as const)('ends as %s', async (end, changes, sessions) => {
    const registered = await registeredOf({ ...changes } as Partial<EpochStatement>);
    expect(await walkForward(chainOf(...sessions), [trusted], [registered])).toEqual({ found: [], end });
  });

  it('is foreign when the trusted one is listed and nobody in it announced the next', async () => {
    const first = { ...(await registeredOf()), encryptionSessionId: old.sessionId, epoch: 1 };
    const unannounced = { ...(await registeredOf()), announcement: undefined };
    const byOutsider = {
      ...(await registeredOf({ from: 'eve', members: ['eve', 'bob'] })),
      createdBy: 'eve',
    };
    for (const registered of [unannounced, byOutsider])
      expect(await walkForward(chainOf(old, next), [trusted], [first, registered])).toMatchObject({
        end: 'foreign',
      });
  });

  it('never takes one that was trusted before', async () => {
    const back = statementOf({
      encryptionSessionId: old.sessionId,
      previousEncryptionSessionId: next.sessionId,
    });
    const second = { ...trusted, epoch: 2, encryptionSessionId: next.sessionId };
    const again: Epoch = {
      encryptionSessionId: old.sessionId,
      epoch: 3,
      createdBy: 'alice',
      createdAt: new Date(0).toISOString(),
      announcement: await sealStatement(next, back),
    };
    const listed = [await registeredOf(), again];
    expect(await walkForward(chainOf(old, next), [trusted, second], listed)).toEqual({
      found: [],
      end: 'foreign',
    });
  });

  it('takes at first sight only what welcomes oneself', async () => {
    expect(await takeAtFirstSight(chainOf(next), await registeredOf())).toMatchObject({ epoch: 2 });
    expect(await takeAtFirstSight(chainOf(next), await registeredOf({ members: ['alice'] }))).toBeNull();
    expect(await takeAtFirstSight(chainOf(), await registeredOf())).toBeNull();
  });
});
