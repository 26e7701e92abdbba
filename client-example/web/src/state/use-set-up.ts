import { type OnboardingHook, useOnboarding } from '@sealed-stream/secure-chat/react';
import { useClient } from './client-context.ts';

/** Where the signed-in person of this window stands on the way to the chat. */
export const useSetUp = (): OnboardingHook => useOnboarding(useClient().setUp);
