import type { MessagingApi, OnboardingState, SecureChat } from '@sealed-stream/secure-chat';

type Parts = {
  api: Pick<MessagingApi, 'me'>;
  chat: () => Promise<SecureChat>;
  loadAhead: (part: 'chat') => void;
};

/**
 * Finds where the person stands. Somebody the backend does not know needs no SDK yet, so the first screen does not wait for
 * one.
 */
export const findSetUp = async ({ api, chat, loadAhead }: Parts): Promise<OnboardingState> => {
  chat().catch(() => {}); // tried again, and shown, when it is needed
  const me = await api.me();
  if (!me.user) return { state: 'auth-factor-needed', isReturning: false, authFactorHint: undefined };
  if (me.user.isEnrolled) loadAhead('chat');
  return (await chat()).onboarding.resume(me);
};
