import type { EncryptedChannel } from '../../../client-example/secure-chat/src/channels/encrypted-channel.ts';

/** Scrolls back to the beginning, as a person would, and answers the texts in the order shown, and why the others cannot be read. */
export const readAll = async (
  channel: EncryptedChannel,
): Promise<{ texts: string[]; unreadable: string[] }> => {
  while ((await channel.loadOlder()).length > 0);
  const read = await channel.messages();
  return {
    texts: read.flatMap((message) => (message.kind === 'message' ? message.text : [])),
    unreadable: read.flatMap((message) => (message.kind === 'unreadable' ? message.reason : [])),
  };
};
