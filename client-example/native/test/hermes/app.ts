import '../../src/device/cryptography';
import type { EncryptedChannel, SecureChat } from '@sealed-stream/secure-chat';
import { File } from 'expo-file-system';
import { keptSignIn, signIn } from '../../src/auth/sign-in';
import { createClient } from '../../src/client';
import { loadConfig } from '../../src/config';

let chat: SecureChat;
const channels = new Map<string, EncryptedChannel>();
const channel = async (cid: string) => {
  const known = channels.get(cid) ?? (await chat.openChannel(cid));
  channels.set(cid, known);
  return known;
};

/** What a test may ask of the app: its own modules, and the core as they have made it. */
export const commands = {
  /** The person's sign-in: kept, or by the provider's page. */
  open: async (stack: string) => {
    const config = await loadConfig(stack);
    const kept = await keptSignIn(config);
    const signedIn = kept ?? (await signIn(config));
    if (!signedIn) throw new Error('the page was closed');
    chat = await createClient({ config, signIn: signedIn, keySize: 2048 });
    return { wasKept: kept !== null, account: signedIn.account };
  },
  resume: () => chat.onboarding.resume(),
  begin: (phoneNumber: string) => chat.onboarding.begin({ phoneNumber }),
  finish: (code: string) => chat.onboarding.finish(code),
  connect: () => chat.connect(),
  start: async (userIds: string[]) => {
    const started = await chat.startConversation(userIds, { asGroup: userIds.length > 1 });
    channels.set(started.cid, started);
    return started.cid;
  },
  send: async (cid: string, text: string) => {
    await (await channel(cid)).sendMessage({ text });
  },
  read: async (cid: string) => (await channel(cid)).messages(),
  /** Waits until somebody's words have come. */
  hear: async (cid: string, text: string) => {
    const opened = await channel(cid);
    return new Promise<void>((resolve) => {
      const look = async () => {
        const all = await opened.messages();
        if (all.some((message) => message.kind === 'message' && message.text === text)) resolve();
      };
      opened.subscribe(() => void look());
      void look();
    });
  },
  safetyNumber: async (userId: string) => (await chat.safetyNumber(userId)).digits,
  remove: async (cid: string, userId: string) => (await channel(cid)).removeMember(userId),
  sendFile: async (cid: string, uri: string, name: string) => {
    const opened = await channel(cid);
    const sealed = await opened.uploadFile(Object.assign(new File(uri), {}) as never);
    await opened.sendMessage({ text: name, attachments: [sealed] });
    return sealed;
  },
  downloadFile: async (cid: string, name: string) => {
    const opened = await channel(cid);
    const all = await opened.messages();
    const found = all.find((message) => message.kind === 'message' && message.text === name);
    if (found?.kind !== 'message' || !found.attachments[0]) throw new Error('no such file');
    return ((await opened.downloadFile(found.attachments[0])) as unknown as File).uri;
  },
  signOut: () => chat.signOut(),
};

export const startApp = () => {
  Object.assign((globalThis as unknown as { __commands: object }).__commands, commands);
};
