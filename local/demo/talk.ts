import type { ChannelEvent } from '../../client-example/secure-chat/src/channels/channel-events.ts';
import type { EncryptedChannel } from '../../client-example/secure-chat/src/channels/encrypted-channel.ts';
import type { SecureChat } from '../../client-example/secure-chat/src/secure-chat.ts';

/** Sends, and waits until the other has read it on the live connection; answers the message id. */
export const say = async (from: EncryptedChannel, to: EncryptedChannel, text: string): Promise<string> => {
  const arrives = arrival(
    to,
    (event) => event.type === 'new' && event.message.kind === 'message' && event.message.text === text,
  );
  const id = await from.send(text);
  await arrives;
  return id;
};

/** Edits, and waits until the other has read it. */
export const correct = async (from: EncryptedChannel, to: EncryptedChannel, id: string, text: string) => {
  const arrives = arrival(to, (event) => event.type === 'updated' && event.message.id === id);
  await from.edit(id, text);
  await arrives;
};

const ARRIVAL_TIMEOUT_MS = 10_000;

/** Waits for an event on the live connection. */
export const arrival = (
  channel: EncryptedChannel,
  wanted: (event: ChannelEvent) => boolean,
): Promise<void> => {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(
    () => reject(new Error('what was waited for did not arrive within 10 s')),
    ARRIVAL_TIMEOUT_MS,
  );
  const stop = channel.subscribe((event) => {
    if (wanted(event)) resolve();
  });
  return promise.finally(() => {
    clearTimeout(timer);
    stop();
  });
};

/** Opens a channel as whoever was asked to come: accepts the invitation if it is one. */
export const enter = async (device: SecureChat, cid: string): Promise<EncryptedChannel> => {
  const channel = await device.openChannel(cid);
  await channel.accept();
  return channel;
};
