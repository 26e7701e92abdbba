import { AppError } from './app-error.ts';

/** A person who was just asked to sign in has time to come back and confirm. */
const FRESH_SECONDS = 300;
/** How far the provider's clock may be before ours. */
const SKEW_SECONDS = 30;

export type FreshSignInDeps = {
  /** Whether a token that does not say when its user signed in is refused. */
  demandAuthTime: boolean;
  now: () => Date;
};

/**
 * Throws `REAUTHENTICATION_REQUIRED` unless the token's claim `auth_time` (OpenID Connect Core, section 2: seconds since 1970) says that its user has signed in within
 * the last five minutes. A renewed token keeps the time of the sign-in, so a stolen one cannot be made fresh. A token without the claim
 * passes unless the stage demands it; one whose claim is no time never does.
 */
export const demandFreshSignIn = ({ demandAuthTime, now }: FreshSignInDeps, authTime: unknown): void => {
  if (authTime === undefined && !demandAuthTime) return;
  const age = now().getTime() / 1000 - secondsIn(authTime);
  if (!(age <= FRESH_SECONDS && age >= -SKEW_SECONDS)) throw new AppError('REAUTHENTICATION_REQUIRED');
};

/** API Gateway's authorizer hands every claim on as a text. */
const secondsIn = (claim: unknown): number => {
  if (typeof claim === 'number') return claim;
  return typeof claim === 'string' && /^\d{1,12}(?:\.\d{1,9})?$/.test(claim) ? Number(claim) : Number.NaN;
};
