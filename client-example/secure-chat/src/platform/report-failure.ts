/**
 * Hands a failure of the app's own code to where the platform shows those that nobody handles: `reportError` where there is one, as in browsers; else a
 * promise that rejects. Never throws.
 */
export const reportFailure = (error: unknown): void => {
  const { reportError } = globalThis as { reportError?: (error: unknown) => void };
  if (reportError) reportError(error);
  else void Promise.reject(error);
};
