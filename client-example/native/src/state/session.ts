import type { StackConfig } from '@sealed-stream/secure-chat/screens';
import { create } from 'zustand';
import { keptSignIn, type SignIn, signIn } from '../auth/sign-in';
import { loadConfig } from '../config';

type Session = {
  /** Null until `stack.json` was read. */
  config: StackConfig | null;
  /** Null while nobody is signed in. */
  signedIn: SignIn | null;
  start: () => Promise<void>;
  signIn: () => Promise<void>;
  /** After the device was wiped: forgets the tokens too. */
  signOut: () => Promise<void>;
};

/** Who is signed in on this phone. The calls throw what the network and the provider do. */
export const useSession = create<Session>((set, get) => ({
  config: null,
  signedIn: null,
  start: async () => {
    const config = get().config ?? (await loadConfig());
    set({ config, signedIn: await keptSignIn(config) });
  },
  signIn: async () => {
    const { config } = get();
    if (config) set({ signedIn: await signIn(config) });
  },
  signOut: async () => {
    await get().signedIn?.forget();
    set({ signedIn: null });
  },
}));
