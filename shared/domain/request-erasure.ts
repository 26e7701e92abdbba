import type { ErasureReceipt } from '../contract/erasure.ts';
import { carryOut, type EraseDeps } from './erase.ts';
import { type ErasureRequest, type ErasureState, type PendingErasure, pendingReceiptOf } from './erasure.ts';
import { demandFreshSignIn, type FreshSignInDeps } from './fresh-sign-in.ts';

export type RequestErasureDeps = EraseDeps &
  FreshSignInDeps & {
    /** From the request to the day it is carried out; 0: at once. */
    graceSeconds: number;
    newReceiptId: () => string;
  };

/** Others may ask for it, and take it back, at the same moment; each look that finds nothing noted is followed by another try. */
const TRIES = 3;

/**
 * Has the caller erased after the stage's time of grace; where there is none, at once. Until then the account is as it was, and open to nobody: tokens at Stream are
 * good no more. Needs a fresh sign-in, unless an erasure is noted already: then a repeat changes nothing but what a failure left undone, and answers that one's
 * receipt; so do racing calls. Works for somebody who never signed up, too.
 * Throws `REAUTHENTICATION_REQUIRED`, and `STREAM_UNAVAILABLE`; what was done before stays done.
 */
export const requestErasure = async (
  deps: RequestErasureDeps,
  userId: string,
  authTime: unknown,
): Promise<ErasureReceipt> => {
  const found = await deps.erasures.find(userId);
  if (found.kind === 'none') demandFreshSignIn(deps, authTime);
  return goOn(deps, found.kind === 'none' ? await note(deps, userId) : found);
};

/** The same for an operator, who has made sure otherwise; `atOnce` carries out also one that waits for its day. */
export const requestErasureOf = async (
  deps: Omit<RequestErasureDeps, keyof FreshSignInDeps> & Pick<FreshSignInDeps, 'now'>,
  userId: string,
  { atOnce }: { atOnce: boolean },
): Promise<ErasureReceipt> => {
  const found = await deps.erasures.find(userId);
  if (found.kind === 'erased' || (found.kind === 'pending' && !atOnce)) return goOn(deps, found);
  return goOn(deps, await note({ ...deps, ...(atOnce && { graceSeconds: 0 }) }, userId));
};

type NoteDeps = Pick<RequestErasureDeps, 'erasures' | 'graceSeconds' | 'newReceiptId' | 'now'>;

const note = async (deps: NoteDeps, userId: string): Promise<ErasureState> => {
  const { erasures, graceSeconds, newReceiptId, now } = deps;
  for (let tries = 0; tries < TRIES; tries++) {
    const requested = now();
    const request: ErasureRequest = {
      userId,
      receiptId: newReceiptId(),
      requestedAt: requested.toISOString(),
      dueAt: new Date(requested.getTime() + graceSeconds * 1000).toISOString(),
    };
    const noted = graceSeconds > 0 ? await erasures.schedule(request) : await beginNow(deps, request);
    if (noted.kind === 'erased' || (noted.kind === 'pending' && graceSeconds > 0)) return noted;
  }
  throw new Error('An erasure is asked for and taken back again and again');
};

/** One that is pending keeps its receipt. */
const beginNow = async ({ erasures }: NoteDeps, request: ErasureRequest): Promise<ErasureState> => {
  const found = await erasures.find(request.userId);
  const { requestedAt: at } = request;
  if (found.kind !== 'pending') return erasures.begin(request, null, at);
  const { receiptId, requestedAt } = found.pending;
  return erasures.begin({ ...request, receiptId, requestedAt }, found.pending, at);
};

const goOn = async (deps: EraseDeps, state: ErasureState): Promise<ErasureReceipt> => {
  if (state.kind === 'erased') return carryOut(deps, state.erasure);
  if (state.kind === 'pending') return pendingReceiptOf(await signOutEverywhere(deps, state.pending));
  throw new Error('No erasure is noted');
};

/**
 * After it was noted: then `POST /token` gives no more tokens. If it is taken back meanwhile, a token made since may be refused; a device then asks for another.
 */
const signOutEverywhere = async (
  { erasures, streamUsers, now }: EraseDeps,
  pending: PendingErasure,
): Promise<PendingErasure> => {
  if (pending.tokensRevokedAt !== undefined) return pending;
  await streamUsers.revokeTokens(pending.userId, now());
  const tokensRevokedAt = now().toISOString();
  await erasures.noteTokensRevoked(pending, tokensRevokedAt);
  return { ...pending, tokensRevokedAt };
};
