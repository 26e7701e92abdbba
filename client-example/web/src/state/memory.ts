const PRODUCT = 'sealed-stream';
const DATABASE_KEY = 'seald-database-key';
/** Kept for this window: whose device it has had open. */
const OPENED = 'sealed-stream-opened';

type Memory = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** Under what name something of one person is kept in this browser, or shared among its windows. */
export const nameFor = (userId: string, key: string): string =>
  `${PRODUCT}/${encodeURIComponent(userId)}/${key}`;

export const databaseKeyName = (userId: string): string => nameFor(userId, DATABASE_KEY);

/** Names of everything that is kept of anybody, or with a user id of this person. */
export const namesIn = (memory: Storage, userId?: string): string[] => {
  const prefix = userId === undefined ? `${PRODUCT}/` : nameFor(userId, '');
  return Object.keys(memory).filter((key) => key.startsWith(prefix));
};

/** Notes in the window's own storage that this person's device is open here; it goes with a duplicate of the window, and stays over a reload. */
export const noteOpened = (ofWindow: Memory, userId: string): void => ofWindow.setItem(OPENED, userId);

export const forgetOpened = (ofWindow: Memory): void => ofWindow.removeItem(OPENED);

/**
 * Whether this window had the person's device open and the browser remembers nothing of them any more: another window has signed them out while this one was away, or the
 * storage was lost. Only the identity provider can tell which.
 */
export const wasEmptied = (ofWindow: Memory, memory: Memory, userId: string): boolean =>
  ofWindow.getItem(OPENED) === userId && memory.getItem(databaseKeyName(userId)) === null;
