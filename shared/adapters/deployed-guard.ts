import type { Guard } from '../domain/guard.ts';
import { createReadAccountStates } from './account-states.ts';

/** What stands before an endpoint, as its environment says. */
export const deployedGuard = ({ TABLE_NAME }: { TABLE_NAME: string }): Guard => ({
  readAccountStates: createReadAccountStates(TABLE_NAME),
});
