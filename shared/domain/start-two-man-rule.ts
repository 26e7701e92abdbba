import type { ChallengeRequest, ChallengeResponse } from '../contract/challenge.ts';
import { sealdIdOf, ssksUserIdOf } from '../contract/seald-id.ts';
import { AppError } from './app-error.ts';
import {
  type AllowedCountries,
  type AuthFactor,
  type IndexAuthFactor,
  readAuthFactor,
} from './auth-factor.ts';
import { type CodeLimitsDeps, countCode, type WantedCode } from './code-limits.ts';
import { enrolmentOf } from './step-enrolment.ts';
import type { OpenTwoManRuleKey } from './two-man-rule-key.ts';
import type { User, Users } from './user.ts';

/** What came of asking the key storage to send a code. `failed-unsent`: certainly no code went out. */
export type SentChallenge =
  | { outcome: 'sent'; ssksSessionId: string; mustAuthenticate: boolean }
  | {
      outcome: 'failed' | 'failed-unsent';
      errorType: 'SSKS_UNAVAILABLE' | 'SMS_QUOTA_EXCEEDED';
      cause: unknown;
    };

/** Has the key storage send a code. Never throws for what the other side does. Each call that succeeds sends one more code. */
export type SendChallenge = (ssksUserId: string, factor: AuthFactor) => Promise<SentChallenge>;

export type StartTwoManRuleDeps = CodeLimitsDeps & {
  users: Pick<Users, 'find' | 'noteAuthFactor'>;
  sealdIdPrefix: string;
  countries: AllowedCountries;
  indexAuthFactor: IndexAuthFactor;
  openTwoManRuleKey: OpenTwoManRuleKey;
  sendChallenge: SendChallenge;
};

/**
 * Sends the caller a code and opens a session at the key storage. Each call sends one more code, up to the limits, which are asked in the
 * order of what they cost: countries, then who the caller is and where their codes went before, then what is counted.
 * Once enrolled, codes go only where they went before: whoever holds the app's token alone must not be able to have them
 * sent elsewhere. The factor is noted only after the code went out, so a failure leaves the user as before.
 * Throws `INVALID_REQUEST`, `COUNTRY_NOT_ALLOWED`, `USER_NOT_FOUND`, `USER_ERASED`, `AUTH_FACTOR_MISMATCH`, `CHALLENGE_RATE_LIMITED`,
 * `SSKS_UNAVAILABLE`, `SMS_QUOTA_EXCEEDED`.
 */
export const startTwoManRule = async (
  deps: StartTwoManRuleDeps,
  userId: string,
  request: ChallengeRequest,
): Promise<ChallengeResponse> => {
  const { factor, callingCode } = readAuthFactor(request, deps.countries);
  const user = await deps.users.find(userId);
  if (!user) throw new AppError('USER_NOT_FOUND');
  const { indexed, factorKey } = await deps.indexAuthFactor(userId, factor);
  refuseOtherFactor(user, indexed.index);
  const twoManRuleKey = await deps.openTwoManRuleKey(userId, user.sealedTwoManRuleKey);
  const wanted = { userId, factorIndex: indexed.index, factorKey, callingCode, isBound: isBound(user) };
  const { attempt } = enrolmentOf(user);
  const ssksUserId = ssksUserIdOf(sealdIdOf(deps.sealdIdPrefix, userId), attempt);
  const sent = await sendWithinLimits(deps, wanted, () => deps.sendChallenge(ssksUserId, factor));
  if (!isBound(user)) await deps.users.noteAuthFactor(userId, indexed, deps.now().toISOString());
  const { mustAuthenticate, ssksSessionId } = sent;
  return { mustAuthenticate, twoManRuleKey, twoManRuleSessionId: ssksSessionId, attempt };
};

/** Somebody who enrolled without a challenge is bound by the first one they ask for. */
const isBound = ({ enrolledAt, authFactors }: User): boolean =>
  enrolledAt !== undefined && Object.keys(authFactors).length > 0;

const refuseOtherFactor = (user: User, index: string): void => {
  if (isBound(user) && !Object.hasOwn(user.authFactors, index)) throw new AppError('AUTH_FACTOR_MISMATCH');
};

const sendWithinLimits = async (
  deps: CodeLimitsDeps,
  wanted: WantedCode,
  send: () => Promise<SentChallenge>,
) => {
  const takeBack = await countCode(deps, wanted);
  const sent = await send();
  if (sent.outcome === 'sent') return sent;
  if (sent.outcome === 'failed-unsent') await takeBack();
  throw new AppError(sent.errorType, { cause: sent.cause });
};
