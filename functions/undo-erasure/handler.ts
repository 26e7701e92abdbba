import { undoErasure as route } from '../../shared/contract/routes/undo-erasure.ts';
import type { Erasures } from '../../shared/domain/erasure.ts';
import { keepAccount } from '../../shared/domain/keep-account.ts';
import { endpoint, type Guarded } from '../../shared/http/endpoint.ts';

export type UndoErasureDeps = { erasures: Pick<Erasures, 'find' | 'takeBackPending'> };

/** `DELETE /me/erasure`. A repeat answers the same, and so does a call where there is nothing to take back. */
export const createHandler = ({ guard, ...deps }: Guarded<UndoErasureDeps>) =>
  endpoint(route, { guard, letsThrough: ['erasurePending'] }, async ({ userId }) => ({
    statusCode: 200,
    body: await keepAccount(deps, userId),
  }));
