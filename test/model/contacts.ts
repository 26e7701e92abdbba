import type { SaidAuthor, Vouched } from '../../client-example/secure-chat/src/contacts/contact-check.ts';
import type { KeepingDeps } from '../../client-example/secure-chat/src/epochs/keeping.ts';
import { MembersNotEnrolledError } from '../../client-example/secure-chat/src/errors.ts';
import type { World } from './world.ts';

type AuthorKeys = Pick<KeepingDeps['contacts'], 'vouch' | 'authorKeys'>;

type Seen = { authorKey: string; account: string };

/** The author keys that one device knows of its contacts: pinned when they were told first, changed only with a new identity. */
export const createAuthorKeys = (
  world: World,
  userId: string,
): AuthorKeys & {
  /** Answers those whose identity is another than the one pinned. */
  look: (ids: readonly string[]) => Promise<string[]>;
  forget: () => void;
  hasPinned: (id: string) => boolean;
} => {
  const pinned = new Map<string, Seen>();
  const formerlyPinned = new Map<string, string[]>();
  const pin = (id: string, seen: Seen): void => {
    const before = pinned.get(id);
    if (before) formerlyPinned.set(id, [...(formerlyPinned.get(id) ?? []), before.authorKey]);
    pinned.set(id, seen);
  };
  /** What the registry tells, or told with an epoch of this account; null when it tells nothing. With the same account the key is the same for good. */
  const look = async (
    id: string,
    claim?: SaidAuthor['claim'],
  ): Promise<(Seen & { isNew: boolean }) | null> => {
    const account = world.seald.accountOf(id);
    if (id === userId) return { ...(await world.authorAt(userId)), account, isNew: false };
    const known = pinned.get(id);
    const kept = claim?.sigchainHash === account ? claim : null;
    const told = (await world.toldKeys(userId, id)) ?? kept;
    if (known && known.account === account) return { ...known, isNew: false };
    if (!told) return null;
    const seen = { authorKey: told.authorKey, account };
    if (!known) pin(id, seen);
    return { ...seen, isNew: known !== undefined };
  };
  const vouchOne = async ({ id, authorKey, claim }: SaidAuthor): Promise<Vouched> => {
    if (pinned.get(id)?.authorKey === authorKey) return true;
    const kept = claim?.authorKey === authorKey ? claim : undefined;
    if ((await look(id, kept))?.authorKey === authorKey) return true;
    if (formerlyPinned.get(id)?.includes(authorKey)) return 'former';
    const told = await world.toldKeys(userId, id);
    if (kept || told?.former.includes(authorKey)) return 'by-word';
    return told || id === userId || pinned.has(id) ? false : null;
  };
  return {
    vouch: (authors) => Promise.all(authors.map(vouchOne)),
    // Nobody in the model is asked about a new identity: whoever makes an epoch takes it.
    authorKeys: async (userIds) => {
      const keys = await Promise.all(
        [...new Set(userIds)].map(async (id) => {
          const found = await look(id);
          if (!found) throw new MembersNotEnrolledError([id]);
          const { authorKey, account, isNew } = found;
          if (isNew) pin(id, { authorKey, account });
          return { id, authorKey };
        }),
      );
      return keys;
    },
    look: async (ids) => {
      for (const id of ids) await look(id);
      return ids.filter(
        (id) => (pinned.get(id)?.account ?? world.seald.accountOf(id)) !== world.seald.accountOf(id),
      );
    },
    forget: () => pinned.clear(),
    hasPinned: (id) => pinned.get(id)?.account === world.seald.accountOf(id),
  };
};
