import {
  type MessagingApi,
  MessagingApiError,
  type OnboardingState,
  type SecureChat,
} from '@sealed-stream/secure-chat';

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
  try {
    const { isEnrolled } = await api.me();
    if (isEnrolled) loadAhead('chat');
  } catch (error) {
    if (!(error instanceof MessagingApiError) || error.type !== 'USER_NOT_FOUND') throw error;
    return { state: 'auth-factor-needed', isReturning: false, authFactorHint: undefined };
  }
  return (await chat()).onboarding.resume();
};
