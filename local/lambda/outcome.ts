/** What the Runtime API's error posts hold, and what Lambda itself makes when a process dies or runs out of time. */
export type FunctionError = { errorType: string; errorMessage: string };

/** How one invocation ended. `payload` is the function's answer as JSON text. */
export type Outcome = { ok: true; payload: string } | { ok: false; error: FunctionError };

/** An {@link Outcome} for a failure that Lambda, not the function, puts into words. */
export const failed = (errorType: string, errorMessage: string): Outcome => ({
  ok: false,
  error: { errorType, errorMessage },
});
