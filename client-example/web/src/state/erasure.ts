import { create } from 'zustand';

/** Until when the account of this window's person can be kept; null while nobody has asked to have it erased. */
export const usePendingErasure = create<{ dueAt: string | null }>(() => ({ dueAt: null }));

export const noteErasure = (dueAt: string): void => usePendingErasure.setState({ dueAt });
