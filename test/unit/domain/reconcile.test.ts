import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type ReconcileDeps, reconcile } from '../../../shared/domain/reconcile.ts';
import type { Swept } from '../../../shared/domain/sweep-stored.ts';
import {
  allowanceOf,
  ciphertext,
  createProgress,
  createStoredChannels,
} from '../../support/stored-channels.ts';

const SESSION = randomUUID();
const ENDED = randomUUID();
const TIME = Date.parse('2026-11-22T10:00:00Z');
const at = (seconds: number) => new Date(TIME + seconds * 1000).toISOString();
const range = { from: at(0), to: at(100_000) };

/** What stands in a channel, by one letter each: c current session, e an ended one, s system of the service; l the words somebody left with; p plaintext, f clear field, o foreign session. */
const KINDS = { c: true, e: true, s: true, l: false, p: false, f: false, o: false };
type Kind = keyof typeof KINDS;
const contentOf = (kind: Kind) =>
  ({
    c: { text: ciphertext(SESSION) },
    e: { text: ciphertext(ENDED) },
    s: { type: 'system', text: 'Carol joined', user: { id: 'sealed-stream' } },
    l: { type: 'system', text: 'meet me at noon', user: { id: 'carol' } },
    p: { text: 'meet me at noon' },
    f: { text: ciphertext(SESSION), subject: 'noon' },
    o: { text: ciphertext(randomUUID()) },
  })[kind];

const world = (channels: readonly (readonly Kind[])[], replies: readonly Kind[] = [], sharing = 3) => {
  const good = new Set<string>();
  let clock = 0;
  const messageIn = (cid: string, kind: Kind, parent?: string) => {
    const id = randomUUID();
    if (KINDS[kind]) good.add(id);
    return {
      id,
      cid,
      type: 'regular',
      created_at: at(++clock),
      ...(parent && { parent_id: parent }),
      ...contentOf(kind),
    };
  };
  const made = channels.map((_, index) => {
    const cid = `encrypted:c${index}`;
    // So many at a time share their second.
    return {
      cid,
      createdAt: at(Math.floor(index / sharing)),
      data: { cid, type: 'encrypted', session_id: SESSION },
    };
  });
  const messages = channels.flatMap((kinds, index) => {
    const listed = kinds.map((kind) => messageIn(`encrypted:c${index}`, kind));
    const head = listed.find(({ id }) => good.has(id));
    return [...listed, ...(head ? replies.map((kind) => messageIn(head.cid, kind, head.id)) : [])];
  });
  return { ...createStoredChannels(made, messages), good };
};

type World = ReturnType<typeof world>;
const depsFor = ({ store }: World, over: Partial<ReconcileDeps> = {}): ReconcileDeps & { swept: Swept[] } => {
  const swept: Swept[] = [];
  return {
    swept,
    encryptedChannelTypes: ['encrypted'],
    fileHosts: [],
    isRegistered: async (_, session) => session === ENDED,
    messages: store,
    progress: createProgress().progress,
    overlapSeconds: 60,
    maxMessages: 1e6,
    allowance: allowanceOf(),
    reportHeldBack: () => {},
    hasTime: () => true,
    now: () => new Date(range.to),
    report: (one) => void swept.push(one),
    ...over,
  };
};
const kind = fc.constantFrom(...(Object.keys(KINDS) as Kind[]));
const channelsOfAnyKind = fc.array(fc.array(kind, { maxLength: 6 }), { maxLength: 40 });

describe('the reconciler', () => {
  it('deletes every message that may not stand, and no other', async () => {
    await fc.assert(
      fc.asyncProperty(channelsOfAnyKind, fc.array(kind, { maxLength: 4 }), async (channels, replies) => {
        const stored = world(channels, replies);
        const before = stored.kept.size;
        const deps = depsFor(stored);
        const report = await reconcile(deps, range);
        expect(new Set(stored.kept.keys())).toEqual(stored.good);
        expect(report).toMatchObject({
          outcome: 'finished',
          channels: channels.length,
          swept: before - stored.good.size,
        });
        expect(deps.swept).toHaveLength(report.swept);
      }),
      { numRuns: 60 },
    );
  });

  it('walks long channels and threads to their end', async () => {
    const many = Array.from({ length: 230 }, (_, index): Kind => (index % 7 === 3 ? 'p' : 'c'));
    const stored = world([many], [...many, ...Array.from({ length: 150 }, (): Kind => 'p')]);
    await reconcile(depsFor(stored), range);
    expect(new Set(stored.kept.keys())).toEqual(stored.good);
  });

  it('walks many channels, also when more were made at once than fit on a page', async () => {
    for (const sharing of [3, 50]) {
      const stored = world(
        Array.from({ length: 110 }, (): Kind[] => ['p', 'c']),
        [],
        sharing,
      );
      await reconcile(depsFor(stored), range);
      expect(new Set(stored.kept.keys())).toEqual(stored.good);
    }
  });

  it('is finished by a second run, wherever the first one breaks off', async () => {
    await fc.assert(
      fc.asyncProperty(channelsOfAnyKind, fc.nat(60), async (channels, callsUntilCrash) => {
        const stored = world(channels, ['p', 'c']);
        const { progress } = createProgress();
        let left = callsUntilCrash;
        const breaking = Object.fromEntries(
          Object.entries(stored.store).map(([name, call]) => [
            name,
            (...args: never[]) => {
              if (left-- <= 0) throw new Error('crashed');
              return (call as (...given: never[]) => unknown)(...args);
            },
          ]),
        ) as typeof stored.store;
        await reconcile(depsFor(stored, { progress, messages: breaking }), range).catch(() => {});
        expect((await reconcile(depsFor(stored, { progress }), range)).outcome).toBe('finished');
        expect(new Set(stored.kept.keys())).toEqual(stored.good);
      }),
      { numRuns: 60 },
    );
  });

  it('repeats at most one channel of a run that broke off', async () => {
    const stored = world(Array.from({ length: 10 }, (): Kind[] => ['c']));
    const { progress } = createProgress();
    let pages = 0;
    const breaking = {
      ...stored.store,
      listMessages: (cid: string, until: string) => {
        if (++pages > 5) throw new Error('crashed');
        return stored.store.listMessages(cid, until);
      },
    };
    await expect(reconcile(depsFor(stored, { progress, messages: breaking }), range)).rejects.toThrow(
      'crashed',
    );
    const report = await reconcile(depsFor(stored, { progress }), range);
    expect(report).toMatchObject({ outcome: 'finished', channels: 5, messages: 5 });
  });

  it('goes on in small steps until it is done, in one channel too', async () => {
    const stored = world([Array.from({ length: 350 }, (): Kind => 'c'), ['p']]);
    const { progress } = createProgress();
    const step = () => reconcile(depsFor(stored, { progress, hasTime: () => false }), range);
    const outcomes: string[] = [];
    while (outcomes.at(-1) !== 'finished' && outcomes.length < 20) outcomes.push((await step()).outcome);
    expect(outcomes.length).toBeGreaterThan(4);
    expect(outcomes.at(-1)).toBe('finished');
    expect(new Set(stored.kept.keys())).toEqual(stored.good);
  });

  it('stops after so many messages', async () => {
    const deps = depsFor(world(Array.from({ length: 9 }, (): Kind[] => ['p'])), { maxMessages: 3 });
    expect(await reconcile(deps, range)).toMatchObject({ outcome: 'enough-messages', messages: 3 });
  });

  it('leaves ciphertext where it is when no more may go today, and goes on with the rest', async () => {
    const many = (kind: Kind, count: number) => Array.from({ length: count }, () => kind);
    const stored = world(
      [
        ['o', 'f', 'p'],
        [...many('o', 120), 'c', 'p'],
      ],
      [...many('f', 110), 'p'],
    );
    const doubtful = 2 + 120 + 110;
    const heldBack: Swept[] = [];
    const reportHeldBack = (one: Swept) => void heldBack.push(one);
    const deps = depsFor(stored, { allowance: allowanceOf(5), reportHeldBack });
    expect(await reconcile(deps, range)).toMatchObject({ outcome: 'finished', heldBack: heldBack.length });
    expect(new Set(heldBack.map(({ messageId }) => messageId)).size).toBe(doubtful - 5);
    expect(stored.kept.size).toBe(stored.good.size + doubtful - 5);
  });

  it('does no harm beside another run, and one of the two stops', async () => {
    const stored = world(Array.from({ length: 12 }, (): Kind[] => ['p', 'c']));
    const { progress } = createProgress();
    const runs = await Promise.all([1, 2].map(() => reconcile(depsFor(stored, { progress }), range)));
    expect(runs.map(({ outcome }) => outcome).sort()).toEqual(['finished', 'overtaken']);
    expect(new Set(stored.kept.keys())).toEqual(stored.good);
  });

  it('by schedule takes what came since the last run, and somewhat more', async () => {
    const { progress } = createProgress();
    const run = (time: number) =>
      reconcile(depsFor(world([]), { progress, now: () => new Date(TIME + time * 1000) }), null);
    expect(await run(1000)).toMatchObject({ from: at(940), to: at(1000), lagSeconds: 0 });
    expect(await run(4600)).toMatchObject({ from: at(940), to: at(4600) });
  });
});
