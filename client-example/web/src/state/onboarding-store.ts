import type { AuthFactor, OnboardingState } from '@sealed-stream/secure-chat';
import type { CountryCode } from 'libphonenumber-js/min';
import { create } from 'zustand';

/** How long the person waits before asking for one more code. */
const RESEND_AFTER_MS = 30_000;

export type Step =
  | { name: 'starting' }
  | { name: 'phone' }
  | { name: 'code'; authFactor: AuthFactor; mustAuthenticate: boolean }
  | { name: 'chat' };

export type OnboardingStore = {
  step: Step;
  /** Has an identity already; it only has to come to this device. */
  isReturning: boolean;
  /** Enough of the known phone number to recognise it. */
  hint: string | undefined;
  /** The number as typed; kept so that "change number" does not empty it. */
  country: CountryCode | undefined;
  number: string;
  /** Milliseconds of the epoch from which on a (new) code may be asked for. */
  mayAskAt: number;
  /** A reload forgets when the code was sent: then a new one may be asked for at once. */
  show: (state: OnboardingState, options: { isJustSent: boolean }) => void;
  setNumber: (country: CountryCode | undefined, number: string) => void;
  waitToAsk: (seconds: number) => void;
  changeNumber: () => void;
};

/** Where the signed-in person of this window stands on the way to the chat. */
export const useOnboardingStore = create<OnboardingStore>((set) => ({
  step: { name: 'starting' },
  isReturning: false,
  hint: undefined,
  country: undefined,
  number: '',
  mayAskAt: 0,
  show: (state, { isJustSent }) =>
    set({ ...shown(state), ...(isJustSent && { mayAskAt: Date.now() + RESEND_AFTER_MS }) }),
  setNumber: (country, number) => set({ country, number }),
  waitToAsk: (seconds) => set({ mayAskAt: Date.now() + seconds * 1000 }),
  changeNumber: () => set({ step: { name: 'phone' }, mayAskAt: 0 }),
}));

const shown = (state: OnboardingState): Partial<OnboardingStore> => {
  switch (state.state) {
    case 'ready':
      return { step: { name: 'chat' } };
    case 'auth-factor-needed':
      return { step: { name: 'phone' }, isReturning: state.isReturning, hint: state.authFactorHint };
    case 'code-sent':
      return {
        step: { name: 'code', authFactor: state.authFactor, mustAuthenticate: state.mustAuthenticate },
      };
  }
};
