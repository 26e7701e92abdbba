import * as z from 'zod';
import { type ApiRequest, actingUser, namedUser, parse, viewer } from './api-request.ts';
import { isOn } from './channel-types.ts';
import { StreamError } from './errors.ts';
import { matches } from './filters.ts';
import { findChannel, findMessage } from './message-lookup.ts';
import { demand } from './permissions.ts';
import { publishToChannel } from './publish.ts';
import type { StoredChannel, StoredMessage, StoredReaction } from './stored.ts';
import { customPart } from './v1/custom-fields.ts';
import { encodeMessage } from './v1/encode-message.ts';
import { encodeReaction, reactionFields } from './v1/encode-reactions.ts';
import { encodeUserById } from './v1/encode-user.ts';
import type { World } from './world.ts';

/**
 * Reactions (stream.md section 6). Messages in events never say whose reactions are "own".
 *
 * Left out: sorting and cursors of `POST .../reactions`, push.
 */
const reactionBody = z.looseObject({
  reaction: z.looseObject({ type: z.string().min(1), score: z.int().optional() }),
  enforce_unique: z.boolean().default(false),
});

/** `POST .../reaction`. The same user and type again replaces the reaction; `enforce_unique` replaces all of the user's. */
export const sendReaction = (world: World, request: ApiRequest) => {
  const { message, channel } = target(world, request);
  demand(world, request.caller, channel, 'create-reaction');
  if (!isOn(world, channel, 'reactions'))
    throw new StreamError('featureDisabled', 'reactions are not enabled in this channel');
  if (channel.frozen) throw new StreamError('notAllowed', 'this channel is frozen');
  const { reaction: input, enforce_unique } = parse(reactionBody, request.body);
  const userId = actingUser(world, request, namedUser(input) === undefined ? request.body : input);
  const replaced = message.reactions.filter(
    (one) => one.userId === userId && (enforce_unique || one.type === input.type),
  );
  const now = world.now();
  const reaction: StoredReaction = {
    userId,
    type: input.type,
    score: input.score ?? 1,
    createdAt: now,
    updatedAt: now,
    custom: customPart(input, reactionFields),
  };
  message.reactions = [...message.reactions.filter((one) => !replaced.includes(one)), reaction];
  const type = replaced.length > 0 ? 'reaction.updated' : 'reaction.new';
  return announce(world, channel, message, reaction, type);
};

/** `DELETE .../reaction/:type`. Throws code 16 when there is none. */
export const deleteReaction = (world: World, request: ApiRequest) => {
  const { message, channel } = target(world, request);
  const userId = viewer(request) ?? actingUser(world, request);
  demand(world, request.caller, channel, 'delete-reaction', userId);
  const reaction = message.reactions.find(
    (one) => one.userId === userId && one.type === request.params.reaction,
  );
  if (!reaction) throw new StreamError('notFound', 'the reaction does not exist');
  message.reactions = message.reactions.filter((one) => one !== reaction);
  return announce(world, channel, message, reaction, 'reaction.deleted');
};

const target = (world: World, request: ApiRequest) => {
  const message = findMessage(world, request.params.message ?? '');
  return { message, channel: findChannel(world, message.cid) };
};

const announce = (
  world: World,
  channel: StoredChannel,
  message: StoredMessage,
  reaction: StoredReaction,
  type: string,
) => {
  publishToChannel(world, channel, {
    type,
    message: encodeMessage(world, message),
    reaction: encodeReaction(world, message, reaction),
    user: encodeUserById(world, reaction.userId),
  });
  return {
    message: encodeMessage(world, message, { viewerId: reaction.userId }),
    reaction: encodeReaction(world, message, reaction),
  };
};

const reactionsQuery = z.looseObject({
  filter: z.record(z.string(), z.unknown()).default({}),
  limit: z.coerce.number().int().min(0).max(300).default(25),
  offset: z.coerce.number().int().min(0).default(0),
});

/** `GET` or `POST /messages/:m/reactions`, newest first. */
export const listReactions = (world: World, request: ApiRequest) => {
  const { message, channel } = target(world, request);
  demand(world, request.caller, channel, 'read-channel');
  const query = parse(reactionsQuery, { ...Object.fromEntries(request.query), ...request.body });
  const reactions = message.reactions
    .toReversed()
    .map((reaction) => encodeReaction(world, message, reaction))
    .filter((reaction) => matches(reaction, query.filter))
    .slice(query.offset, query.offset + query.limit);
  return { reactions };
};
