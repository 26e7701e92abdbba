import type { StackConfig } from '@sealed-stream/secure-chat/screens';
import { forgetOpened, wasEmptied } from '../state/memory.ts';
import type { Account, Auth } from './auth.ts';
import { SignInNeededError } from './sign-in-needed.ts';
import { mayBeSignedIn } from './window-sign-in.ts';

type Browser = Pick<Window, 'location' | 'sessionStorage' | 'localStorage'>;

export type Restored = { auth: Auth; account: Account };

/**
 * Who is signed in in this window, or null. On the local stack `/?as=Alice` signs in as Alice, and `/?as=` as whoever gives a name, whoever was
 * signed in: how people open in windows of their own. Where nobody can be, `loadAuth` is not called: the sign-in screen does not wait for it.
 */
export const restoreSignIn = async (
  config: Pick<StackConfig, 'inbox'>,
  browser: Browser,
  loadAuth: () => Promise<Auth>,
): Promise<Restored | null> => {
  const name = new URLSearchParams(browser.location.search).get('as');
  if (name !== null && config.inbox !== undefined) {
    await (await loadAuth()).signIn(name);
    return new Promise<null>(() => {}); // the page is being left
  }
  if (!mayBeSignedIn(browser)) return null;
  const auth = await loadAuth();
  const account = await stillSignedIn(auth, browser, await auth.restore());
  return account && { auth, account };
};

/**
 * Somebody whose memory has gone while this window was away may have been signed out by another window. Then this one forgets them too; where the provider says that they are
 * signed in, or cannot say, only the storage was lost, and they go on as on a new device.
 */
const stillSignedIn = async (
  auth: Auth,
  { sessionStorage, localStorage }: Browser,
  account: Account | null,
): Promise<Account | null> => {
  if (!account || !wasEmptied(sessionStorage, localStorage, account.sub)) return account;
  try {
    await auth.verify();
    return account;
  } catch (error) {
    if (!(error instanceof SignInNeededError)) return account;
    await auth.forget();
    forgetOpened(sessionStorage);
    return null;
  }
};
