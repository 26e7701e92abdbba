import { create } from 'zustand';

/** Until when the account of this window's person can be kept; null while nobody has asked to have it erased. */
export const usePendingErasure = create<{ dueAt: string | null }>(() => ({ dueAt: null }));

export const noteErasure = (dueAt: string): void => usePendingErasure.setState({ dueAt });

/** Kept for this window while it is at the identity provider: what the person was about to do. */
const KEY = 'sealed-stream-erasing';

type Memory = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** Before a fresh sign-in is asked for, so that the person comes back to the same place. */
export const rememberErasing = (memory: Memory): void => memory.setItem(KEY, 'yes');

export const wasErasing = (memory: Memory): boolean => memory.getItem(KEY) !== null;

export const forgetErasing = (memory: Memory): void => memory.removeItem(KEY);
