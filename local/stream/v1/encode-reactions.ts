import type { StoredMessage, StoredReaction } from '../stored.ts';
import type { World } from '../world.ts';
import { flatten } from './custom-fields.ts';
import { encodeUserById } from './encode-user.ts';
import { encodeTime } from './time.ts';

const LATEST_REACTIONS = 10;

/** A message's reactions, counted and the newest of them; `own_reactions` are the viewer's. */
export const encodeReactions = (world: World, message: StoredMessage, viewerId: string | undefined) => {
  const groups = reactionGroups(world, message);
  const newestFirst = message.reactions.toReversed();
  const encode = (reaction: StoredReaction) => encodeReaction(world, message, reaction);
  const sums = (key: 'count' | 'sum_scores') =>
    Object.fromEntries(Object.entries(groups).map(([type, group]) => [type, group[key]]));
  return {
    reaction_counts: sums('count'),
    reaction_scores: sums('sum_scores'),
    ...(message.reactions.length > 0 ? { reaction_groups: groups } : {}),
    latest_reactions: newestFirst.slice(0, LATEST_REACTIONS).map(encode),
    own_reactions: newestFirst.filter((reaction) => reaction.userId === viewerId).map(encode),
  };
};

const LATEST_PER_TYPE = 10;

/** Each type's reactions, counted, with who reacted so last [pub: GetStream/protocol v236, ReactionGroupResponse]. */
const reactionGroups = (world: World, { reactions }: StoredMessage) => {
  const types = [...new Set(reactions.map(({ type }) => type))];
  const group = (type: string) => {
    const some = reactions.filter((reaction) => reaction.type === type);
    const times = some.map(({ createdAt }) => createdAt);
    return {
      count: some.length,
      sum_scores: some.reduce((sum, { score }) => sum + score, 0),
      first_reaction_at: encodeTime(Math.min(...times)),
      last_reaction_at: encodeTime(Math.max(...times)),
      latest_reactions_by: some
        .toReversed()
        .slice(0, LATEST_PER_TYPE)
        .map(({ userId, createdAt }) => ({
          user_id: userId,
          user: encodeUserById(world, userId),
          created_at: encodeTime(createdAt),
        })),
    };
  };
  return Object.fromEntries(types.map((type) => [type, group(type)]));
};

/** Fields of a reaction that are not custom data. */
export const reactionFields: ReadonlySet<string> = new Set([
  'type',
  'score',
  'user',
  'user_id',
  'message_id',
  'created_at',
  'updated_at',
]);

export const encodeReaction = (world: World, message: StoredMessage, reaction: StoredReaction) =>
  flatten(
    {
      message_id: message.id,
      user_id: reaction.userId,
      user: encodeUserById(world, reaction.userId),
      type: reaction.type,
      score: reaction.score,
      created_at: encodeTime(reaction.createdAt),
      updated_at: encodeTime(reaction.updatedAt),
    },
    reaction.custom,
  );
