import { lazy, Suspense, useMemo } from 'react';
import { loadChatScreen } from './chunks.ts';
import type { Account } from './sign-in/auth.ts';
import { useClient } from './state/client-context.ts';
import { useConnection } from './state/queries.ts';
import { ProblemScreen } from './ui/problem-screen.tsx';
import { SignedOutBar } from './ui/signed-out-bar.tsx';
import { WaitingScreen } from './ui/waiting-screen.tsx';

const ChatScreen = lazy(async () => ({ default: (await loadChatScreen()).ChatScreen }));

type Props = { account: Account; onSignOut: () => void };

/** Connects to Stream while the chat's own code is being loaded, then shows it. */
export const ConnectedChat = (props: Props) => {
  const { config } = useClient();
  const { data, error, isFetching, refetch } = useConnection();
  const { name } = props.account;
  const self = useMemo(() => ({ id: data?.userId ?? '', name }), [data, name]);
  if (error) return <ProblemScreen {...props} error={error} isBusy={isFetching} onRetry={refetch} />;
  if (!data) return <WaitingScreen what="Opening your chat …" />;
  return (
    <Suspense fallback={<WaitingScreen what="Opening your chat …" />}>
      <SignedOutBar />
      <ChatScreen chat={data.chat} config={config} self={self} onSignOut={props.onSignOut} />
    </Suspense>
  );
};
