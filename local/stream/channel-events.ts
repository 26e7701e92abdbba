import * as z from 'zod';
import { type ApiRequest, actingUser, parse } from './api-request.ts';
import { isOn } from './channel-types.ts';
import { channelOf } from './channels.ts';
import { StreamError } from './errors.ts';
import { demand } from './permissions.ts';
import { inChannel, publishToChannel } from './publish.ts';
import { markReadByEvent } from './read-state.ts';
import { limitCustom } from './v1/custom-fields.ts';
import { encodeUserById } from './v1/encode-user.ts';
import { encodeTime } from './v1/time.ts';
import type { World } from './world.ts';

/**
 * Typing and custom events (stream.md sections 6 and 8).
 *
 * `message.read` is open to clients [test: stream-chat-js, current]: it marks as read, and what else the client says in it goes to everybody
 * as it is. So nobody may rest on a read mark being true.
 *
 * Left out: custom events to a user (`POST /users/:id/event`), silencing typing events above 100 watchers.
 */
const eventBody = z.looseObject({ event: z.looseObject({ type: z.string().min(1) }) });

const reserved =
  /^(message|reaction|member|channel|user|notification|health|connection|thread|draft|poll|reminder|ai_indicator)\./;

/** `POST .../event`. Throws code 18 when the channel has such events off, code 17 for an event only Stream may send. */
export const sendChannelEvent = (world: World, request: ApiRequest) => {
  const channel = channelOf(world, request);
  const { event: sent } = parse(eventBody, request.body);
  const userId = actingUser(world, request, sent);
  if (sent.type === 'message.read') return markReadByEvent(world, request, channel, userId, sent);
  const typing = sent.type === 'typing.start' || sent.type === 'typing.stop';
  if (reserved.test(sent.type)) throw new StreamError('notAllowed', 'this event type is not open to clients');
  demand(world, request.caller, channel, typing ? 'create-message' : 'send-custom-event');
  if (!isOn(world, channel, typing ? 'typing_events' : 'custom_events'))
    throw new StreamError('eventDisabled', 'such events are not enabled in this channel');
  const { user_id: _userId, user: _user, ...fields } = limitCustom(sent);
  const event = {
    ...fields,
    ...inChannel(channel, { type: sent.type }),
    user: encodeUserById(world, userId),
    created_at: encodeTime(world.now()),
  };
  publishToChannel(world, channel, event);
  return { event };
};
