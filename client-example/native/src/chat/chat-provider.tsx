import type { SecureChat } from '@sealed-stream/secure-chat';
import {
  createUploadedFiles,
  SecureChatProvider,
  useComposerSetup,
  useOnboarding,
  useProblemWords,
} from '@sealed-stream/secure-chat/react';
import { englishStart, type StackConfig } from '@sealed-stream/secure-chat/screens';
import { useQuery } from '@tanstack/react-query';
import { createContext, type PropsWithChildren, useContext, useEffect, useMemo, useState } from 'react';
import { Chat, OverlayProvider } from 'stream-chat-expo';
import type { SignIn } from '../auth/sign-in';
import { createClient } from '../client';
import { CodeScreen } from '../onboarding/code-screen';
import { PhoneScreen } from '../onboarding/phone-screen';
import { Action, Button, Problem, Screen, Waiting } from '../parts';
import { useSession } from '../state/session';
import { pickedFiles } from './picked-files';
import { SignOutButton } from './sign-out-button';

type Props = PropsWithChildren<{ config: StackConfig; signIn: SignIn }>;
type Services = {
  config: StackConfig;
  userId: string;
  uploadedFiles: ReturnType<typeof createUploadedFiles>;
};

const Context = createContext<Services | null>(null);
/** Throws outside of {@link ChatProvider}, and before its user is connected. */
export const useServices = (): Services => {
  const services = useContext(Context);
  if (!services) throw new Error('There is no connected ChatProvider above.');
  return services;
};

/** Wraps the screens: makes the core of the signed-in person, sets the device up when it is new, and connects to Stream. */
export const ChatProvider = ({ config, signIn, children }: Props) => {
  const { signOut } = useSession();
  const made = useQuery({
    queryKey: ['core', signIn.account.sub],
    queryFn: async () => {
      const chat = await createClient({ config, signIn, onSignedOut: () => void signOut().catch(() => {}) });
      useSession.setState({ chat });
      return chat;
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  useEffect(() => () => void made.data?.close().catch(() => {}), [made.data]);
  if (made.error) return <Failed error={made.error} onRetry={() => void made.refetch()} />;
  if (!made.data) return <Waiting>{englishStart.loading}</Waiting>;
  return (
    <SecureChatProvider chat={made.data}>
      <SetUp chat={made.data} config={config}>
        {children}
      </SetUp>
    </SecureChatProvider>
  );
};

const SetUp = ({ chat, config, children }: PropsWithChildren<{ chat: SecureChat; config: StackConfig }>) => {
  const { step, failed, resume } = useOnboarding();
  if (step.name === 'starting')
    return failed ? (
      <Failed error={failed.error} onRetry={() => void resume()} />
    ) : (
      <Waiting>{englishStart.loading}</Waiting>
    );
  if (step.name === 'auth-factor') return <PhoneScreen />;
  if (step.name === 'code' || step.name === 'other-device') return <CodeScreen step={step} />;
  return (
    <Connected chat={chat} config={config}>
      {children}
    </Connected>
  );
};

const Connected = ({
  chat,
  config,
  children,
}: PropsWithChildren<{ chat: SecureChat; config: StackConfig }>) => {
  const connection = useQuery({
    queryKey: ['connection'],
    queryFn: () => chat.connect(),
    gcTime: 0,
  });
  const [uploadedFiles] = useState(() => createUploadedFiles());
  useComposerSetup(uploadedFiles, pickedFiles);
  const userId = connection.data;
  const services = useMemo(
    () => (userId === undefined ? null : { config, userId, uploadedFiles }),
    [config, userId, uploadedFiles],
  );
  if (connection.error) return <Failed error={connection.error} onRetry={() => void connection.refetch()} />;
  if (!services) return <Waiting>{englishStart.openingChat}</Waiting>;
  return (
    <Context value={services}>
      <OverlayProvider>
        <Chat client={chat.stream}>{children}</Chat>
      </OverlayProvider>
    </Context>
  );
};

const Failed = ({ error, onRetry }: { error: unknown; onRetry: () => void }) => {
  const { signInAgain } = useSession();
  return (
    <Screen>
      <Problem>{useProblemWords()(error)}</Problem>
      <Button onPress={onRetry}>{englishStart.tryAgain}</Button>
      <Action isQuiet onPress={signInAgain}>
        {englishStart.signInAgain}
      </Action>
      <SignOutButton />
    </Screen>
  );
};
