import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  createKeeping,
  type Keeping,
  type KeepingDeps,
} from '../../../client-example/secure-chat/src/epochs/keeping.ts';
import {
  finishLettingIn,
  forgetGone,
  forgetNotEnrolled,
  hasArrivals,
  wantIn,
  wantOut,
} from '../../../client-example/secure-chat/src/epochs/let-in.ts';
import { NO_PIN } from '../../../client-example/secure-chat/src/epochs/pin.ts';
import type { VerifiedEpoch } from '../../../client-example/secure-chat/src/epochs/trusted-epoch.ts';
import { MembersNotEnrolledError } from '../../../client-example/secure-chat/src/errors.ts';
import type { HistoryPolicy } from '../../../shared/contract/channel.ts';
import { anyKeys } from '../../support/authors.ts';

let added: [string, readonly string[]][];
let saves: number;
let lists: number;
let onAdded: () => void;
let keeping: Keeping;

/** Alice's device, to which the registry tells what it knows already. */
beforeEach(() => {
  [added, saves, lists, onAdded] = [[], 0, 0, () => {}];
  const deps = {
    userId: 'alice',
    stream: {
      cid: 'encrypted:one',
      members: () => new Set(['alice', 'bob']),
      namedSession: () => keeping.pin.epochs.at(-1)?.encryptionSessionId,
    },
    registry: {
      list: async () => {
        lists += 1;
        return keeping.pin.epochs.map(({ epoch, encryptionSessionId }) => ({
          epoch,
          encryptionSessionId,
          createdBy: 'alice',
          createdAt: new Date(0).toISOString(),
        }));
      },
    },
    seald: {
      retrieve: async (sessionId: string) => ({ sessionId }),
      addReaders: async ({ sessionId }: { sessionId: string }, userIds: readonly string[]) => {
        added.push([sessionId, userIds]);
        onAdded();
      },
    },
    contacts: {},
    pins: {
      save: async () => {
        saves += 1;
      },
    },
    now: () => new Date(0),
  } as unknown as KeepingDeps;
  keeping = createKeeping(deps, () => {});
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

describe('whom a device lets in', () => {
  it('is noted once, with the epoch since which, and is shut out no longer', async () => {
    keeping.pin = { ...NO_PIN, epochs: [epochOf(1, ['alice'])], shutOut: ['bob', 'carol'] };
    await wantIn(keeping, 'bob');
    expect(keeping.pin).toMatchObject({ letIn: ['bob'], shutOut: ['carol'], owesSince: 'session-1' });
    keeping.pin = { ...keeping.pin, epochs: [...keeping.pin.epochs, epochOf(2, ['alice'])] };
    await wantIn(keeping, 'bob');
    await wantIn(keeping, 'dave');
    expect(keeping.pin).toMatchObject({ letIn: ['bob', 'dave'], owesSince: 'session-1' });
  });

  it('is owed nothing where no epoch is trusted yet', async () => {
    await wantIn(keeping, 'bob');
    expect(keeping.pin).toMatchObject({ letIn: ['bob'], owesSince: null });
  });

  it('can be taken back for each alone, and is stored only when it changes', async () => {
    keeping.pin = { ...NO_PIN, letIn: ['bob', 'carol'] };
    await wantOut(keeping, ['bob']);
    expect([keeping.pin.letIn, saves]).toEqual([['carol'], 1]);
    await wantOut(keeping, ['bob', 'dave']);
    expect([keeping.pin.letIn, saves]).toEqual([['carol'], 1]);
  });

  it('is nobody who is no member any more', async () => {
    keeping.pin = { ...NO_PIN, letIn: ['bob', 'carol'] };
    await forgetGone(keeping);
    expect(keeping.pin.letIn).toEqual(['bob']);
  });

  it('is nobody whose set-up is not finished; whoever else lacks one is no matter of letting in', async () => {
    keeping.pin = { ...NO_PIN, letIn: ['bob', 'carol'] };
    expect(await forgetNotEnrolled(keeping, new MembersNotEnrolledError(['dave', 'bob']))).toBe(true);
    expect(keeping.pin.letIn).toEqual(['carol']);
    expect(await forgetNotEnrolled(keeping, new MembersNotEnrolledError(['dave']))).toBe(false);
    expect(keeping.pin.letIn).toEqual(['carol']);
  });
});

describe('whoever has come in', () => {
  it('is somebody being let in who is a reader now', () => {
    expect(hasArrivals(keeping)).toBe(false);
    keeping.pin = { ...NO_PIN, letIn: ['bob'] };
    expect(hasArrivals(keeping)).toBe(false);
    keeping.pin = { ...keeping.pin, epochs: [epochOf(1, ['alice'], 'fromNowOn')] };
    expect(hasArrivals(keeping)).toBe(false);
    keeping.pin = { ...keeping.pin, epochs: [epochOf(1, ['alice', 'bob'], 'fromNowOn')] };
    expect(hasArrivals(keeping)).toBe(true);
  });

  it('is also a reader who was none all the time since, where the policy is the whole', () => {
    const owing = (history: HistoryPolicy, owesSince: string | null) => {
      const epochs = [epochOf(1, ['alice']), epochOf(2, ['alice', 'dave'], history)];
      keeping.pin = { ...NO_PIN, epochs, owesSince };
      return hasArrivals(keeping);
    };
    expect(owing('whole', 'session-1')).toBe(true);
    expect(owing('whole', 'session-2')).toBe(false);
    expect(owing('whole', null)).toBe(false);
    expect(owing('whole', 'session-9')).toBe(false);
    expect(owing('fromNowOn', 'session-1')).toBe(false);
  });
});

describe('finishing', () => {
  it('does nothing for nobody', async () => {
    keeping.pin = { ...NO_PIN, epochs: [epochOf(1, ['alice'])], letIn: ['bob'], owesSince: 'session-1' };
    await finishLettingIn(keeping);
    expect([saves, added]).toEqual([0, []]);
  });

  it('gives them what came before, and then nothing is owed', async () => {
    const epochs = [epochOf(1, ['alice']), epochOf(2, ['alice', 'bob', 'dave'])];
    keeping.pin = { ...NO_PIN, epochs, letIn: ['bob'], owesSince: 'session-1' };
    await finishLettingIn(keeping);
    expect(added).toEqual([
      ['session-1', ['bob', 'dave']],
      ['session-2', ['bob', 'dave']],
    ]);
    expect(keeping.pin).toMatchObject({ letIn: [], owesSince: null });
  });

  it('gives nothing and asks nobody where they may read from now on, and they are in all the same', async () => {
    const epochs = [epochOf(1, ['alice'], 'fromNowOn'), epochOf(2, ['alice', 'bob'], 'fromNowOn')];
    keeping.pin = { ...NO_PIN, epochs, letIn: ['bob'], owesSince: 'session-1' };
    await finishLettingIn(keeping);
    expect([added, lists]).toEqual([[], 0]);
    expect(keeping.pin).toMatchObject({ letIn: [], owesSince: null });
  });

  it('owes from now on to whoever is still being let in', async () => {
    const epochs = [epochOf(1, ['alice']), epochOf(2, ['alice', 'bob'])];
    keeping.pin = { ...NO_PIN, epochs, letIn: ['bob', 'carol'], owesSince: 'session-1' };
    await finishLettingIn(keeping);
    expect(keeping.pin).toMatchObject({ letIn: ['carol'], owesSince: 'session-2' });
  });

  it('is for those too who came in meanwhile', async () => {
    const epochs = [epochOf(1, ['alice']), epochOf(2, ['alice', 'bob'])];
    keeping.pin = { ...NO_PIN, epochs, letIn: ['bob'], owesSince: 'session-1' };
    onAdded = () => {
      onAdded = () => {};
      keeping.pin = { ...keeping.pin, epochs: [...epochs, epochOf(3, ['alice', 'bob', 'dave'])] };
    };
    await finishLettingIn(keeping);
    expect(added).toContainEqual(['session-1', ['dave']]);
    expect(keeping.pin).toMatchObject({ letIn: [], owesSince: null });
  });

  it('waits while a notice stands', async () => {
    const epochs = [epochOf(1, ['alice']), epochOf(2, ['alice', 'bob'])];
    keeping.pin = { ...NO_PIN, epochs, letIn: ['bob'], owesSince: 'session-1' };
    keeping.notice = { cid: 'encrypted:one', kind: 'contact-mismatch', userId: 'bob' };
    await finishLettingIn(keeping);
    expect(keeping.pin).toMatchObject({ letIn: ['bob'], owesSince: 'session-1' });
  });
});
