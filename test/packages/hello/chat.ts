import { createSealdSdk, createSecureChat, memoryStorage } from '@sealed-stream/secure-chat';

type Stack = Record<'api' | 'stream' | 'seald' | 'ssks', string> &
  Record<'streamApiKey' | 'sealdAppId' | 'sealdIdPrefix', string> &
  Record<'encryptedChannelTypes' | 'fileHosts', string[]>;
type Person = { name: string; accessToken: () => Promise<string>; ask: (what: string) => Promise<string> };

export const openChat = async (stack: Stack, { name, accessToken, ask }: Person) => {
  const seald = { appId: stack.sealdAppId, apiUrl: stack.seald, ssksUrl: stack.ssks };
  const chat = createSecureChat({
    apiUrl: stack.api,
    streamApiKey: stack.streamApiKey,
    streamUrl: stack.stream, // only beside the local stack
    sealdIdPrefix: stack.sealdIdPrefix,
    encryptedChannelTypes: stack.encryptedChannelTypes,
    fileHosts: stack.fileHosts,
    userName: name,
    accessToken, // of your identity provider
    storage: memoryStorage(), // an app keeps it between starts
    createSealdSdk: createSealdSdk({ ...seald, keySize: 1024 }), // small keys for the local stack only
  });
  let next = await chat.onboarding.resume();
  if (next.state === 'auth-factor-needed') {
    const phoneNumber = await ask('Your phone number');
    next = await chat.onboarding.begin({ phoneNumber });
  }
  if (next.state === 'code-sent') next = await chat.onboarding.finish(await ask('The code we sent you'));
  await chat.connect();
  return chat;
};
