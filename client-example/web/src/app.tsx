import type { StackConfig } from '@sealed-stream/secure-chat/screens';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState } from 'react';
import type { Auth } from './auth/auth.ts';
import { restoreSignIn } from './auth/restore.ts';
import { loadAhead } from './chunks.ts';
import { loadConfig } from './config.ts';
import { NoStorage } from './sign-in/no-storage.tsx';
import { SignInScreen } from './sign-in/sign-in-screen.tsx';
import { loadOnce } from './state/load-once.ts';
import { storageProblem } from './state/storage-problem.ts';
import { useStartTexts } from './texts/use-start-texts.ts';
import { Button } from './ui/button.tsx';
import { Notice } from './ui/notice.tsx';
import { Stage } from './ui/stage.tsx';
import { WaitingScreen } from './ui/waiting-screen.tsx';

/** The library that signs in is needed with the first click, or where somebody is signed in already. */
const loadAuth = async (config: StackConfig): Promise<Auth> => {
  const { createAuth } = await import('./auth/auth.ts');
  return createAuth(config, window);
};

/** Neither the core's API client nor its schemas are needed to sign in. */
const loadSignedIn = () => import('./signed-in.tsx');
const SignedIn = lazy(async () => ({ default: (await loadSignedIn()).SignedIn }));

/** Finds the configuration, then who is signed in, and shows what comes next. */
export const App = () => {
  const config = useQuery({ queryKey: ['config'], queryFn: loadConfig });
  const [missing] = useState(() => storageProblem(window));
  const texts = useStartTexts();
  if (missing) return <NoStorage problem={missing} />;
  if (config.data) return <Configured config={config.data} />;
  if (!config.error) return <WaitingScreen what={texts.loading} />;
  return (
    <Stage>
      <h1>{texts.product}</h1>
      <Notice kind="error">{texts.notReached}</Notice>
      <Button isBusy={config.isFetching} onClick={() => config.refetch()}>
        {texts.tryAgain}
      </Button>
    </Stage>
  );
};

const Configured = ({ config }: { config: StackConfig }) => {
  const isLocal = config.inbox !== undefined;
  const [auth] = useState(() => loadOnce(() => loadAuth(config)));
  const texts = useStartTexts();
  useEffect(() => {
    for (const load of [auth, loadSignedIn]) load().catch(() => {}); // tried again, and shown, when it is needed
    loadAhead('onboarding');
  }, [auth]);
  const restored = useQuery({ queryKey: ['account'], queryFn: () => restoreSignIn(config, window, auth) });
  if (restored.data)
    return (
      <Suspense fallback={<WaitingScreen what={texts.loading} />}>
        <SignedIn config={config} {...restored.data} />
      </Suspense>
    );
  if (restored.isPending) return <WaitingScreen what={texts.signingIn} />;
  return (
    <SignInScreen
      problem={restored.error ? texts.signIn.failed : undefined}
      isLocal={isLocal}
      onSignIn={async () => (await auth()).signIn()}
    />
  );
};
