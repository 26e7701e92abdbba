import { lazy, Suspense, useCallback, useState } from 'react';
import { loadAhead, loadOnboarding } from './chunks.ts';
import type { StackConfig } from './config.ts';
import { ConnectedChat } from './connected-chat.tsx';
import type { Account, Auth } from './sign-in/auth.ts';
import { createClient } from './state/client.ts';
import { ClientContext } from './state/client-context.ts';
import { openDevice } from './state/device.ts';
import { useOnboardingStore } from './state/onboarding-store.ts';
import { useResume } from './state/queries.ts';
import { leaveDevice } from './state/sign-out.ts';
import { ProblemScreen } from './ui/problem-screen.tsx';
import { WaitingScreen } from './ui/waiting-screen.tsx';

const Onboarding = lazy(async () => ({ default: (await loadOnboarding()).Onboarding }));

type Props = { config: StackConfig; auth: Auth; account: Account };

/** Everything of one signed-in person. */
export const SignedIn = ({ config, auth, account }: Props) => {
  const [client] = useState(() =>
    createClient({
      config,
      auth,
      device: openDevice(window, account.sub),
      account,
      loadAhead,
    }),
  );
  const signOut = useCallback(() => leaveDevice(client, auth), [client, auth]);
  return (
    <ClientContext value={client}>
      <Suspense fallback={<WaitingScreen what="Loading …" />}>
        <CurrentStep account={account} onSignOut={signOut} />
      </Suspense>
    </ClientContext>
  );
};

type StepProps = { account: Account; onSignOut: () => void };

const CurrentStep = (props: StepProps) => {
  const resumed = useResume();
  const step = useOnboardingStore((store) => store.step);
  if (resumed.error)
    return (
      <ProblemScreen {...props} error={resumed.error} onRetry={resumed.refetch} isBusy={resumed.isFetching} />
    );
  switch (step.name) {
    case 'starting':
      return <WaitingScreen what="Opening your chat …" />;
    case 'chat':
      return <ConnectedChat {...props} />;
    default:
      return <Onboarding {...props} />;
  }
};
