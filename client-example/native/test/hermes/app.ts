import '../../src/device/cryptography';
import type { EncryptedChannel, ReadMessage, SecureChat, VerifiedMessage } from '@sealed-stream/secure-chat';
import type { File } from 'expo-file-system';
import { keptSignIn, type SignIn, signIn } from '../../src/auth/sign-in';
import { pickedFiles } from '../../src/chat/picked-files';
import { createClient } from '../../src/client';
import { loadConfig } from '../../src/config';
import { clearDeviceFiles } from '../../src/device/device-file';

let signedIn: SignIn;
let chat: SecureChat;
const channels = new Map<string, EncryptedChannel>();
const channel = async (cid: string): Promise<EncryptedChannel> => {
  const known = channels.get(cid) ?? (await chat.openChannel(cid));
  channels.set(cid, known);
  return known;
};

// As index.js does.
clearDeviceFiles();

/** What a test may ask of the app: its own modules, and the core as they have made it. */
export const commands = {
  /** The person's sign-in: kept, or by the provider's page. */
  open: async (stack: string) => {
    const config = await loadConfig(stack);
    const kept = await keptSignIn(config);
    const found = kept ?? (await signIn(config));
    if (!found) throw new Error('the page was closed');
    signedIn = found;
    chat = await createClient({ config, signIn: found, keySize: 2048 });
    return { wasKept: kept !== null, account: found.account };
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
  accept: async (cid: string) => (await channel(cid)).accept(),
  send: async (cid: string, text: string, how: { parentId?: string; quotedMessageId?: string } = {}) =>
    (await channel(cid)).send(text, how),
  edit: async (cid: string, id: string, text: string) => (await channel(cid)).edit(id, text),
  react: async (cid: string, id: string) => (await channel(cid)).react(id, '👍'),
  read: async (cid: string) => (await channel(cid)).messages(),
  readThread: async (cid: string, parentId: string) => {
    const opened = await channel(cid);
    return opened.readAll((await opened.stream.getReplies(parentId, {})).messages);
  },
  /** Waits until a message with these words is here. */
  hear: async (cid: string, text: string) => {
    const opened = await channel(cid);
    const find = async () => (await opened.messages()).find((message) => isOf(message, text));
    return untilFound(find, (look) => opened.subscribe(look));
  },
  /** Waits until somebody has reacted to a message. */
  hearReaction: async (cid: string, id: string) => {
    const opened = await channel(cid);
    const find = async () => {
      const message = opened.stream.state.findMessage(id);
      const reactions = message ? await opened.reactionsOf(message) : [];
      return reactions.length > 0 ? reactions : undefined;
    };
    return untilFound(find, (look) => opened.stream.on('reaction.new', look).unsubscribe);
  },
  keepDraft: async (cid: string, text: string) => (await channel(cid)).keepDraft({ text }),
  draft: async (cid: string) => (await (await channel(cid)).draft())?.text,
  safetyNumber: async (userId: string) => (await chat.safetyNumber(userId)).digits,
  remove: async (cid: string, userId: string) => (await channel(cid)).removeMember(userId),
  sendFile: async (cid: string, uri: string, name: string) => {
    const opened = await channel(cid);
    const picked = pickedFiles.fileOf({ uri, name, type: 'image/png' });
    if (!picked) throw new Error('nothing was picked');
    const sealed = await opened.uploadFile(picked as never);
    await opened.sendMessage({ text: name, attachments: [sealed] });
    return sealed;
  },
  downloadFile: async (cid: string, name: string) => {
    const opened = await channel(cid);
    const found = (await opened.messages()).find((message) => isOf(message, name));
    if (found?.kind !== 'message' || !found.attachments[0]) throw new Error('no such file');
    return ((await opened.downloadFile(found.attachments[0])) as unknown as File).uri;
  },
  /** As the button does. */
  signOut: async () => {
    await chat.signOut();
    await signedIn.forget();
  },
};

const isOf = (message: ReadMessage, text: string): message is VerifiedMessage =>
  message.kind === 'message' && message.text === text;

const untilFound = <T>(
  find: () => Promise<T | undefined>,
  subscribe: (look: () => void) => () => void,
): Promise<T> =>
  new Promise((resolve, reject) => {
    const look = () =>
      void find().then((found) => {
        if (!found) return;
        stop();
        resolve(found);
      }, reject);
    const stop = subscribe(look);
    look();
  });
