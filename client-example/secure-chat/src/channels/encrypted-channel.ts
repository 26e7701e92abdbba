import type {
  Channel,
  LocalMessage,
  MessageResponse,
  SendMessageAPIResponse,
  UpdateMessageAPIResponse,
} from 'stream-chat';
import type { ReportResponse } from '../../../../shared/contract/report.ts';
import type { MessagingApi } from '../api/messaging-api.ts';
import type { ContactFinding } from '../contacts/contact-check.ts';
import { channelAtStream } from '../epochs/channel-at-stream.ts';
import { channelRegistry, type RegistryApi } from '../epochs/channel-registry.ts';
import type { EpochEvent, EpochKeeper, Invitation } from '../epochs/encryption.ts';
import { type Opening, openEpochKeeper } from '../epochs/epoch-keeper.ts';
import type { KeepingDeps } from '../epochs/keeping.ts';
import type { TrustedEpoch } from '../epochs/trusted-epoch.ts';
import type { Decision, SecurityNotice } from '../errors.ts';
import { downloadEncrypted, openEncrypted } from '../files/download-file.ts';
import type { DownloadFile, FileDeps, OpenFile, UploadFile } from '../files/file-transfer.ts';
import { createFilesToSend } from '../files/files-to-send.ts';
import type { SealedFile } from '../files/sealed-file.ts';
import { createFindFile } from '../messages/find-file.ts';
import { createFindGaps, type Gap } from '../messages/gaps.ts';
import type { ReadMessage } from '../messages/incoming.ts';
import { createMessageReader, type ReadingDeps } from '../messages/message-reader.ts';
import {
  type OutgoingEdit,
  type OutgoingMessage,
  remainingBytesIn,
  type SendOptions,
} from '../messages/outgoing.ts';
import { createOwnChain } from '../messages/own-chain.ts';
import { createReadAgain, type ReadAgain } from '../messages/read-again.ts';
import { type OutgoingReport, reportMessage } from '../messages/report-message.ts';
import type { Sealing } from '../messages/seal-and-send.ts';
import type { Outbox } from '../outbox/channel-outbox.ts';
import type { Draft } from '../outbox/drafts.ts';
import { verdictOn } from '../outbox/failure.ts';
import type { KeptOnDevice } from '../outbox/kept-on-device.ts';
import { hashOf } from '../platform/content-hash.ts';
import type { DeviceStorage } from '../platform/device-storage.ts';
import type { Platform } from '../platform/platform.ts';
import type { Windows } from '../platform/windows.ts';
import { notAccepted } from '../stream/invitation.ts';
import { isStored, loadOlder } from '../stream/message-lists.ts';
import { findPairWith } from '../stream/pair.ts';
import type { Recovery } from '../stream/recovery.ts';
import { type ChannelEvent, countMessages, subscribe } from './channel-events.ts';
import { openOutbox } from './open-outbox.ts';
import { type OpenReactions, openReactions } from './open-reactions.ts';

/** An open encrypted channel: the one door for words going out and coming in. */
export type EncryptedChannel = {
  cid: string;
  /** What is encrypted with now, and for whom; null while this user has no access. */
  epoch: () => TrustedEpoch | null;
  /** All that this device has verified, oldest first. */
  epochs: () => readonly TrustedEpoch[];
  /** For what needs no words: members, typing, read state. */
  stream: Channel;
  /**
   * Who has put this user here, as long as they have not accepted; null when it is no invitation. While it is one nothing is read, told, started or
   * counted. Whoever sends or changes something in the channel accepts it first.
   */
  invitation: () => Invitation | null;
  /** Accepts the invitation and opens the channel for reading and writing; nothing when it is none. Throws `MessagingApiError`, and as `openChannel` does. */
  accept: () => Promise<void>;
  /** Turns the invitation down, which is to leave. Throws `MessagingApiError`. */
  decline: () => Promise<void>;
  /** Chat user id of the other of a pair: the channel's id is made of the two ids. Null in a group, also one of two people. */
  pairWith: () => string | null;
  /** Chat user ids of the members who have not accepted yet, of those that Stream has handed over. */
  notAccepted: () => readonly string[];
  /** Nothing can be sent while one stands. */
  notice: () => SecurityNotice | null;
  /** Contacts whose keys have changed while the channel was open, until `noteContact`: to be compared, but nothing stops. */
  changedContacts: () => readonly ContactFinding[];
  /** The user has seen that. A key that still is another one is told again with a later epoch of somebody else's. */
  noteContact: (userId: string) => void;
  /**
   * Does what a person has decided about the standing notice; nothing when there is none. Throws what Seald throws, `MessagingApiError`, and
   * `SecurityNoticeError` when another notice comes of it.
   */
  decide: (decision: Decision) => Promise<void>;
  /**
   * Adds somebody to the channel and lets them read, or only lets them read when Stream has them already. For one who is among the readers: a
   * new epoch for the same members, so that the keys they have now get it, say after their identity was made anew; each call makes another. Else a
   * repeat finishes what was cut off.
   * Throws `MembersNotEnrolledError`, `MessagingApiError`, `SecurityNoticeError` and what Seald throws.
   */
  addMember: (userId: string) => Promise<void>;
  /** Removes somebody and starts an epoch without them. Throws as `addMember` does; the removal may have happened then. */
  removeMember: (userId: string) => Promise<void>;
  /** Leaves the channel. The others start an epoch without this user. Throws `MessagingApiError`. */
  leave: () => Promise<void>;
  /** A new epoch for the same members. Throws as `addMember` does. */
  renewEncryption: () => Promise<void>;
  /**
   * Puts the message into the `outbox`, from where it is encrypted and sent, after those written before it; answers what Stream stored. It waits for
   * as long as there is no connection or a server is slow, and rejects when it does not go now: taken back (`SecureChatError` `MESSAGE_CANCELLED`), failed or
   * kept back (see `outbox`; it is still there then), no room (`OUTBOX_FULL`), or closed (`CHAT_CLOSED`). A repeat with the same `id` stores it
   * once, and changes the words of one that has not gone. Files encrypted with an earlier session
   * are fetched, encrypted and uploaded again first, so who reads the message reads its files. Besides, it throws `SecureChatError`
   * `TOO_MANY_FILES`, `MessageTooLongError`, `MessageRefusedError`, `SecurityNoticeError`, what Stream throws, and for such files as `downloadFile` does.
   */
  sendMessage: (message: OutgoingMessage) => Promise<SendMessageAPIResponse>;
  /**
   * Replaces the words of an own message, whether Stream has it already or not; the files it has stay as they are encrypted. Goes through the `outbox` too. Throws
   * as `sendMessage` does, and `SecureChatError` `NOT_OWN_MESSAGE`.
   */
  editMessage: (edit: OutgoingEdit) => Promise<UpdateMessageAPIResponse>;
  /**
   * What was written here and is not at Stream yet, kept encrypted in the `records` of the configuration, also over a restart. One goes after another, in the order
   * written, by itself, once. What is kept back (this user was removed, a notice stands) goes as soon as its reason is gone; what has failed lets those behind it pass.
   */
  outbox: Outbox;
  /** What was begun to be written, in the channel or in a thread of it; kept as the outbox is. Rejects never. */
  draft: (parentId?: string) => Promise<Draft | null>;
  keepDraft: (draft: Draft | null, parentId?: string) => Promise<void>;
  /** `sendMessage` for text alone; answers the message id. */
  send: (text: string, options?: SendOptions) => Promise<string>;
  /** `editMessage` for text alone. */
  edit: (messageId: string, text: string) => Promise<void>;
  /**
   * Encrypts a file and stores it with Stream as opaque bytes; nothing of its name, type or content is in the clear. Without a connection, or when Stream does not
   * take it now, it is kept on this device, encrypted, and uploaded with its message.
   * Put what it answers in a message: only there do readers learn of it. Throws `SecureChatError` `FILE_EMPTY`, `FILE_TOO_LARGE`, `FILE_GONE` when it cannot be
   * read, `FILES_UNSUPPORTED`, `OUTBOX_FULL` and what Stream throws when it refuses the file; an abort rejects with the signal's reason.
   */
  uploadFile: UploadFile;
  /**
   * Fetches and decrypts a file of this channel, also when its address has expired: then its message is asked for anew. It ends as soon as
   * more comes than the file can have, and nothing is fetched from elsewhere than the `fileHosts`. The blob has the attachment's type if browsers only show, never run, what has it; else
   * `application/octet-stream`. Throws `SecureChatError` `FILE_GONE`, `FILE_UNAVAILABLE`, `FILE_NOT_ALLOWED`, `FILE_STALLED`,
   * `FILE_UNREADABLE` and `FILES_UNSUPPORTED`; an abort rejects with the signal's reason.
   */
  downloadFile: DownloadFile;
  /** Does the same and hands over the bytes: whoever has opened it reads them in pieces, and removes it then. */
  openFile: OpenFile;
  /** Bytes of UTF-8 that still fit beside this text; below zero it is too long. Thumbnails yield to text. */
  remainingBytes: (text: string, attachments?: readonly SealedFile[]) => number;
  /**
   * What to show for a Stream message of this channel; an own message still on its way reads as what was written.
   * Remembered per message id and `updated_at`. Never throws.
   */
  read: (message: MessageResponse | LocalMessage) => Promise<ReadMessage>;
  /** What `read` has found before for this very message, without waiting; undefined when nothing. */
  peek: (message: MessageResponse | LocalMessage) => ReadMessage | undefined;
  /** Reads many, in their order, giving way to the user interface every few milliseconds. */
  readAll: (messages: readonly (MessageResponse | LocalMessage)[]) => Promise<ReadMessage[]>;
  /**
   * Reacts to a message with one of `REACTIONS`: signed, and under a name that says nothing to Stream. A repeat changes nothing. Throws `SecureChatError`
   * `REACTION_UNREADABLE` (also for an invitation), `REACTION_UNKNOWN` and `NO_ACCESS`, `SecurityNoticeError`, and what Stream throws.
   */
  react: OpenReactions['react'];
  /** Takes an own reaction back; nothing when there is none. Throws as `react` does, whatever notice stands. */
  unreact: OpenReactions['unreact'];
  /**
   * The reactions that stand with a Stream message, as far as those who made them have signed them: no others, of nobody else. None for a message that is not
   * read here. Verified once each; one that cannot be judged now, say as its epoch is not known yet, is left out until it is asked for again. Never throws.
   */
  reactionsOf: OpenReactions['reactionsOf'];
  /** What `reactionsOf` has verified before, without waiting. */
  peekReactions: OpenReactions['peekReactions'];
  /** Asks Stream for the reactions to a message, a thousand at most, and answers those that are signed. Throws `SecureChatError` `REACTION_UNREADABLE`, and what Stream throws. */
  whoReacted: OpenReactions['whoReacted'];
  /** All loaded messages, oldest first. */
  messages: () => Promise<ReadMessage[]>;
  /**
   * Where something of an author's is missing among the loaded messages, or among those of a thread, by what the author's other messages say. To be told quietly: it may come
   * yet, and ask again when the list changes. Never rejects.
   */
  gaps: (parentId?: string) => Promise<readonly Gap[]>;
  /**
   * Reports somebody else's message to the team that runs the chat: what its author signed leaves this device in the clear for the backend, and, only `withBefore`, up to ten verified messages
   * before it that are loaded, as many as fit. A repeat answers the same id. Throws `SecureChatError` `REPORT_OF_OWN_MESSAGE` and `REPORT_UNVERIFIED`, and `MessagingApiError`.
   */
  report: (report: OutgoingReport) => Promise<ReportResponse>;
  /** Loads the messages before the oldest that is loaded, and reads them, oldest first; none at the beginning. Throws what Stream throws. */
  loadOlder: () => Promise<ReadMessage[]>;
  /**
   * Hands over each later message, read and in order, and security notices; answers how to stop. After a lost connection also what came, was edited and was deleted
   * meanwhile, in that order, as long as it belongs to what Stream gives at once; see `began-anew` for what goes beyond.
   */
  subscribe: (listener: (event: ChannelEvent) => void) => () => void;
  /**
   * Tells each message that could not be read because a server did not answer (`undecryptable` and `isPassing`), and has been read since: when there is a connection
   * again, and else after a pause. What is unreadable for another reason is not tried by itself. For who draws messages by `peek`; `subscribe` tells it as `updated`. Answers how to stop.
   */
  subscribeToReadAgain: ReadAgain['subscribe'];
  /** The same for what is no message: nothing is read for it. */
  subscribeToEncryption: (listener: (event: EpochEvent) => void) => () => void;
  /**
   * Says that somebody has the channel before them: the registry is asked what is current, if that was not done since the opening or the last lost
   * connection, and after each lost connection until this ends. Answers how to end it. Without it the registry is asked before the next
   * message is sent, and when a text needs a key that is not known.
   */
  attend: () => () => void;
  /** Stops following the channel's epochs; `SecureChat.close` does it for all. */
  close: () => void;
};

export type ChannelDeps = Omit<KeepingDeps, 'stream' | 'registry' | 'findPairWith'> &
  Omit<Platform, 'sha512' | 'encrypt' | 'decrypt' | 'ed25519'> & {
    api: RegistryApi & Pick<MessagingApi, 'report'>;
    /** Memory of this device for the user. */
    storage: Pick<DeviceStorage, 'get' | 'set'>;
    sealdBytes: FileDeps['sealdBytes'];
    reading: ReadingDeps;
    device: Pick<KeptOnDevice, 'outbox' | 'files' | 'drafts' | 'spare' | 'filesToSend'>;
    windows: Windows;
    fileHosts: FileDeps['fileHosts'];
    fileElsewhere: FileDeps['fileElsewhere'];
    recovery: Recovery;
  };

/**
 * Opens a channel for reading and writing: watches it and finds its epochs (see `openEpochKeeper`). A repeat gives another view of
 * the same channel. Throws what `openEpochKeeper` and Stream throw.
 */
export const openEncryptedChannel = async (
  deps: ChannelDeps,
  channel: Channel,
  opening: Opening = {},
): Promise<EncryptedChannel> => {
  if (!channel.initialized) await channel.watch();
  const stream = await channelAtStream(channel, deps.recovery);
  const registry = channelRegistry(deps.api, channel.cid);
  const pairWith = (userIds: readonly string[]) => findPairWith(deps, channel, userIds);
  const keeping = { ...deps, stream, registry, findPairWith: pairWith };
  return viewOf(deps, channel, await openEpochKeeper(keeping, opening));
};

const viewOf = (deps: ChannelDeps, channel: Channel, keeper: EpochKeeper): EncryptedChannel => {
  const { cid } = channel;
  const { userId, author, now, reading, fileHosts, recovery, device, windows, verify } = deps;
  const { epoch, epochs, notice, changedContacts, noteContact, decide } = keeper;
  const { addMember, removeMember, leave, renewEncryption, invitation, accept, pairWith } = keeper;
  const hash = (text: string) => hashOf(deps.sha256, text);
  const ownChain = createOwnChain(deps.storage, cid);
  const opening = { findSession: keeper.sessionToRead, findAuthorKey: keeper.authorToRead, verify, hash };
  const reader = createMessageReader(
    {
      ...opening,
      cid,
      revisions: new Map(),
      fileHosts,
      onTried: (message, read) => readAgain.note(message, read),
      onVerified: ({ from, proof, ...message }) => {
        if (from === userId && proof) ownChain.note({ ...message, proof });
      },
    },
    reading,
  );
  const readAgain = createReadAgain({
    timer: deps.timer,
    read: async (tried) => {
      const message = channel.state.findMessage(tried.id, tried.parent_id ?? undefined) ?? tried;
      return { message, read: await reader.read(message) };
    },
  });
  const heard = channel.getClient().on(({ type, online, message }) => {
    if (type === 'connection.recovered' || (type === 'connection.changed' && online)) readAgain.hurry();
    if (type === 'message.deleted' && message) readAgain.forget(message.id);
  });
  const { unsent, runInSlices } = reading;
  const findSession = keeper.sessionToRead;
  const findFile = createFindFile(channel, reader);
  const kept = device.files;
  const fileDeps: FileDeps = {
    ...deps,
    kept,
    channel,
    encryption: keeper,
    findSession,
    findFile,
    runInSlices,
  };
  const isConnected = () => channel.getClient().wsConnection?.isHealthy ?? false;
  const mayPass = (error: unknown) => verdictOn(error).what === 'again';
  const wanted = () => device.filesToSend(cid);
  const files = createFilesToSend({ ...fileDeps, isConnected, mayPass, spares: device.spare, wanted });
  void files.takeUp();
  const sealing: Sealing = {
    channel,
    encryption: keeper,
    userId,
    author,
    ownChain,
    hash,
    now,
    reader,
    files,
  };
  const store = device.outbox;
  const wayOut = openOutbox(channel, { ...deps, store, kept, windows, unsent, sealing, keeper });
  const { send: sendMessage, edit: editMessage } = wayOut;
  const findGaps = createFindGaps({
    ask: async (ids) => reader.readAll((await channel.getMessagesById([...ids])).messages),
  });
  const reactions = openReactions(channel, { ...deps, keeper, messages: reader });
  const stopCounting = countMessages(channel, keeper);
  return {
    cid,
    epoch,
    epochs,
    stream: channel,
    invitation,
    accept,
    decline: leave,
    pairWith,
    notAccepted: () => notAccepted(channel),
    notice,
    changedContacts,
    noteContact,
    decide,
    addMember,
    removeMember,
    leave,
    renewEncryption,
    read: reader.read,
    peek: reader.peek,
    readAll: reader.readAll,
    ...reactions,
    messages: () => reader.readAll(channel.state.messages),
    gaps: async (parentId) => {
      const { messages, threads, messagePagination } = channel.state;
      const listed = parentId === undefined ? messages : (threads[parentId] ?? []);
      // Which older answers there are nobody says: those that are named are asked for.
      const isWhole = parentId !== undefined || !messagePagination.hasPrev;
      return findGaps(await reader.readAll(listed.filter(isStored)), { isWhole, parentId });
    },
    report: (report) => reportMessage({ channel, userId, opening, reader, send: deps.api.report }, report),
    loadOlder: async () => reader.readAll(await loadOlder(channel)),
    sendMessage,
    editMessage,
    outbox: wayOut.outbox,
    draft: (parentId) => device.drafts.get(cid, parentId),
    keepDraft: (draft, parentId) => device.drafts.put(cid, draft, parentId),
    send: async (text, options) => (await sendMessage({ ...options, text })).message.id,
    edit: async (id, text) => {
      await editMessage({ id, text });
    },
    uploadFile: files.upload,
    downloadFile: (file, signal) => downloadEncrypted(fileDeps, file, signal),
    openFile: (file, signal) => openEncrypted(fileDeps, file, signal),
    remainingBytes: (text, attachments = []) => remainingBytesIn(sealing, text, attachments),
    attend: () => {
      const ends = [keeper.attend(), recovery.keep(cid)];
      return () => {
        for (const end of ends) end();
      };
    },
    subscribe: (listener) => subscribe({ channel, keeper, read: reader.read, readAgain, recovery, listener }),
    subscribeToReadAgain: readAgain.subscribe,
    subscribeToEncryption: keeper.subscribe,
    close: () => {
      wayOut.close();
      heard.unsubscribe();
      readAgain.close();
      stopCounting();
      keeper.close();
    },
  };
};
