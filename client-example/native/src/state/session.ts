import type { SecureChat } from '@sealed-stream/secure-chat';
import type { StackConfig } from '@sealed-stream/secure-chat/screens';
import { QueryClient } from '@tanstack/react-query';
import { create } from 'zustand';
import { keptSignIn, type SignIn, signIn } from '../auth/sign-in';
import { loadConfig } from '../config';
import { wipeDevice } from '../device/device';

/** What was asked and answered, and where decrypted files lie: of the person who is signed in. */
export const queries = new QueryClient({
  defaultOptions: { queries: { retry: false }, mutations: { retry: false } },
});

type Session = {
  /** Null until `stack.json` was read. */
  config: StackConfig | null;
  /** Null while nobody is signed in. */
  signedIn: SignIn | null;
  /** Throws what the network and the keychain do, and `SyntaxError` when the kept sign-in is damaged. */
  start: () => Promise<void>;
  /** Throws as `signIn` does. */
  signIn: () => Promise<void>;
  /** The core of who is signed in; null while there is none. */
  chat: SecureChat | null;
  /** To sign in again as the same person: nothing on the phone is touched but the tokens. */
  signInAgain: () => Promise<void>;
  /** Leaves nothing of this person on the phone; works without a network, and without a core that could be opened. A repeat changes nothing. */
  signOut: () => Promise<void>;
};

/** Who is signed in on this phone. */
export const useSession = create<Session>((set, get) => ({
  config: null,
  signedIn: null,
  chat: null,
  start: async () => {
    const config = get().config ?? (await loadConfig());
    set({ config, signedIn: await keptSignIn(config) });
  },
  signIn: async () => {
    const { config } = get();
    if (config) set({ signedIn: await signIn(config) });
  },
  signInAgain: async () => {
    await get().signedIn?.forget();
    queries.clear();
    set({ signedIn: null, chat: null });
  },
  signOut: async () => {
    const { chat, signedIn, signInAgain } = get();
    // What it could not take away is taken below, once nothing writes any more.
    await chat?.signOut().catch(() => chat.close().catch(() => {}));
    if (signedIn) await wipeDevice(signedIn.account.sub);
    await signInAgain();
  },
}));
