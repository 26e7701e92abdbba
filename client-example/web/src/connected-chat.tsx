import { lazy, Suspense, useMemo } from 'react';
import { ProblemScreen } from './account/problem-screen.tsx';
import { SignedOutBar } from './account/signed-out-bar.tsx';
import type { Account } from './auth/auth.ts';
import { loadChatScreen } from './chunks.ts';
import { useClient } from './state/client-context.ts';
import { useConnection } from './state/queries.ts';
import { useStartTexts } from './texts/use-start-texts.ts';
import { WaitingScreen } from './ui/waiting-screen.tsx';

const ChatScreen = lazy(async () => ({ default: (await loadChatScreen()).ChatScreen }));

type Props = { account: Account; onSignOut: () => void };

/** Connects to Stream while the chat's own code is being loaded, then shows it. */
export const ConnectedChat = (props: Props) => {
  const { config } = useClient();
  const { data, error, isFetching, refetch } = useConnection();
  const { openingChat } = useStartTexts();
  const { name } = props.account;
  const self = useMemo(() => ({ id: data?.userId ?? '', name }), [data, name]);
  if (error) return <ProblemScreen {...props} error={error} isBusy={isFetching} onRetry={refetch} />;
  if (!data) return <WaitingScreen what={openingChat} />;
  return (
    <Suspense fallback={<WaitingScreen what={openingChat} />}>
      <SignedOutBar />
      <ChatScreen chat={data.chat} config={config} self={self} onSignOut={props.onSignOut} />
    </Suspense>
  );
};
