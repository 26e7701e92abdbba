import type { StackConfig } from '@sealed-stream/secure-chat/screens';
import { lazy, Suspense, useCallback, useState } from 'react';
import { ProblemScreen } from './account/problem-screen.tsx';
import type { Account, Auth } from './auth/auth.ts';
import { loadAhead, loadOnboarding } from './chunks.ts';
import { ConnectedChat } from './connected-chat.tsx';
import { SharedTexts } from './language/shared-texts.tsx';
import { createClient } from './state/client.ts';
import { ClientContext } from './state/client-context.ts';
import { openDevice } from './state/device.ts';
import { usePendingErasure } from './state/erasure.ts';
import { noteOpened } from './state/memory.ts';
import { leaveDevice } from './state/sign-out.ts';
import { useSetUp } from './state/use-set-up.ts';
import { useStartTexts } from './texts/use-start-texts.ts';
import { WaitingScreen } from './ui/waiting-screen.tsx';

const PendingErasure = lazy(async () => ({
  default: (await import('./account/pending-erasure.tsx')).PendingErasure,
}));
const Onboarding = lazy(async () => ({ default: (await loadOnboarding()).Onboarding }));

type Props = { config: StackConfig; auth: Auth; account: Account };

/** Everything of one signed-in person. */
export const SignedIn = ({ config, auth, account }: Props) => {
  const [client] = useState(() => {
    const device = openDevice(window, account.sub);
    noteOpened(window.sessionStorage, account.sub);
    return createClient({ config, auth, device, account, loadAhead });
  });
  const { loading } = useStartTexts();
  const signOut = useCallback(() => leaveDevice(client, auth), [client, auth]);
  return (
    <ClientContext value={client}>
      <SharedTexts>
        <Suspense fallback={<WaitingScreen what={loading} />}>
          <CurrentStep account={account} onSignOut={signOut} />
        </Suspense>
      </SharedTexts>
    </ClientContext>
  );
};

type StepProps = { account: Account; onSignOut: () => void };

const CurrentStep = (props: StepProps) => {
  const { step, failed, pending, resume } = useSetUp();
  const { openingChat } = useStartTexts();
  const dueAt = usePendingErasure((erasure) => erasure.dueAt);
  if (dueAt !== null) return <PendingErasure {...props} dueAt={dueAt} />;
  if (failed?.call === 'resume')
    return <ProblemScreen {...props} error={failed.error} onRetry={resume} isBusy={pending === 'resume'} />;
  switch (step.name) {
    case 'starting':
      return <WaitingScreen what={openingChat} />;
    case 'ready':
      return <ConnectedChat {...props} />;
    default:
      return <Onboarding {...props} />;
  }
};
