import * as z from 'zod';
import { type ApiRequest, parse, payload, viewer } from './api-request.ts';
import { isOn } from './channel-types.ts';
import { StreamError } from './errors.ts';
import { matches } from './filters.ts';
import { refuseLeftOut } from './left-out.ts';
import { historyStart, messagesOf } from './message-lookup.ts';
import { may } from './permissions.ts';
import type { Custom, StoredChannel } from './stored.ts';
import { encodeChannel } from './v1/encode-channel.ts';
import { encodeMessage } from './v1/encode-message.ts';
import type { World } from './world.ts';

/**
 * `GET /search`: messages whose stored text holds the words (stream.md section 6). Channels that
 * the user may not read are passed over, and those with `search` off; where none is left the call is refused with 400
 * [test: stream-chat-js, 2021]. Left out: ranking, sorting (newest first), `next` cursors.
 */
const searchQuery = z.looseObject({
  filter_conditions: z.record(z.string(), z.unknown()).default({}),
  message_filter_conditions: z.record(z.string(), z.unknown()).default({}),
  query: z.string().optional(),
  limit: z.int().min(0).max(100).default(10),
  offset: z.int().min(0).max(1000).default(0),
});

export const searchMessages = (world: World, request: ApiRequest) => {
  const query = parse(searchQuery, payload(request.query));
  refuseBoth(query);
  const viewerId = viewer(request);
  const channels = [...world.state.channels.values()]
    .filter((channel) => mayRead(world, request, channel))
    .filter((channel) => matches(channelFields(world, channel), query.filter_conditions));
  const searchable = channels.filter((channel) => isOn(world, channel, 'search'));
  if (channels.length > 0 && searchable.length === 0)
    throw new StreamError('featureDisabled', 'search is not enabled in these channels');
  const results = searchable
    .flatMap((channel) =>
      messagesOf(world, channel)
        .filter((message) => message.deletedAt === undefined)
        .filter((message) => message.createdAt > historyStart(channel, viewerId))
        .map((message) => ({
          message,
          encoded: encodeMessage(world, message, { viewerId, isRetrieved: true }) as Custom,
          channel,
        })),
    )
    .filter(({ message }) => holds(message.text, query.query))
    .filter(({ encoded }) => matches(encoded, query.message_filter_conditions))
    .sort((one, other) => other.message.createdAt - one.message.createdAt)
    .slice(query.offset, query.offset + query.limit)
    .map(({ encoded, channel }) => ({ message: { ...encoded, channel: encodeChannel(world, channel) } }));
  return { results };
};

/** Words or message filters, an offset or a cursor, never both: code 4 [test: getstream-go]. */
const refuseBoth = (query: z.output<typeof searchQuery>): void => {
  if (query.query !== undefined && Object.keys(query.message_filter_conditions).length > 0)
    throw new StreamError('input', 'query and message_filter_conditions cannot both be set');
  if (query.next !== undefined) {
    if (query.offset > 0) throw new StreamError('input', 'offset and next cannot both be set');
    refuseLeftOut('cursors of search');
  }
};

const mayRead = (world: World, { caller }: ApiRequest, channel: StoredChannel): boolean =>
  caller.kind === 'server' || may(world, channel, caller.userId, 'read-channel');

const channelFields = (world: World, channel: StoredChannel): Custom => ({
  ...encodeChannel(world, channel),
  members: [...channel.members.keys()],
});

const holds = (text: string, words: string | undefined): boolean =>
  words === undefined || text.toLowerCase().includes(words.toLowerCase());
