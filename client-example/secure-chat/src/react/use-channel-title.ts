import type { Channel } from 'stream-chat';
import { plainName } from '../platform/plain-names.ts';
import { isPairId } from '../stream/pair.ts';
import { useShared } from './secure-chat-context.ts';
import { useTexts } from './texts-context.ts';
import { useNameOf } from './use-name-of.ts';
import { useRedrawOn } from './use-redraw-on.ts';

/** Up to so many others are all named; of more, two and how many there are besides. */
const MOST_NAMED = 3;
const NAMED_OF_MANY = 2;
/** One long name must not push the others, or their number, out of sight. */
const MOST_LETTERS = 40;
const MOST_LETTERS_OF_MANY = 20;

const CHANGES = ['member.added', 'member.removed', 'channel.updated', 'user.updated'] as const;

/**
 * What a channel is called: the name it was given; or those of all others in it, and how many are not named, so that nobody reads along unseen. A group of two is
 * not the conversation of the two, and a pair whose other side is gone is still theirs, once it is open. Undefined where nobody else is left.
 */
export const useChannelTitle = (channel: Channel): string | undefined => {
  const { chat, openChannels } = useShared();
  useRedrawOn(CHANGES);
  const others = Object.keys(channel.state.members).filter((id) => id !== chat.stream.userID);
  const nameOf = useNameOf(channel, others.length > 1 ? MOST_LETTERS_OF_MANY : MOST_LETTERS);
  const { people, invitations } = useTexts();
  const ownName = channel.data && 'name' in channel.data ? channel.data.name : undefined;
  const given = typeof ownName === 'string' ? plainName(ownName) : '';
  if (given !== '') return given;
  const [other] = others;
  if (other === undefined) {
    const gone = isPairId(channel.id) ? openChannels.peek(channel.cid)?.pairWith() : undefined;
    return gone ? nameOf(gone) : undefined;
  }
  // Stream hands over the first hundred members.
  const count = Math.max((channel.data?.member_count ?? 0) - 1, others.length);
  if (count === 1) return isPairId(channel.id) ? nameOf(other) : invitations.groupOf(nameOf(other));
  const names = others.map(nameOf).sort((one, next) => one.localeCompare(next));
  if (count <= MOST_NAMED && names.length === count) return people.inList(names);
  const named = names.slice(0, NAMED_OF_MANY);
  return people.andOthers(named, count - named.length);
};
