/** Nobody is signed in, or no longer: only signing in again helps. */
export class SignInNeededError extends Error {
  override readonly name = 'SignInNeededError';
}
