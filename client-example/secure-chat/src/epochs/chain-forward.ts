import type { Epoch } from '../../../../shared/contract/encryption-session.ts';
import type { EpochStatement } from '../../../../shared/contract/epoch-statement.ts';
import type { EncryptionSession } from '../seald/sdk-types.ts';
import { isNoAccess } from '../seald/seald-errors.ts';
import { openStatement } from './statement.ts';
import { sameSession, type VerifiedEpoch, verifiedEpoch } from './trusted-epoch.ts';

/** Whose chain it is, and how sessions are opened. `open` rejects with `SecureChatError` `NO_ACCESS` for somebody else's. */
export type Chain = {
  cid: string;
  userId: string;
  open: (encryptionSessionId: string) => Promise<EncryptionSession>;
};

export type Walk = {
  /** What is verified now besides what was, in order. */
  found: readonly VerifiedEpoch[];
  /**
   * `current`: it ends where the registry does. `left-out`: an announced epoch is without this user. `no-access`: the trusted one or the
   * next is for this user, but Seald does not say so. `unlisted`: the registry does not have the trusted one. `foreign`: nobody has announced the current one.
   */
  end: 'current' | 'left-out' | 'no-access' | 'unlisted' | 'foreign';
};

/**
 * Walks from the trusted epoch along the announcements, each of which must open in the session trusted so far. Epochs that are not announced
 * there are passed over, and one that was trusted before is never taken again. `listed`: the registry's epochs in their order, the
 * current one last; those before the trusted one may be missing. Throws what `open` throws.
 */
export const walkForward = async (
  chain: Chain,
  known: readonly VerifiedEpoch[],
  listed: readonly Epoch[],
): Promise<Walk> => {
  const found: VerifiedEpoch[] = [];
  let trusted = known.at(-1);
  if (!trusted) return { found, end: 'foreign' };
  if (!(await openIfAllowed(chain, trusted.encryptionSessionId))) return { found, end: 'no-access' };
  const place = listed.findIndex(sameSession(trusted));
  for (const registered of listed.slice(place + 1)) {
    if ([...known, ...found].some(sameSession(registered))) continue;
    const statement = await announced(chain, trusted, registered);
    if (statement === 'no-access') return { found, end: 'no-access' };
    if (!statement) continue;
    if (!statement.members.includes(chain.userId)) return { found, end: 'left-out' };
    trusted = verifiedEpoch(registered, statement);
    if (!(await openIfAllowed(chain, registered.encryptionSessionId))) return { found, end: 'no-access' };
    found.push(trusted);
  }
  if (listed.at(-1)?.encryptionSessionId === trusted.encryptionSessionId) return { found, end: 'current' };
  return { found, end: place < 0 && found.length === 0 ? 'unlisted' : 'foreign' };
};

/**
 * Takes an epoch without anybody's announcement, as at first sight: its welcome must open in its own session and name this user.
 * Null when it does not. Throws what `open` throws, except that there is no access.
 */
export const takeAtFirstSight = async (chain: Chain, registered: Epoch): Promise<VerifiedEpoch | null> => {
  const welcome = await readWelcome(chain, registered);
  if (!welcome || welcome === 'no-access') return null;
  return welcome.members.includes(chain.userId) ? verifiedEpoch(registered, welcome) : null;
};

/** What an epoch's welcome says; null when it is none of this epoch's. */
export const readWelcome = async (
  chain: Chain,
  registered: Epoch,
): Promise<EpochStatement | null | 'no-access'> => {
  const session = await openIfAllowed(chain, registered.encryptionSessionId);
  if (!session) return 'no-access';
  return openStatement(session, registered.welcome, { cid: chain.cid, registered });
};

const announced = async (
  chain: Chain,
  trusted: VerifiedEpoch,
  registered: Epoch,
): Promise<EpochStatement | null | 'no-access'> => {
  const session = await openIfAllowed(chain, trusted.encryptionSessionId);
  if (!session) return 'no-access';
  const { cid } = chain;
  const statement = await openStatement(session, registered.announcement, { cid, registered });
  const isFollowing =
    statement?.previousEncryptionSessionId === trusted.encryptionSessionId &&
    trusted.members.includes(statement.from);
  return isFollowing ? statement : null;
};

const openIfAllowed = async ({ open }: Chain, id: string): Promise<EncryptionSession | null> => {
  try {
    return await open(id);
  } catch (error) {
    if (isNoAccess(error)) return null;
    throw error;
  }
};
