import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  createKeeping,
  type Keeping,
  type KeepingDeps,
} from '../../../client-example/secure-chat/src/epochs/keeping.ts';
import {
  forgetGranted,
  grantHistory,
} from '../../../client-example/secure-chat/src/epochs/let-in-history.ts';
import { NO_PIN } from '../../../client-example/secure-chat/src/epochs/pin.ts';
import type { VerifiedEpoch } from '../../../client-example/secure-chat/src/epochs/trusted-epoch.ts';
import { SecureChatError } from '../../../client-example/secure-chat/src/errors.ts';
import type { HistoryPolicy } from '../../../shared/contract/channel.ts';
import { anyKeys } from '../../support/authors.ts';
import { oneDevice } from './one-device.ts';

let added: [string, readonly string[]][];
let listed: number[];
let failing: Error | null;
let keeping: Keeping;

/** Alice's device. Everything she can read is verified already. */
beforeEach(() => {
  [added, listed, failing] = [[], [], null];
  const deps = {
    userId: 'alice',
    stream: { cid: 'encrypted:one' },
    registry: {
      list: async (after: number) => {
        listed.push(after);
        return [];
      },
    },
    seald: {
      retrieve: async (sessionId: string) => ({ sessionId }),
      addReaders: async ({ sessionId }: { sessionId: string }, userIds: readonly string[]) => {
        if (failing) throw failing;
        added.push([sessionId, userIds]);
      },
    },
    contacts: {},
    pins: { save: async () => {} },
  } as unknown as KeepingDeps;
  keeping = createKeeping(deps, () => {});
  keeping.pin = { ...NO_PIN, epochs: [epochOf(1, ['alice']), epochOf(2, ['alice', 'bob'])] };
});

const epochOf = (
  epoch: number,
  members: readonly string[],
  history: HistoryPolicy = 'whole',
): VerifiedEpoch => ({
  epoch,
  encryptionSessionId: `session-${epoch}`,
  startedBy: 'alice',
  startedAt: new Date(0).toISOString(),
  members,
  history,
  ...anyKeys(members),
});

describe('the history of a channel', () => {
  it('is given in each epoch, once', async () => {
    await grantHistory(keeping, ['bob']);
    const both = [
      ['session-1', ['bob']],
      ['session-2', ['bob']],
    ];
    expect([added, listed]).toEqual([both, [0]]);
    await grantHistory(keeping, ['bob']);
    expect(added).toEqual(both);
  });

  it('is given only to those who are asked for and have not got it', async () => {
    keeping.pin = { ...keeping.pin, epochs: [epochOf(1, ['alice']), epochOf(2, ['alice', 'bob', 'carol'])] };
    await grantHistory(keeping, ['bob']);
    added.length = 0;
    await grantHistory(keeping, ['bob', 'carol']);
    expect(added).toEqual([
      ['session-1', ['carol']],
      ['session-2', ['carol']],
    ]);
  });

  it('is not given in the epoch that is written in, to who is no reader of it', async () => {
    await grantHistory(keeping, ['carol']);
    expect(added).toEqual([['session-1', ['carol']]]);
    keeping.pin = { ...keeping.pin, epochs: [...keeping.pin.epochs, epochOf(3, ['alice', 'carol'])] };
    await grantHistory(keeping, ['carol']);
    expect(added.slice(1)).toEqual([
      ['session-2', ['carol']],
      ['session-3', ['carol']],
    ]);
  });

  it.each<[string, HistoryPolicy, string[]]>([
    ['where the policy is from now on', 'fromNowOn', ['bob']],
    ['to nobody', 'whole', []],
  ])('is not even looked for %s', async (_, history, userIds) => {
    keeping.pin = { ...NO_PIN, epochs: [epochOf(1, ['alice', 'bob'], history)] };
    await grantHistory(keeping, userIds);
    expect([added, listed]).toEqual([[], []]);
  });

  it('is not looked for while nothing is trusted', async () => {
    keeping.pin = NO_PIN;
    await grantHistory(keeping, ['bob']);
    expect(listed).toEqual([]);
  });

  it('is given where this user can read; a session that cannot be opened is passed over for good', async () => {
    const { open } = keeping.sessions;
    keeping.sessions.open = (id) =>
      id === 'session-1' ? Promise.reject(new SecureChatError('NO_ACCESS')) : open(id);
    await grantHistory(keeping, ['bob']);
    expect(added).toEqual([['session-2', ['bob']]]);
    expect([...keeping.granted].sort()).toEqual(['bob/session-1', 'bob/session-2']);
  });

  it('is given in epochs that are found on the way back, too, which are kept then', async () => {
    const device = await oneDevice();
    const making = { history: 'whole' } as const;
    const epochs = [await device.make(making), await device.make(making), await device.make(making)];
    device.trust(...epochs.slice(2));
    await grantHistory(device.keeping, ['bob']);
    expect(device.asked).toEqual([
      'list 0',
      ...epochs.map(({ encryptionSessionId }) => `add readers ${encryptionSessionId} bob`),
    ]);
    expect([device.trusted(), device.saved.length]).toEqual([[1, 2, 3], 1]);
    await grantHistory(device.keeping, ['carol']);
    expect(device.saved).toHaveLength(1);
  });

  it('is asked for again after a failure', async () => {
    failing = new Error('offline');
    await expect(grantHistory(keeping, ['bob'])).rejects.toBe(failing);
    failing = null;
    await grantHistory(keeping, ['bob']);
    expect(added).toHaveLength(2);
  });

  it('is asked for again for who has new keys, and for nobody whose id begins alike', async () => {
    keeping.pin = { ...keeping.pin, epochs: [epochOf(1, ['alice', 'bob', 'bobby'])] };
    await grantHistory(keeping, ['bob', 'bobby']);
    added.length = 0;
    forgetGranted(keeping, ['carol']);
    expect(keeping.granted.size).toBe(2);
    forgetGranted(keeping, ['carol', 'bob']);
    await grantHistory(keeping, ['bob', 'bobby']);
    expect(added).toEqual([['session-1', ['bob']]]);
  });
});
