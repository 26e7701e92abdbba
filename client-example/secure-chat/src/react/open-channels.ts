import type { EncryptedChannel } from '../channels/encrypted-channel.ts';

/** The encrypted channels opened so far, each opened once. */
export type OpenChannels = {
  /** Opens, or answers the one opened before. A failure is not kept: asking again tries again. */
  open: (cid: string) => Promise<EncryptedChannel>;
  /** The channel, when it is open already. */
  peek: (cid: string) => EncryptedChannel | undefined;
  /** Forgets one that can no longer be used, for instance after a removal. */
  forget: (cid: string) => void;
};

export const createOpenChannels = (openChannel: (cid: string) => Promise<EncryptedChannel>): OpenChannels => {
  const opening = new Map<string, Promise<EncryptedChannel>>();
  const open = new Map<string, EncryptedChannel>();
  const forget = (cid: string) => {
    opening.delete(cid);
    open.delete(cid);
  };
  const start = async (cid: string): Promise<EncryptedChannel> => {
    try {
      const channel = await openChannel(cid);
      open.set(cid, channel);
      return channel;
    } catch (error) {
      opening.delete(cid);
      throw error;
    }
  };
  return {
    open: (cid) => {
      const known = opening.get(cid);
      if (known && !isLost(open.get(cid))) return known;
      const started = start(cid);
      opening.set(cid, started);
      return started;
    },
    peek: (cid) => (isLost(open.get(cid)) ? undefined : open.get(cid)),
    forget,
  };
};

/** After a removal the vendor's channel object throws on use; whoever is let in again gets another one. */
const isLost = (channel: EncryptedChannel | undefined): boolean => channel?.stream.disconnected ?? false;
