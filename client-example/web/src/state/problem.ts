import { type SetUpProblem, setUpProblem, type Texts, useTexts } from '@sealed-stream/secure-chat/react';
import { SignInNeededError } from '../auth/sign-in-needed.ts';

/** What an error means for the person, of this app's sign-in too. Never answers the error's own text unless it was written for people. */
export const problemOf = (error: unknown, texts: Texts): SetUpProblem =>
  error instanceof SignInNeededError
    ? { words: texts.setUp.signedOut, wayOn: 'sign-in' }
    : setUpProblem(error, texts);

export const useProblemOf = (): ((error: unknown) => SetUpProblem) => {
  const texts = useTexts();
  return (error) => problemOf(error, texts);
};
