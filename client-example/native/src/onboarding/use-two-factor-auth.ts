import { readPhoneNumber } from '@sealed-stream/secure-chat';
import { useCountdown, useOnboarding } from '@sealed-stream/secure-chat/react';
import parsePhoneNumber from 'libphonenumber-js/min';
import { useState } from 'react';

/**
 * The first half of the set-up: has a code sent to a number, as the person types it, with `+` and the country. The core asks the backend who they are (`GET /me`,
 * `POST /signup`), starts the challenge and keeps what it answers. Failures are in `problem`.
 */
export const useTwoFactorAuth = () => {
  const { begin, pending, problem, isReturning, hint, mayAskAt } = useOnboarding();
  const [isNoNumber, setNoNumber] = useState(false);
  const wait = useCountdown(mayAskAt);
  const setup2FA = async (typed: string) => {
    const read = readPhoneNumber(typed, (plain) => parsePhoneNumber(plain));
    setNoNumber(!read);
    if (read) await begin({ phoneNumber: read.number });
  };
  return { setup2FA, isLoading: pending === 'begin', isNoNumber, problem, isReturning, hint, wait };
};
