import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { loadAhead } from './chunks.ts';
import { loadConfig, type StackConfig } from './config.ts';
import { type Auth, createAuth } from './sign-in/auth.ts';
import { SignInScreen } from './sign-in/sign-in-screen.tsx';
import { SignedIn } from './signed-in.tsx';
import { Button } from './ui/button.tsx';
import { Notice } from './ui/notice.tsx';
import { Stage } from './ui/stage.tsx';
import { WaitingScreen } from './ui/waiting-screen.tsx';

/** Finds the configuration, then who is signed in, and shows what comes next. */
export const App = () => {
  const config = useQuery({ queryKey: ['config'], queryFn: loadConfig });
  if (config.data) return <Configured config={config.data} />;
  if (!config.error) return <WaitingScreen what="Loading …" />;
  return (
    <Stage>
      <h1>Sealed Stream</h1>
      <Notice kind="error">The chat cannot be reached. Check your connection and try again.</Notice>
      <Button isBusy={config.isFetching} onClick={() => config.refetch()}>
        Try again
      </Button>
    </Stage>
  );
};

const Configured = ({ config }: { config: StackConfig }) => {
  const isLocal = config.inbox !== undefined;
  const [auth] = useState(() => createAuth(config, window));
  useEffect(() => loadAhead('onboarding'), []);
  const restored = useQuery({ queryKey: ['account'], queryFn: () => restore(auth, isLocal) });
  if (restored.data) return <SignedIn config={config} auth={auth} account={restored.data} />;
  if (restored.isPending) return <WaitingScreen what="Signing in …" />;
  return (
    <SignInScreen
      problem={restored.error ? 'The sign-in did not work or was given up. Try again.' : undefined}
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
  if (name === null || !isLocal) return auth.restore();
  await auth.signIn(name);
  return new Promise<null>(() => {}); // the page is being left
};
