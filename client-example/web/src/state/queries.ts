import type { OnboardingState } from '@sealed-stream/secure-chat';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { Client } from './client.ts';
import { useClient } from './client-context.ts';
import { useOnboardingStore } from './onboarding-store.ts';
import { isMessagingApiError } from './problem.ts';
import { forgetOnDevice } from './sign-out.ts';

/**
 * Finds where the person stands, once per start. Somebody the backend does not know needs no SDK yet, so the first screen
 * does not wait for one.
 */
export const useResume = () => {
  const client = useClient();
  const show = useOnboardingStore((store) => store.show);
  return useQuery({
    queryKey: ['resume'],
    queryFn: async () => {
      const state = await findState(client);
      show(state, { isJustSent: false });
      return state.state;
    },
  });
};

const findState = async ({ api, chat, loadAhead }: Client): Promise<OnboardingState> => {
  chat().catch(() => {}); // tried again, and shown, when it is needed
  try {
    const { isEnrolled } = await api.me();
    if (isEnrolled) loadAhead('chat');
  } catch (error) {
    if (!isMessagingApiError(error, 'USER_NOT_FOUND')) throw error;
    return { state: 'auth-factor-needed', isReturning: false, authFactorHint: undefined };
  }
  return (await chat()).onboarding.resume();
};

/** Has a code sent to a phone number, in E.164 form. */
export const useSendChallenge = () => {
  const client = useClient();
  const { show, waitToAsk } = useOnboardingStore.getState();
  return useMutation({
    mutationFn: async (phoneNumber: string) => (await client.chat()).onboarding.begin({ phoneNumber }),
    onSuccess: (state) => show(state, { isJustSent: true }),
    onError: (error) => {
      if ('retryAfterSeconds' in error && typeof error.retryAfterSeconds === 'number')
        waitToAsk(error.retryAfterSeconds);
    },
  });
};

/** Proves the code and puts the identity in place: the stored one, or a new one. */
export const useSaveOrRetrieveIdentity = () => {
  const client = useClient();
  const { show } = useOnboardingStore.getState();
  return useMutation({
    mutationFn: async (code: string) => (await client.chat()).onboarding.finish(code),
    onSuccess: (state) => show(state, { isJustSent: false }),
  });
};

/** What the backend knows of the caller, asked when `isWanted`. */
export const useMe = (isWanted: boolean) => {
  const { api } = useClient();
  return useQuery({ queryKey: ['me'], queryFn: () => api.me(), enabled: isWanted, staleTime: 0 });
};

/** The connected core and the own chat user id. */
export const useConnection = () => {
  const client = useClient();
  return useQuery({
    queryKey: ['connection'],
    queryFn: async () => {
      const chat = await client.chat();
      return { chat, userId: await chat.connect() };
    },
  });
};

/** Forgets the identity on this device, then finds the way on as on a new one. */
export const useStartOver = () => {
  const client = useClient();
  return useMutation({
    mutationFn: () => forgetOnDevice(client),
    onSettled: () => window.location.reload(),
  });
};
