import type { KeepingDeps } from '../../client-example/secure-chat/src/epochs/keeping.ts';
import { MembersNotEnrolledError } from '../../client-example/secure-chat/src/errors.ts';
import type { World } from './world.ts';

type AuthorKeys = Pick<KeepingDeps['contacts'], 'vouch' | 'hasSigned' | 'authorKeys'>;

/** The author keys that one device knows of its contacts: pinned when they were told first, changed only with a new identity. */
export const createAuthorKeys = (
  world: World,
  userId: string,
): AuthorKeys & { forget: () => void; hasPinned: (id: string) => boolean } => {
  const pinned = new Map<string, { authorKey: string; account: string }>();
  /** What the registry says, if it may be: with the same account the key is the same for good. */
  const look = async (id: string): Promise<{ authorKey: string; isNew: boolean } | null> => {
    if (id === userId) return { authorKey: (await world.authorAt(userId)).authorKey, isNew: false };
    const [known, account] = [pinned.get(id), world.seald.accountOf(id)];
    const authorKey = await world.registeredKey(id);
    if (known && known.account === account) return { authorKey: known.authorKey, isNew: false };
    if (!known) pinned.set(id, { authorKey, account });
    return { authorKey, isNew: known !== undefined };
  };
  const vouch: AuthorKeys['vouch'] = async (authors) => {
    for (const { id, authorKey } of authors) if ((await look(id))?.authorKey !== authorKey) return false;
    return true;
  };
  return {
    vouch,
    hasSigned: async (author) =>
      (await vouch([author])) || (await world.formerKeys(author.id)).includes(author.authorKey),
    // Nobody in the model is asked about a new identity: whoever makes an epoch takes it.
    authorKeys: async (userIds) => {
      const keys = await Promise.all(
        [...new Set(userIds)].map(async (id) => {
          const found = await look(id);
          if (!found) throw new MembersNotEnrolledError([id]);
          if (found.isNew) pinned.set(id, { authorKey: found.authorKey, account: world.seald.accountOf(id) });
          return { id, authorKey: found.authorKey };
        }),
      );
      return keys;
    },
    forget: () => pinned.clear(),
    hasPinned: (id) => pinned.get(id)?.account === world.seald.accountOf(id),
  };
};
