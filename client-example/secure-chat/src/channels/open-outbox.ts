import type { Channel } from 'stream-chat';
import type { EpochKeeper } from '../epochs/encryption.ts';
import { SecureChatError } from '../errors.ts';
import type { KeptFiles } from '../files/kept-files.ts';
import {
  editSealed,
  type OutgoingEdit,
  type OutgoingMessage,
  ownStored,
  refuseTooMany,
  sendSealed,
  unsentMessage,
  withdraw,
} from '../messages/outgoing.ts';
import { peekQuoted, readQuoted } from '../messages/quoted.ts';
import type { Sealing } from '../messages/seal-and-send.ts';
import type { UnsentMessages } from '../messages/unsent-messages.ts';
import { type ChannelOutbox, createChannelOutbox } from '../outbox/channel-outbox.ts';
import type { Answer } from '../outbox/live-entry.ts';
import type { KeptEntry } from '../outbox/outbox-entry.ts';
import type { OutboxStore } from '../outbox/outbox-store.ts';
import type { Platform } from '../platform/platform.ts';
import type { Windows } from '../platform/windows.ts';

export type OpenOutboxDeps = Pick<Platform, 'timer' | 'now' | 'newId' | 'randomBytes'> & {
  store: OutboxStore;
  kept: KeptFiles;
  windows: Windows;
  unsent: UnsentMessages;
  sealing: Sealing;
  keeper: EpochKeeper;
};

export type OpenOutbox = {
  outbox: ChannelOutbox;
  send: (message: OutgoingMessage) => Promise<Answer>;
  edit: (edit: OutgoingEdit) => Promise<Answer>;
  close: () => void;
};

/** The way out of an open channel: what is written is put into its outbox first, and that is told of what may let it go. */
export const openOutbox = (channel: Channel, deps: OpenOutboxDeps): OpenOutbox => {
  const { sealing, keeper, unsent, windows, kept } = deps;
  const { cid } = channel;
  let isDeleted = false;
  /** Stream's object throws once there is no channel any more, or none for this user. */
  const refuseWithout = (): void => {
    if (isDeleted) throw new SecureChatError('CHANNEL_DELETED');
    // Only the person may accept an invitation, which the channel may have become since.
    if (channel.disconnected || keeper.invitation()) throw new SecureChatError('NO_ACCESS');
  };
  const outbox = createChannelOutbox({
    ...deps,
    cid,
    random: () => (deps.randomBytes(1)[0] ?? 0) / 256,
    send: async (entry, { mayBeStored, ...transfer }) => {
      refuseWithout();
      const words = { ...entry, ...transfer };
      if (entry.kind === 'edit') return editSealed(sealing, words, { mayBeStored });
      const isChanged = entry.version > 0;
      return sendSealed(sealing, { ...words, text: entry.text ?? '' }, { mayBeStored, isChanged });
    },
    withdraw: async ({ kind, id }) => {
      if (kind === 'message') await withdraw(sealing, id);
    },
    stored: (id) => ownStored(sealing, id),
    onWords: (entry) => {
      if (entry.kind === 'message') unsent.put(unsentOf(sealing, entry));
    },
    onGone: (entry) => {
      unsent.sent(entry.id);
      for (const { keptAs } of entry.attachments ?? []) if (keptAs !== undefined) void kept.remove(keptAs);
    },
  });
  const stopKeeper = keeper.subscribe(outbox.nudge);
  const here = channel.on(({ type }) => {
    if (type.startsWith('member.')) outbox.nudge();
  });
  const client = channel.getClient().on(({ type, online, cid: of }) => {
    if (of === cid && isDeletion(type)) {
      isDeleted = true;
      outbox.nudge();
    }
    if (type === 'connection.recovered' || (type === 'connection.changed' && online)) outbox.nudge();
  });
  const stopWindows = windows.listen((news) => {
    if (news.type === 'outbox-changed' && news.cid === cid) outbox.refresh();
  });
  outbox.start();
  const accepted = async <Result>(put: () => Promise<Result>): Promise<Result> => {
    if (keeper.invitation()) await keeper.accept();
    return put();
  };
  return {
    outbox,
    send: async (message) => {
      refuseTooMany(message.attachments ?? []);
      const known = peekQuoted(sealing, message);
      const quoted = known === 'unknown' ? await readQuoted(sealing, message) : known;
      return accepted(() => outbox.put({ ...message, quoted, id: message.id ?? deps.newId() }));
    },
    edit: async (edit) => {
      refuseTooMany(edit.attachments ?? []);
      return accepted(() => outbox.putEdit(edit));
    },
    close: () => {
      stopKeeper();
      here.unsubscribe();
      client.unsubscribe();
      stopWindows();
      outbox.close();
    },
  };
};

const isDeletion = (type: string): boolean =>
  type === 'channel.deleted' || type === 'notification.channel_deleted';

const unsentOf = (sealing: Sealing, { id, text = '', attachments }: KeptEntry) =>
  unsentMessage(sealing, id, { text, attachments });
