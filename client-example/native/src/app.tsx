import { englishStart as texts } from '@sealed-stream/secure-chat/screens';
import { QueryClientProvider, useMutation } from '@tanstack/react-query';
import { useEffect } from 'react';
import { GestureHandlerRootView } from 'react-native-gesture-handler';
import { SafeAreaProvider } from 'react-native-safe-area-context';
import { ChatProvider } from './chat/chat-provider';
import { Screens } from './chat/screens';
import { Button, Problem, Screen, Title, Waiting, Words } from './parts';
import { queries, useSession } from './state/session';

const FILL = { flex: 1 };

/** The whole app. */
export const App = () => (
  <GestureHandlerRootView style={FILL}>
    <SafeAreaProvider>
      <QueryClientProvider client={queries}>
        <SignedInOrNot />
      </QueryClientProvider>
    </SafeAreaProvider>
  </GestureHandlerRootView>
);

const SignedInOrNot = () => {
  const { config, signedIn, start } = useSession();
  const starting = useMutation({ mutationFn: start });
  const { mutate } = starting;
  useEffect(() => mutate(), [mutate]);
  if (starting.error)
    return (
      <Screen>
        <Problem>{texts.notReached}</Problem>
        <Button onPress={() => mutate()}>{texts.tryAgain}</Button>
      </Screen>
    );
  if (!config || starting.isPending) return <Waiting>{texts.loading}</Waiting>;
  if (!signedIn) return <SignInScreen />;
  return (
    <ChatProvider key={signedIn.account.sub} config={config} signIn={signedIn}>
      <Screens />
    </ChatProvider>
  );
};

const SignInScreen = () => {
  const { signIn } = useSession();
  const signing = useMutation({ mutationFn: signIn });
  return (
    <Screen>
      <Title>{texts.product}</Title>
      <Words>{texts.signIn.lead}</Words>
      {texts.signIn.promises.map((promise) => (
        <Words key={promise}>{promise}</Words>
      ))}
      <Problem>{signing.error && texts.signIn.failed}</Problem>
      <Button isBusy={signing.isPending} onPress={() => signing.mutate()}>
        {texts.signIn.button}
      </Button>
    </Screen>
  );
};
