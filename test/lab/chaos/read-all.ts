import type { EncryptedChannel } from '../../../client-example/secure-chat/src/channels/encrypted-channel.ts';

const PAGE = 100;

/** Scrolls back to the beginning, as a person would, and answers the texts in the order shown. */
export const readAll = async (
  channel: EncryptedChannel,
): Promise<{ texts: string[]; unreadable: number }> => {
  const { stream } = channel;
  for (;;) {
    const [oldest] = stream.state.messages;
    if (!oldest) break;
    const { messages } = await stream.query({ messages: { limit: PAGE, id_lt: oldest.id } }, 'latest');
    if (messages.length < PAGE) break;
  }
  const read = await channel.messages();
  return {
    texts: read.flatMap((message) => (message.kind === 'message' ? message.text : [])),
    unreadable: read.filter(({ kind }) => kind === 'unreadable').length,
  };
};
