import type { LocalMessage } from 'stream-chat';
import type { MessageReaction } from '../../reactions/reaction-reader.ts';

/** What a message has of its reactions for Stream's interfaces. */
type ShownReactions = Required<
  Pick<
    LocalMessage,
    'latest_reactions' | 'own_reactions' | 'reaction_counts' | 'reaction_groups' | 'reaction_scores'
  >
>;

/**
 * Verified reactions in the form in which Stream hands over those that are not: the emoji itself is their type, and counted are those who have signed. A
 * group of which there may be more has `has_more` besides.
 */
export const reactionsToShow = (
  messageId: string,
  reactions: readonly MessageReaction[],
  ownId: string | undefined,
): ShownReactions => {
  const all = reactions.flatMap(({ emoji, userIds }) =>
    userIds.map((id) => ({ type: emoji, message_id: messageId, user_id: id, user: { id }, score: 1 })),
  );
  const counts = Object.fromEntries(reactions.map(({ emoji, userIds }) => [emoji, userIds.length]));
  const groups = reactions.map(({ emoji, userIds, hasMore }) => [
    emoji,
    { count: userIds.length, sum_scores: userIds.length, ...(hasMore && { has_more: true }) },
  ]);
  return {
    latest_reactions: all,
    own_reactions: all.filter(({ user_id }) => user_id === ownId),
    reaction_counts: counts,
    reaction_scores: counts,
    reaction_groups: Object.fromEntries(groups),
  } as unknown as ShownReactions;
};
