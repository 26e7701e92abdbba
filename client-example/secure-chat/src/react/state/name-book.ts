import type { StreamChat } from 'stream-chat';
import { foldName } from '../../stream/fold-name.ts';
import { createStore } from './store.ts';

/** The part of stream-chat's client that is needed here. */
export type NameSource = Pick<StreamChat, 'on' | 'queryUsers' | 'state' | 'userID'>;

/** `string`: as they call themselves. `null`: known, without a name. `undefined`: not known here (yet). `erased`: Stream has nobody of this id any more. */
export type FoundName = string | null | undefined | { erased: true };

/** What people are called: those whom stream-chat has met, and those who were asked for because they have left. */
export type NameBook = {
  find: (userId: string) => FoundName;
  /** Whether somebody else whom this device has met has the same name, accents and capitals aside. */
  hasTwin: (userId: string, name: string) => boolean;
  /** Asks Stream once for those of these whom nobody here has met. A failure is not kept: after the next lost connection they are asked for again. */
  look: (userIds: Iterable<string>) => void;
  subscribe: (listener: () => void) => () => void;
  /** Counts the answers that came. */
  get: () => number;
};

/** As many as Stream gives at once. */
const AT_ONCE = 100;

const books = new WeakMap<NameSource, NameBook>();

/** One for each client. */
export const nameBookOf = (stream: NameSource): NameBook => {
  const known = books.get(stream);
  if (known) return known;
  const made = createNameBook(stream);
  books.set(stream, made);
  return made;
};

const createNameBook = (stream: NameSource): NameBook => {
  const asked = new Set<string>();
  const erased = new Set<string>();
  const answers = createStore(0);
  let twins: ReadonlyMap<string, readonly string[]> | null = null;
  let counted = 0;
  stream.on(() => {
    twins = null; // any event may bring people, or another name
  });
  stream.on('connection.recovered', () => {
    for (const id of asked) if (!(id in stream.state.users) && !erased.has(id)) asked.delete(id);
  });
  const byName = () => {
    const users = Object.values(stream.state.users);
    if (twins && users.length === counted) return twins;
    counted = users.length;
    const found = new Map<string, string[]>();
    for (const { id, name, deleted_at } of users) {
      if (!name || deleted_at) continue;
      const folded = foldName(name);
      found.set(folded, [...(found.get(folded) ?? []), id]);
    }
    twins = found;
    return twins;
  };
  const ask = async (ids: readonly string[]): Promise<void> => {
    const filter = { id: { $in: [...ids] } };
    const { users } = await stream.queryUsers(filter, {}, { limit: ids.length, presence: false });
    const there = new Set(users.filter(({ deleted_at }) => !deleted_at).map(({ id }) => id));
    for (const id of ids) if (!there.has(id)) erased.add(id);
    answers.set(answers.get() + 1);
  };
  return {
    find: (userId) => {
      const user = stream.state.users[userId];
      if (user && !user.deleted_at) return user.name || null;
      return user || erased.has(userId) ? { erased: true } : undefined;
    },
    hasTwin: (userId, name) => (byName().get(foldName(name)) ?? []).some((id) => id !== userId),
    look: (userIds) => {
      const ids = [...userIds].filter((id) => !asked.has(id) && !(id in stream.state.users));
      for (const id of ids) asked.add(id);
      for (let start = 0; start < ids.length; start += AT_ONCE)
        ask(ids.slice(start, start + AT_ONCE)).catch(() => {}); // asked for again after the next lost connection
    },
    subscribe: answers.subscribe,
    get: answers.get,
  };
};
