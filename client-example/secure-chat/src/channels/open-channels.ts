import type { Channel } from 'stream-chat';
import type { EncryptedChannel } from './encrypted-channel.ts';

/** The channels of a chat that are open, each once: its list and its screen then share what was decrypted and seen. */
export type OpenChannels = {
  /** The open one for this very Stream channel, else what `open` gives; a failure is not kept. */
  open: (channel: Channel, open: () => Promise<EncryptedChannel>) => Promise<EncryptedChannel>;
  /** Whether a channel was ever asked for here, even if that failed. */
  has: (cid: string) => boolean;
  /** Closes all and still has them: nothing of theirs is stored any more. */
  close: () => void;
  /** Forgets and closes all. */
  clear: () => void;
};

export const createOpenChannels = (): OpenChannels => {
  const opened = new Map<string, { channel: Channel; opening: Promise<EncryptedChannel> | null }>();
  const closeAll = () => {
    for (const { opening } of opened.values()) close(opening);
  };
  return {
    open: (channel, open) => {
      const { cid } = channel;
      const known = opened.get(cid);
      // Stream makes another object for a channel that this user was removed from and has come back to.
      if (known?.opening && known.channel === channel && !channel.disconnected) return known.opening;
      close(known?.opening);
      const opening = open();
      opened.set(cid, { channel, opening });
      opening.catch(() => opened.set(cid, { channel, opening: null }));
      return opening;
    },
    has: (cid) => opened.has(cid),
    close: closeAll,
    clear: () => {
      closeAll();
      opened.clear();
    },
  };
};

const close = (opening: Promise<EncryptedChannel> | null | undefined): void => {
  opening?.then((channel) => channel.close()).catch(() => {});
};
