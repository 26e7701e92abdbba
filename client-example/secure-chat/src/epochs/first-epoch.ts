import { splitCid } from '../../../../shared/contract/split-cid.ts';
import type { EncryptionSession } from '../seald/sdk-types.ts';
import { isNoAccess } from '../seald/seald-errors.ts';
import { isPairId } from '../stream/pair.ts';
import { catchUp } from './catch-up.ts';
import { type Keeping, raise, trustedOf, trustedSession } from './keeping.ts';
import { revokeOrphan, startEpoch } from './start-epoch.ts';

/**
 * Brings a channel to where it can be read: with what this device trusts already, nobody is asked but Seald. Else the registry
 * is, and the channel's first epoch is made if there is none. `prepared`: a session made for the members of a channel just created.
 * Throws what `startEpoch` throws, except that a notice stands.
 */
export const openEpochs = async (keeping: Keeping, prepared?: PreparedSession): Promise<void> => {
  if (trustedOf(keeping)) {
    if (prepared) await revokeOrphan(keeping, prepared.session);
    return openTrusted(keeping);
  }
  if (!prepared && !(await catchUp(keeping))) return;
  await startFirst(keeping, prepared);
};

export type PreparedSession = { session: EncryptionSession; members: readonly string[] };

const openTrusted = async (keeping: Keeping): Promise<void> => {
  try {
    await trustedSession(keeping);
  } catch (error) {
    if (!isNoAccess(error)) throw error;
    raise(keeping, { kind: 'no-access', registered: null });
  }
};

/** For everybody whom Stream lists, or the two of a pair: there is nobody yet who could say who may read. */
export const startFirst = async (keeping: Keeping, prepared?: PreparedSession): Promise<void> => {
  const members = membersAtStream(keeping);
  const isPrepared = prepared !== undefined && isSame(prepared.members, members);
  if (prepared && !isPrepared) await revokeOrphan(keeping, prepared.session);
  try {
    await startEpoch(keeping, { members, ...(isPrepared && { prepared: prepared.session }) });
  } catch (error) {
    if (!keeping.notice) throw error;
  }
};

/** Without those whom the user leaves out. Of a pair never more than the two: its id says who they are, whomever Stream lists beside them. */
export const membersAtStream = ({ cid, userId, stream, pin, pairWith }: Keeping): string[] => {
  const isPair = isPairId(splitCid(cid)[1]);
  const mayBeIn = (id: string) => !pin.shutOut.includes(id) && (!isPair || id === pairWith);
  const members = [...stream.members()].filter(mayBeIn);
  return [...new Set([userId, ...members])].sort();
};

const isSame = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && some.every((one) => others.includes(one));
