import type { LocalMessage, MessageResponse } from 'stream-chat';
import { createOnceAtATime } from '../platform/once-at-a-time.ts';
import type { RunInSlices } from '../platform/ui-slices.ts';
import type { DecryptedCache } from './decrypted-cache.ts';
import {
  type Inbox,
  noteRevision,
  type ReadMessage,
  readSealed,
  readWordless,
  type VerifiedMessage,
} from './incoming.ts';
import { versionOf } from './message-version.ts';
import { createPlaceFiles } from './placed-files.ts';
import type { UnsentMessages } from './unsent-messages.ts';

/** What all channels of a chat share. */
export type ReadingDeps = { cache: DecryptedCache; unsent: UnsentMessages; runInSlices: RunInSlices };

type ReaderInbox = Inbox & {
  fileHosts: readonly string[];
  /** Called with what came of each try to decrypt one. */
  onTried?: (message: MessageResponse | LocalMessage, read: ReadMessage) => void;
  /** Called with each that was verified, and with one's own that Stream has. */
  onVerified?: (message: VerifiedMessage) => void;
};

export type MessageReader = {
  read: (message: MessageResponse | LocalMessage) => Promise<ReadMessage>;
  peek: (message: MessageResponse | LocalMessage) => ReadMessage | undefined;
  readAll: (messages: readonly (MessageResponse | LocalMessage)[]) => Promise<ReadMessage[]>;
  /** Takes a message as read that this device has itself encrypted. */
  learn: (message: MessageResponse, read: VerifiedMessage) => void;
};

/** Reads the messages of one channel, each once; see `EncryptedChannel` for what the three do. */
export const createMessageReader = (
  inbox: ReaderInbox,
  { cache, unsent, runInSlices }: ReadingDeps,
): MessageReader => {
  const { cid, fileHosts } = inbox;
  const placeFiles = createPlaceFiles(cid, fileHosts);
  const known: MessageReader['peek'] = (message) => {
    const found = cache.get(cid, message);
    return found && placeFiles(message, found);
  };
  const peek: MessageReader['peek'] = (message) =>
    readWordless(message) ?? known(message) ?? unsent.find(message);
  const once = createOnceAtATime<ReadMessage>();
  const decrypt = async (message: MessageResponse | LocalMessage) => {
    const found = await readSealed(inbox, message);
    if (!(found.kind === 'unreadable' && found.isPassing)) cache.set(cid, message, found);
    inbox.onTried?.(message, found);
    if (found.kind === 'message') inbox.onVerified?.(found);
    return placeFiles(message, found);
  };
  const read: MessageReader['read'] = async (message) =>
    peek(message) ?? once(versionOf(cid, message), () => runInSlices(() => decrypt(message)));
  return {
    read,
    peek,
    readAll: (messages) => Promise.all(messages.map(read)),
    learn: (message, learnt) => {
      noteRevision(inbox, learnt);
      cache.set(cid, message, learnt);
      inbox.onVerified?.(learnt);
    },
  };
};
