import type { ReadAccountStates } from './account-gate.ts';

/** What stands before every endpoint of people's apps. */
export type Guard = { readAccountStates: ReadAccountStates };
