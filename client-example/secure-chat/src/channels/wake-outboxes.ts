import type { StreamChat } from 'stream-chat';
import type { KeptOnDevice } from '../outbox/kept-on-device.ts';
import type { ChannelDoors } from './channel-doors.ts';
import type { DeletedChannels } from './deleted-channels.ts';

export type WakeOutboxesDeps = {
  stream: StreamChat;
  device: Pick<KeptOnDevice, 'outbox' | 'cids' | 'forget' | 'tidy'>;
  deleted: Pick<DeletedChannels, 'forget'>;
  openChannel: ChannelDoors['openChannel'];
};

/**
 * Opens, in the background, each channel in which something waits to be sent since an earlier sitting: now, after each lost connection, and when this user
 * is put into one. An open channel sends by itself. What cannot be opened now is tried again then; it stays on the device, unless the channel was deleted meanwhile.
 */
export const wakeOutboxes = ({ stream, device, deleted, openChannel }: WakeOutboxesDeps): void => {
  const open = (cid: string) => openChannel(cid, { quietly: true }).catch(() => undefined);
  const waiting = () => device.outbox.cids().catch((): string[] => []);
  const openAll = async (): Promise<void> => {
    await deleted.forget({ stream, device }).catch(() => {});
    for (const cid of await waiting()) await open(cid);
  };
  stream.on(({ type, cid, channel }) => {
    if (type === 'connection.recovered') void openAll();
    const entered = type === 'notification.added_to_channel' ? (channel?.cid ?? cid) : undefined;
    if (entered !== undefined)
      void waiting().then((cids) => (cids.includes(entered) ? open(entered) : undefined));
  });
  void openAll().then(device.tidy);
};
