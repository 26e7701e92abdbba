import type { Channel } from 'stream-chat';
import { isPairId } from '../stream/pair.ts';
import { useShared } from './secure-chat-context.ts';
import { useTexts } from './texts-context.ts';
import { useNameOf } from './use-name-of.ts';

/**
 * What a channel is called where its members' names alone would mislead: a group of two is not the conversation of the two, and a pair whose other
 * side is gone is still theirs, once it is open. Undefined where the names that Stream lists will do.
 */
export const useChannelTitle = (channel: Channel): string | undefined => {
  const { chat, openChannels } = useShared();
  const nameOf = useNameOf(channel);
  const { groupOf } = useTexts().invitations;
  if (channel.data && 'name' in channel.data) return undefined;
  const [other, ...more] = Object.keys(channel.state.members).filter((id) => id !== chat.stream.userID);
  if (!isPairId(channel.id))
    return other !== undefined && more.length === 0 ? groupOf(nameOf(other)) : undefined;
  const gone = other === undefined ? openChannels.peek(channel.cid)?.pairWith() : undefined;
  return gone ? nameOf(gone) : undefined;
};
