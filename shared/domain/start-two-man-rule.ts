import type { ChallengeRequest, ChallengeResponse } from '../contract/challenge.ts';
import { sealdIdOf } from '../contract/seald-id.ts';
import { AppError } from './app-error.ts';
import { type AuthFactor, type IndexAuthFactor, readAuthFactor } from './auth-factor.ts';
import type { OpenTwoManRuleKey } from './two-man-rule-key.ts';
import type { IndexedAuthFactor, User, Users } from './user.ts';

/**
 * Has the key storage send a code. Throws `SSKS_UNAVAILABLE` or `SMS_QUOTA_EXCEEDED`. Each call that succeeds sends a
 * code and opens a new SSKS session.
 */
export type SendChallenge = (
  sealdId: string,
  factor: AuthFactor,
) => Promise<{ ssksSessionId: string; mustAuthenticate: boolean }>;

export type StartTwoManRuleDeps = {
  users: Pick<Users, 'find' | 'countChallenge' | 'setPendingAuthFactor'>;
  sealdIdPrefix: string;
  challengeLimit: { count: number; windowSeconds: number };
  indexAuthFactor: IndexAuthFactor;
  openTwoManRuleKey: OpenTwoManRuleKey;
  sendChallenge: SendChallenge;
  now: () => Date;
};

/**
 * Sends the caller a code and opens a session at the key storage. Each call sends one more code, up to the limit.
 * Once enrolled, only the enrolled factor gets codes: whoever holds the app's token alone must not be able to have them
 * sent elsewhere. The factor is noted only after the code went out, so a failure leaves the user as before.
 * Throws `INVALID_REQUEST`, `USER_NOT_FOUND`, `AUTH_FACTOR_MISMATCH`, `CHALLENGE_RATE_LIMITED`, and what sending throws.
 */
export const startTwoManRule = async (
  deps: StartTwoManRuleDeps,
  userId: string,
  request: ChallengeRequest,
): Promise<ChallengeResponse> => {
  const factor = readAuthFactor(request);
  const user = await deps.users.find(userId);
  if (!user) throw new AppError('USER_NOT_FOUND');
  const indexed = await deps.indexAuthFactor(factor);
  refuseOtherFactor(user, indexed);
  const twoManRuleKey = await deps.openTwoManRuleKey(userId, user.sealedTwoManRuleKey);
  await countChallenge(deps, userId);
  const { ssksSessionId, mustAuthenticate } = await deps.sendChallenge(
    sealdIdOf(deps.sealdIdPrefix, userId),
    factor,
  );
  if (!user.enrolledAt) await deps.users.setPendingAuthFactor(userId, indexed);
  return { mustAuthenticate, twoManRuleKey, twoManRuleSessionId: ssksSessionId };
};

const refuseOtherFactor = (user: User, asked: IndexedAuthFactor): void => {
  if (user.enrolledAt && user.authFactor && user.authFactor.index !== asked.index)
    throw new AppError('AUTH_FACTOR_MISMATCH');
};

const countChallenge = async (
  { users, challengeLimit: { count, windowSeconds }, now }: StartTwoManRuleDeps,
  userId: string,
): Promise<void> => {
  const seconds = Math.floor(now().getTime() / 1000);
  const startsAt = seconds - (seconds % windowSeconds);
  const endsAt = startsAt + windowSeconds;
  const allowed = await users.countChallenge(userId, { limit: count, startsAt, endsAt });
  if (!allowed) throw new AppError('CHALLENGE_RATE_LIMITED', { retryAfterSeconds: endsAt - seconds });
};
