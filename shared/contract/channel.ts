import * as z from 'zod/mini';
import { SERVICE_USER_ID } from './service-user.ts';
import { CID, USER_ID } from './stream-ids.ts';
import { time } from './time.ts';

/** A chat user id, as Stream takes it (design section 3). */
export const chatUserId = z
  .string()
  .check(z.regex(USER_ID, 'must be a chat user id'), z.meta({ examples: ['bob'] }));
/** The chat user id of a person: not the backend's own. */
export const personId = chatUserId.check(
  z.refine((id) => id !== SERVICE_USER_ID, "must be a person's chat user id"),
);
/** A channel type of Stream. Only the stage's encrypted types are taken. */
export const channelType = z
  .string()
  .check(z.regex(/^[\w-]{1,64}$/, 'must be a channel type'), z.meta({ examples: ['messaging'] }));
/** A channel id of Stream; `!` opens the ids of Stream's member-only channels, which are made another way. */
export const channelId = z
  .string()
  .check(z.regex(/^[\w-]{1,64}$/, 'must be a channel id'), z.meta({ examples: ['weekend-plans'] }));

/** A channel's type and id in one, as Stream writes them. */
export const channelCid = z.string().check(z.regex(CID, 'must be a cid'));

/** How the ids of the conversations of two begin; see `pair-id.ts`. */
export const PAIR_ID_PREFIX = 'pair-';
/** What a channel is: the conversation of two, made from their ids, or one that people make and name. */
export const channelKind = z.enum(['pair', 'group']);
export type ChannelKind = z.infer<typeof channelKind>;
const groupId = channelId.check(
  z.refine((id) => !id.startsWith(PAIR_ID_PREFIX), 'is kept for conversations of two'),
);

/** Path parameters of everything below `/channels/{channelType}/{channelId}`. */
export const channelParams = z.strictObject({ channelType, channelId });
export const memberParams = z.extend(channelParams, { userId: chatUserId });
export const newMemberParams = z.extend(channelParams, { userId: personId });
/** Path parameters of the conversation with somebody. */
export const pairParams = z.strictObject({ channelType, userId: personId });

/**
 * What somebody added later may read: `fromNowOn` only what is written after, `whole` everything a member who adds them can read.
 * Chosen once, when the channel is made.
 */
export const historyPolicy = z.enum(['fromNowOn', 'whole']);
export type HistoryPolicy = z.infer<typeof historyPolicy>;

/** Of an encrypted channel, where their ids are no longer than forty characters; see {@link hasRoomFor}. */
export const MAX_MEMBERS = 1_000;

/** Characters that a member takes in an epoch's statement beside the id: the author key, and what names both. */
const BESIDE_ID = 70;
/** Characters for all members in an epoch's statement, of which two have to fit an item of DynamoDB, encrypted. A hundred members fit whatever their ids. */
const MAX_STATED = 110_000;

const stated = (userIds: readonly string[]): number =>
  userIds.reduce((sum, { length }) => sum + length + BESIDE_ID, 0);

/** Whether so many people, with ids of these lengths, can be in one channel. */
export const hasRoomFor = (userIds: readonly string[]): boolean =>
  userIds.length <= MAX_MEMBERS && stated(userIds) <= MAX_STATED;

/** How many members there may be in a channel of these when people with such an id come. */
export const mostMembers = (members: readonly string[], newcomerId: string): number => {
  const more = Math.floor((MAX_STATED - stated(members)) / stated([newcomerId]));
  return Math.min(members.length + Math.max(0, more), MAX_MEMBERS);
};

/** Body of `POST /channels`. The caller is a member whether named or not. */
export const createChannelRequest = z.extend(channelParams, {
  channelId: groupId,
  members: z.array(personId).check(z.maxLength(MAX_MEMBERS - 1), z.meta({ description: 'Chat user ids.' })),
  history: z._default(historyPolicy, 'fromNowOn').check(z.meta({ description: '`fromNowOn` unless told.' })),
});
export type CreateChannelRequest = z.input<typeof createChannelRequest>;

/** Answer of `POST /channels` and `PUT /pairs`; asking again gives the same, whatever members or policy are asked for then. */
export const channelResponse = z.object({
  cid: z.string(),
  kind: channelKind.check(
    z.meta({ description: '`pair`: the conversation of two, which nobody else can join.' }),
  ),
  createdBy: z.string().check(z.meta({ description: 'Chat user id of the owner.' })),
  createdAt: time,
  history: historyPolicy,
});
export type ChannelResponse = z.infer<typeof channelResponse>;

/** Answer of `PUT` and `DELETE` on a member, and of `PUT` on the caller's invitation. */
export const memberResponse = z.object({ cid: z.string(), userId: z.string(), isMember: z.boolean() });
export type MemberResponse = z.infer<typeof memberResponse>;
