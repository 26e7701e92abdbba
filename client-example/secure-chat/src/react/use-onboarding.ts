import { useEffect, useMemo } from 'react';
import type { OnboardingFlow, OnboardingView } from './onboarding/onboarding-flow.ts';
import { useSharedOnboarding } from './secure-chat-context.ts';
import { useStore } from './state/use-store.ts';
import { type SetUpProblem, setUpProblem } from './texts/set-up-problem.ts';
import { useTexts } from './texts-context.ts';

export type OnboardingHook = OnboardingView &
  Pick<OnboardingFlow, 'resume' | 'begin' | 'finish' | 'changeAuthFactor'> & {
    /** What the last call failed with, in words and with the way on. */
    problem: SetUpProblem | null;
  };

/**
 * The way of a signed-in person to an identity on this device; finds at first where they stand. `flow`: one made by
 * `createOnboardingFlow`, where there is no `SecureChatProvider` yet because the core is loaded later.
 */
export const useOnboarding = (flow?: OnboardingFlow): OnboardingHook => {
  const shared = useSharedOnboarding();
  const used = flow ?? shared;
  if (!used) throw new Error('There is no SecureChatProvider above this hook, and it was given no flow.');
  const view = useStore(used);
  const texts = useTexts();
  useEffect(() => {
    const { step, pending, failed } = used.get();
    if (step.name === 'starting' && !pending && !failed) void used.resume();
  }, [used]);
  const { failed } = view;
  const problem = useMemo(() => failed && setUpProblem(failed.error, texts), [failed, texts]);
  const { resume, begin, finish, changeAuthFactor } = used;
  return { ...view, resume, begin, finish, changeAuthFactor, problem };
};
