import { create } from 'zustand';
import type { Auth } from '../auth/auth.ts';
import { SignInNeededError } from '../auth/sign-in-needed.ts';

const UNAUTHORIZED = 401;

/** Whether the sign-in ended while the app was in use: then only signing in again helps, and nothing on the device is lost. */
export const useSignInWatch = create<{ hasEnded: boolean }>(() => ({ hasEnded: false }));

export type Watched = { accessToken: () => Promise<string>; fetch: typeof fetch };

/** Tokens and `fetch` for the core, which note when the provider or the API no longer takes the sign-in. */
export const watchSignIn = (
  auth: Pick<Auth, 'accessToken'>,
  apiUrl: string,
  fetch: typeof window.fetch,
): Watched => {
  const ended = () => useSignInWatch.setState({ hasEnded: true });
  return {
    accessToken: async () => {
      try {
        return await auth.accessToken();
      } catch (error) {
        if (error instanceof SignInNeededError) ended();
        throw error;
      }
    },
    fetch: async (input, init) => {
      const response = await fetch(input, init);
      if (response.status === UNAUTHORIZED && urlOf(input).startsWith(`${apiUrl}/`)) ended();
      return response;
    },
  };
};

const urlOf = (input: RequestInfo | URL): string => (input instanceof Request ? input.url : String(input));
