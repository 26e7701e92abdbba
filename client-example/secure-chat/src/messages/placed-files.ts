import type { LocalMessage, MessageResponse } from 'stream-chat';
import { addressOf } from '../../../../shared/contract/visible-file.ts';
import type { ReadMessage, VerifiedMessage } from './incoming.ts';

/** Puts to the files of a read message where the Stream message around it shows them; gives the same object for the same. */
export type PlaceFiles = (message: MessageResponse | LocalMessage, read: ReadMessage) => ReadMessage;

/**
 * The files of an envelope and the attachments beside it have one order. Whoever stores them can change the latter, but a file is read only
 * if its bytes have the hash in the envelope.
 */
export const createPlaceFiles = (cid: string, fileHosts: readonly string[]): PlaceFiles => {
  const placed = new WeakMap<ReadMessage, { key: string; shown: VerifiedMessage }>();
  return (message, read) => {
    if (read.kind !== 'message' || read.attachments.length === 0) return read;
    const addresses = read.attachments.map((_, at) => addressOf(message.attachments?.[at], fileHosts));
    const key = JSON.stringify(addresses);
    const known = placed.get(read);
    if (known?.key === key) return known.shown;
    const attachments = read.attachments.map((file, at) => ({
      ...file,
      cid,
      messageId: read.id,
      url: addresses[at] ?? undefined,
    }));
    const shown = { ...read, attachments };
    placed.set(read, { key, shown });
    return shown;
  };
};
