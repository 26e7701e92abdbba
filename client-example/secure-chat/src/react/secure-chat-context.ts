import {
  createContext,
  createElement,
  type PropsWithChildren,
  type ReactElement,
  useContext,
  useMemo,
} from 'react';
import type { SecureChat } from '../secure-chat.ts';
import { createOwnWords, type OwnWords } from './messages/own-words.ts';
import { showUnsent } from './messages/unsent-in-channel.ts';
import { createOnboardingFlow, type OnboardingFlow } from './onboarding/onboarding-flow.ts';
import { createOpenChannels, type OpenChannels } from './open-channels.ts';
import type { Texts } from './texts/english.ts';
import { TextsProvider } from './texts-context.ts';

/** What the hooks of one signed-in user share. */
type Shared = {
  chat: SecureChat;
  openChannels: OpenChannels;
  ownWords: OwnWords;
  onboarding: OnboardingFlow;
  /** Channels that the person is leaving or has left: their end needs no other words. */
  leaving: Set<string>;
};

const Context = createContext<Shared | null>(null);

export type SecureChatProviderProps = PropsWithChildren<{
  chat: SecureChat;
  /** Groups of words in place of the English ones. Those of a {@link TextsProvider} above it, unless told. */
  texts?: Partial<Texts> | undefined;
}>;

/**
 * For all hooks below it. One per signed-in user: another `chat` begins anew. It opens and closes nothing: after signing out, take
 * it away.
 */
export const SecureChatProvider = ({ chat, texts, children }: SecureChatProviderProps): ReactElement => {
  const shared = useMemo<Shared>(() => sharedOf(chat), [chat]);
  const inside = texts ? createElement(TextsProvider, { texts }, children) : children;
  return createElement(Context, { value: shared }, inside);
};

const sharedOf = (chat: SecureChat): Shared => {
  const ownWords = createOwnWords();
  const open = async (cid: string) => {
    const channel = await chat.openChannel(cid, { quietly: true });
    showUnsent(channel, ownWords);
    return channel;
  };
  const openChannels = createOpenChannels(open);
  const onboarding = createOnboardingFlow(chat.onboarding);
  return { chat, openChannels, ownWords, onboarding, leaving: new Set() };
};

/** For the hooks of this package. Throws outside of {@link SecureChatProvider}. */
export const useShared = (): Shared => {
  const shared = useContext(Context);
  if (!shared) throw new Error('There is no SecureChatProvider above this hook.');
  return shared;
};

/** For {@link useOnboarding}, which works without the provider too. */
export const useSharedOnboarding = (): OnboardingFlow | undefined => useContext(Context)?.onboarding;

/** The core that the provider was given. Throws outside of {@link SecureChatProvider}. */
export const useSecureChat = (): SecureChat => useShared().chat;

/** What was written on this device in this sitting. Throws outside of {@link SecureChatProvider}. */
export const useOwnWords = (): OwnWords => useShared().ownWords;
