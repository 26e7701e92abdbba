import { createHash, randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { catchUp } from '../../../client-example/secure-chat/src/epochs/catch-up.ts';
import {
  type Chain,
  takeAtFirstSight,
  walkForward,
} from '../../../client-example/secure-chat/src/epochs/chain-forward.ts';
import { openVerified, seekSession } from '../../../client-example/secure-chat/src/epochs/find-session.ts';
import { createKeeping, type KeepingDeps } from '../../../client-example/secure-chat/src/epochs/keeping.ts';
import { NO_PIN } from '../../../client-example/secure-chat/src/epochs/pin.ts';
import { sealStatement, signStatement } from '../../../client-example/secure-chat/src/epochs/statement.ts';
import type { VerifiedEpoch } from '../../../client-example/secure-chat/src/epochs/trusted-epoch.ts';
import { SecureChatError } from '../../../client-example/secure-chat/src/errors.ts';
import { canonicalJson } from '../../../shared/contract/canonical-json.ts';
import type { Epoch } from '../../../shared/contract/encryption-session.ts';
import type { EpochStatement } from '../../../shared/contract/epoch-statement.ts';
import { authorOf, hashOfText, knownAuthors, verify } from '../../support/authors.ts';
import { makeEncryptionSession } from './encryption-session.ts';

const cid = 'encrypted:one';
const BOTH = ['alice', 'bob'];
const ENDLESS = 50;
const START = new Date(0).toISOString();
const sessions = Array.from({ length: 4 }, () => makeEncryptionSession(randomUUID()));
const idOf = (number: number): string => sessions[number - 1]?.sessionId ?? '';

const statementOf = async (number: number, members: readonly string[]): Promise<EpochStatement> => ({
  v: 2,
  cid,
  encryptionSessionId: idOf(number),
  ...(number > 1 && { previous: { encryptionSessionId: idOf(number - 1), hash: await hashOf(number - 1) } }),
  from: 'alice',
  readers: await knownAuthors.authorKeys(members),
  history: 'fromNowOn',
  reactionKey: 'A'.repeat(43),
  startedAt: START,
});
const hashOf = async (number: number): Promise<string> =>
  hashOfText(canonicalJson(await statementOf(number, BOTH)));

/** The registry's epoch of this number, announced in the one before. */
const registered = async (number: number, members = BOTH): Promise<Epoch> => {
  const [mine, before] = [sessions[number - 1], sessions[number - 2]];
  const statement = await statementOf(number, members);
  const signed = await signStatement(await authorOf('alice'), statement);
  return {
    encryptionSessionId: idOf(number),
    epoch: number,
    createdBy: 'alice',
    createdAt: START,
    ...(mine && { welcome: await sealStatement(mine, signed) }),
    ...(before && { announcement: await sealStatement(before, signed) }),
  };
};

const trusted = async (number: number): Promise<VerifiedEpoch> => ({
  epoch: number,
  encryptionSessionId: idOf(number),
  startedBy: 'alice',
  startedAt: START,
  members: BOTH,
  authorKeys: (await knownAuthors.authorKeys(BOTH)).map(({ authorKey }) => authorKey),
  history: 'fromNowOn',
  reactionKey: 'A'.repeat(43),
  hash: await hashOf(number),
});

type World = {
  epochs: readonly Epoch[];
  pinned: readonly VerifiedEpoch[];
  /** What the channel's data name, one after another at each reload; the last stays. */
  names: readonly (string | undefined)[];
  letIn?: readonly string[];
};

/** Bob's device. */
const deviceIn = ({ epochs, pinned, names, letIn = [] }: World) => {
  const asked: string[] = [];
  const left = [...names];
  const deps = {
    userId: 'bob',
    stream: {
      cid,
      namedSession: () => left[0],
      reload: async () => {
        asked.push('reload');
        if (asked.length > ENDLESS) throw new Error('goes on for ever');
        if (left.length > 1) left.shift();
      },
    },
    registry: {
      list: async (after: number) => {
        asked.push(`list ${after}`);
        const later = epochs.filter(({ epoch }) => epoch > after);
        return later.length > 0 ? later : epochs.slice(-1);
      },
      putDataRight: async () => void asked.push('put right'),
    },
    seald: {
      retrieve: async (id: string) => {
        const found = sessions.find(({ sessionId }) => sessionId === id);
        if (!found) throw new SecureChatError('NO_ACCESS');
        return found;
      },
    },
    contacts: knownAuthors,
    verify,
    sha256: async (bytes: Uint8Array) => createHash('sha256').update(bytes).digest(),
    pins: { save: async () => {} },
    now: () => new Date(1_000),
  } as unknown as KeepingDeps;
  const keeping = createKeeping(deps, () => {});
  keeping.pin = { ...NO_PIN, epochs: [...pinned], letIn: [...letIn] };
  return { keeping, asked };
};

describe('catching up with the registry', () => {
  it('forgets whom this device was letting in, once it is left out itself', async () => {
    const epochs = [await registered(1), await registered(2, ['alice'])];
    const world = { epochs, pinned: [await trusted(1)], names: [idOf(1)], letIn: ['carol'] };
    const { keeping } = deviceIn(world);
    await catchUp(keeping);
    expect(keeping.notice?.kind).toBe('removed');
    expect(keeping.pin.letIn).toEqual([]);
  });

  it('gives data that lag behind three rounds, and then says that they are wrong', async () => {
    const world = { epochs: [await registered(1)], pinned: [await trusted(1)], names: [undefined] };
    const { keeping, asked } = deviceIn(world);
    await catchUp(keeping);
    expect(keeping.notice).toMatchObject({ kind: 'session-id-swapped', trusted: idOf(1), named: null });
    expect(asked.filter((one) => one === 'put right')).toHaveLength(3);
  });

  it.each([
    ['this device knows', [1, 2]],
    ['only the registry knows', [2]],
  ])('takes the name of an earlier epoch that %s for data that lag behind', async (_, pinned) => {
    const epochs = [await registered(1), await registered(2)];
    const world = { epochs, pinned: await Promise.all(pinned.map(trusted)), names: [idOf(1), idOf(2)] };
    const { keeping, asked } = deviceIn(world);
    await catchUp(keeping);
    expect(keeping.notice).toBeNull();
    expect(asked.filter((one) => one === 'put right')).toHaveLength(1);
  });

  it('tells of a name that nobody has registered at once', async () => {
    const names = [randomUUID(), idOf(1)];
    const { keeping } = deviceIn({ epochs: [await registered(1)], pinned: [await trusted(1)], names });
    await catchUp(keeping);
    expect(keeping.notice).toMatchObject({ kind: 'session-id-swapped', named: names[0] });
  });

  it('asks for the whole list when the trusted epoch is not where it was', async () => {
    const epochs = [await registered(1), await registered(2), await registered(3)];
    const pinned = [{ ...(await trusted(1)), epoch: 5 }]; // the registry has counted anew
    const { keeping, asked } = deviceIn({ epochs, pinned, names: [idOf(3)] });
    await catchUp(keeping);
    expect(keeping.pin.epochs.map(({ encryptionSessionId }) => encryptionSessionId)).toEqual(
      [1, 2, 3].map(idOf),
    );
    expect(keeping.notice).toBeNull();
    expect(asked).toEqual(['list 4', 'list 0']);
  });

  it('does not ask for it when the trusted one is there', async () => {
    const epochs = [await registered(1), await registered(2), await registered(3)];
    const { keeping, asked } = deviceIn({ epochs, pinned: [await trusted(2)], names: [idOf(3)] });
    await catchUp(keeping);
    expect(asked).toEqual(['list 1']);
  });
});

describe('a network that fails while a session is opened', () => {
  const offline = Object.assign(new Error('no network'), { code: 'ECONNRESET' });
  /** Opens these, and nothing else. */
  const chainOf = (...open: readonly number[]): Chain => ({
    cid,
    userId: 'bob',
    verify,
    vouch: knownAuthors.vouch,
    hasSigned: knownAuthors.hasSigned,
    hash: hashOfText,
    isOut: () => false,
    mayRead: async () => true,
    open: async (id) => {
      const found = open.map((number) => sessions[number - 1]).find((session) => session?.sessionId === id);
      if (!found) throw offline;
      return found;
    },
  });

  it.each([
    ['of the trusted epoch', [] as number[]],
    ['of the next', [1]],
  ])('is no lack of access: %s', async (_, open) => {
    const walk = walkForward(chainOf(...open), [await trusted(1)], [await registered(2)]);
    await expect(walk).rejects.toBe(offline);
  });

  it('is none at first sight either', async () => {
    await expect(takeAtFirstSight(chainOf(), await registered(1))).rejects.toBe(offline);
  });

  it('raises no notice and is not what a message is unreadable for', async () => {
    const world = {
      epochs: [await registered(1), await registered(2)],
      pinned: [await trusted(1)],
      names: [idOf(1)],
    };
    const { keeping } = deviceIn(world);
    keeping.sessions.open = keeping.chain.open = () => Promise.reject(offline);
    await expect(catchUp(keeping)).rejects.toBe(offline);
    expect(keeping.notice).toBeNull();
    expect(await seekSession(keeping, idOf(2))).toBe('unknown-now');
    expect(await openVerified(keeping, idOf(1), null)).toBe('unknown-now');
  });

  it('is told from a session that was never this user’s', async () => {
    const { keeping } = deviceIn({
      epochs: [await registered(1)],
      pinned: [await trusted(1)],
      names: [idOf(1)],
    });
    keeping.sessions.open = () => Promise.reject(new SecureChatError('NO_ACCESS'));
    expect(await openVerified(keeping, idOf(1), null)).toBe('before-you-joined');
  });
});
