import { useOnboarding } from '@sealed-stream/secure-chat/react';

/**
 * The second half: the code saves this device's new identity under the two-man rule or, for somebody who has one, retrieves it; then the core tells the backend (`POST
 * /enroll`). Nothing is replaced that is stored. Failures are in `problem`.
 */
export const useSaveOrRetrieveSealdIdentity = () => {
  const { finish, begin, changeAuthFactor, pending, problem } = useOnboarding();
  return {
    saveOrRetrieveIdentity: finish,
    sendChallenge: begin,
    changeNumber: changeAuthFactor,
    isLoading: pending === 'finish',
    isLoadingSendChallenge: pending === 'begin',
    problem,
  };
};
