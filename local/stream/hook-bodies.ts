import type { Custom, StoredChannel, StoredMessage } from './stored.ts';
import { channelFields, encodeChannel } from './v1/encode-channel.ts';
import { encodeMessage } from './v1/encode-message.ts';
import type { World } from './world.ts';

/* What bodies of hooks have in them, as the switches of `hook-forms.ts` say. */

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
