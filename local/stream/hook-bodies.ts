import * as z from 'zod';
import type { Custom, StoredChannel, StoredMessage } from './stored.ts';
import { channelFields, encodeChannel } from './v1/encode-channel.ts';
import { encodeMessage } from './v1/encode-message.ts';
import type { World } from './world.ts';

/*
 * What Stream puts into the bodies of its hooks is published in part, and in ways that contradict each other. Each plausible form is a
 * switch; see `faults.ts`.
 */

/**
 * The before-message-send hook.
 * - `message`: `whole` has all that an answer of the API has; `documented` is the example of Stream's documentation, without user, cid
 *   and times [pub: stream-chat-ruby docs/webhooks/webhooks_overview/before_message_send_webhook.md].
 * - `channelData`: whether the channel's custom data come with it. The example has none, of a channel that may have none.
 * - `custom`: message and channel also have `custom: {}`, which the schema calls required [pub: GetStream/protocol v236, MessageResponse].
 * - `newField`: the message has an empty field that nobody knows yet.
 */
export const hookBodies = z.strictObject({
  message: z.enum(['whole', 'documented']).default('whole'),
  channelData: z.boolean().default(true),
  custom: z.boolean().default(false),
  newField: z.boolean().default(false),
});
export type HookBodies = z.output<typeof hookBodies>;

/**
 * Events of messages in event hooks.
 * - `channel`: `none`, as in the example of `message.new`; `bare`, without custom data, as the same page says in words; `apart`, with them as
 *   `channel_custom` [pub: GetStream/protocol v236, MessageNewEvent]; `whole`.
 * - `queue`: what stands on SQS while compression is off: `json` as it is [pub: GetStream/getstream-go webhook.go, GetStream/stream-py
 *   webhook.py], or `base64` of it [pub: GetStream/stream-chat-js src/signing.ts, stream-chat-ruby docs/webhooks/webhooks_overview].
 */
export const eventBodies = z.strictObject({
  channel: z.enum(['none', 'bare', 'apart', 'whole']).default('bare'),
  queue: z.enum(['json', 'base64']).default('json'),
});
export type EventBodies = z.output<typeof eventBodies>;

/** A field of Stream's of tomorrow. */
const NEW_FIELD = 'summary_of_tomorrow';
/** What the switches add to a message: not custom data when a hook sends it back. */
export const addedFields: readonly string[] = ['custom', NEW_FIELD];

const NOT_DOCUMENTED: readonly string[] = [
  'user',
  'cid',
  'created_at',
  'updated_at',
  'pinned',
  'pinned_at',
  'pinned_by',
  'pin_expires',
  'shadowed',
  'reaction_groups',
  'deleted_reply_count',
  'restricted_visibility',
  'mentioned_channel',
  'mentioned_here',
];

/** The message and the channel of a call of the before-message-send hook. */
export const hookContent = (world: World, channel: StoredChannel, message: StoredMessage) => {
  const { message: form, channelData, custom, newField } = world.faults.get().hookBodies;
  const added = custom ? { custom: {} } : {};
  const whole = encodeMessage(world, message) as Custom;
  return {
    message: {
      ...(form === 'whole' ? whole : asDocumented(whole)),
      ...added,
      ...(newField && { [NEW_FIELD]: null }),
    },
    channel: { ...(channelData ? encodeChannel(world, channel) : bare(world, channel)), ...added },
  };
};

const asDocumented = (whole: Custom): Custom => ({
  ...Object.fromEntries(Object.entries(whole).filter(([name]) => !NOT_DOCUMENTED.includes(name))),
  reaction_counts: null,
  reaction_scores: null,
});

/** What an event of this type says of its channel. */
export const channelInEvent = (world: World, channel: StoredChannel, type: string): Custom => {
  const form = type.startsWith('message.') ? world.faults.get().eventBodies.channel : 'whole';
  if (form === 'none') return {};
  if (form === 'whole') return { channel: encodeChannel(world, channel) };
  return {
    channel: bare(world, channel),
    ...(form === 'apart' && { channel_custom: channel.custom }),
  };
};

const bare = (world: World, channel: StoredChannel): Custom =>
  Object.fromEntries(
    Object.entries(encodeChannel(world, channel)).filter(([name]) => channelFields.has(name)),
  );
