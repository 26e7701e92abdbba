import type { StackConfig } from '@sealed-stream/secure-chat/screens';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState } from 'react';
import { type Account, type Auth, createAuth, SignInNeededError } from './auth/auth.ts';
import { loadAhead } from './chunks.ts';
import { loadConfig } from './config.ts';
import { NoStorage } from './sign-in/no-storage.tsx';
import { SignInScreen } from './sign-in/sign-in-screen.tsx';
import { forgetOpened, wasEmptied } from './state/memory.ts';
import { storageProblem } from './state/storage-problem.ts';
import { useStartTexts } from './texts/use-start-texts.ts';
import { Button } from './ui/button.tsx';
import { Notice } from './ui/notice.tsx';
import { Stage } from './ui/stage.tsx';
import { WaitingScreen } from './ui/waiting-screen.tsx';

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
  const [auth] = useState(() => createAuth(config, window));
  const texts = useStartTexts();
  useEffect(() => {
    loadSignedIn().catch(() => {}); // tried again, and shown, when it is needed
    loadAhead('onboarding');
  }, []);
  const restored = useQuery({ queryKey: ['account'], queryFn: () => restore(auth, isLocal) });
  if (restored.data)
    return (
      <Suspense fallback={<WaitingScreen what={texts.loading} />}>
        <SignedIn config={config} auth={auth} account={restored.data} />
      </Suspense>
    );
  if (restored.isPending) return <WaitingScreen what={texts.signingIn} />;
  return (
    <SignInScreen
      problem={restored.error ? texts.signIn.failed : undefined}
      isLocal={isLocal}
      onSignIn={() => auth.signIn()}
    />
  );
};

/**
 * On the local stack `/?as=Alice` signs in as Alice, and `/?as=` as whoever gives a name, whoever was signed in: how people open in
 * windows of their own.
 */
const restore = async (auth: Auth, isLocal: boolean) => {
  const name = new URLSearchParams(window.location.search).get('as');
  if (name === null || !isLocal) return stillSignedIn(auth, await auth.restore());
  await auth.signIn(name);
  return new Promise<null>(() => {}); // the page is being left
};

/**
 * Somebody whose memory has gone while this window was away may have been signed out by another window. Then this one forgets them too; where the provider says that they are
 * signed in, or cannot say, only the storage was lost, and they go on as on a new device.
 */
const stillSignedIn = async (auth: Auth, account: Account | null): Promise<Account | null> => {
  if (!account || !wasEmptied(window.sessionStorage, window.localStorage, account.sub)) return account;
  try {
    await auth.verify();
    return account;
  } catch (error) {
    if (!(error instanceof SignInNeededError)) return account;
    await auth.forget();
    forgetOpened(window.sessionStorage);
    return null;
  }
};
