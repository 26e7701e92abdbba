import type { MessageResponse, StreamChat } from 'stream-chat';

/** A busy machine is no lost connection. */
const PATIENT_MS = 30_000;
const AT_ONCE = 25;

/** Many messages of one person, in the clear, where it does not matter what they say; oldest first, as Stream has them. */
export const flood = async (
  server: StreamChat,
  channelId: string,
  texts: readonly string[],
): Promise<MessageResponse[]> => {
  server.axiosInstance.defaults.timeout = PATIENT_MS;
  const channel = server.channel('messaging', channelId);
  const sent: MessageResponse[] = [];
  for (let at = 0; at < texts.length; at += AT_ONCE) {
    const some = texts.slice(at, at + AT_ONCE);
    const answers = await Promise.all(some.map((text) => channel.sendMessage({ text, user_id: 'ben' })));
    sent.push(...answers.map(({ message }) => message));
  }
  return sent.sort((one, other) => Date.parse(one.created_at ?? '') - Date.parse(other.created_at ?? ''));
};
