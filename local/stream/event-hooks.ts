import { setTimeout as sleep } from 'node:timers/promises';
import { appSettings } from './app-settings.ts';
import type { EventHook } from './event-hook-settings.ts';
import { channelInEvent } from './hook-bodies.ts';
import { callHook, hookBody, newHookId } from './hook-delivery.ts';
import { sendToQueue } from './sqs-hook.ts';
import type { Custom, StoredChannel } from './stored.ts';
import { encodeMember, encodeReadState } from './v1/encode-channel.ts';
import type { World } from './world.ts';

/**
 * Event hooks (stream.md section 9.3): kinds `webhook` and `sqs`. Events leave in the background, in no promised order.
 *
 * Left out: kinds `sns` and `pending_message` (stored, never called), `callback`, `failover_config`, products, the
 * old single fields `webhook_url` and `sqs_*`, and events of users who are in no channel.
 */
const MEMBERS_IN_PAYLOAD = 50;
const ATTEMPT_TIMEOUT_MS = 6000;
const TOTAL_TIMEOUT_MS = 15_000;
const RETRY_PAUSE_MS = 100;

const builtInEvent = /^(message|reaction|member|channel|user|thread|typing|notification|reminder)\./;

/** Hands an event to every hook that wants it and returns at once. */
export const sendToEventHooks = (world: World, channel: StoredChannel, event: { type: string }): void => {
  const hooks = (appSettings(world).event_hooks ?? []) as EventHook[];
  const wanting = hooks.filter((hook) => wants(hook, event.type));
  if (wanting.length === 0 || world.faults.get().eventHooks.disabled) return;
  const body = hookBody({ ...event, ...channelContext(world, channel, event.type) });
  for (const hook of wanting) world.background.run(() => deliver(world, hook, body));
};

/** An empty list of types means all built-in ones; custom events need their own switch. Typing never leaves (too chatty). */
const wants = (hook: EventHook, type: string): boolean => {
  if (!hook.enabled || type.startsWith('typing.')) return false;
  if (!builtInEvent.test(type)) return hook.should_send_custom_events;
  return hook.event_types.length === 0 || hook.event_types.includes(type);
};

/** Message, reaction and channel events carry the channel and its first 50 members with what each has read. */
const channelContext = (world: World, channel: StoredChannel, type: string): Custom => {
  if (!/^(message|channel|reaction)\./.test(type)) return {};
  const members = [...channel.members.values()].slice(0, MEMBERS_IN_PAYLOAD).map((member) => {
    const read = channel.reads.get(member.userId);
    const state = read ? encodeReadState(world, channel, member.userId, read) : undefined;
    return {
      ...encodeMember(world, channel, member),
      ...(state ? { last_read: state.last_read, unread_messages: state.unread_messages } : {}),
    };
  });
  return { ...channelInEvent(world, channel, type), members };
};

const deliver = async (world: World, hook: EventHook, body: Buffer): Promise<void> => {
  if (hook.hook_type === 'sqs') return sendToQueue(world, hook, body);
  if (hook.hook_type === 'webhook' && hook.webhook_url) return post(world, hook, hook.webhook_url, body);
};

/** 3 attempts on 408, 429, 5xx and timeout, 2 on a network error; the same `X-Webhook-Id` each time. */
const post = async (world: World, hook: EventHook, url: string, body: Buffer): Promise<void> => {
  const id = newHookId();
  const deadline = Date.now() + TOTAL_TIMEOUT_MS;
  for (let attempt = 1; Date.now() < deadline; attempt += 1) {
    const timeoutMs = Math.min(hook.timeout_ms ?? ATTEMPT_TIMEOUT_MS, deadline - Date.now());
    const attemptsAllowed = await attemptOnce(world, { url, body, id, attempt, timeoutMs });
    if (attempt >= attemptsAllowed) return;
    await sleep(RETRY_PAUSE_MS * attempt, undefined, { signal: world.background.signal });
  }
};

/** How many attempts the outcome of this one allows in all; 0 when it is settled. */
const attemptOnce = async (world: World, call: Parameters<typeof callHook>[1]): Promise<number> => {
  try {
    const { status } = await callHook(world, call);
    if (status < 300) return 0;
    world.line(`event hook answered ${status}`);
    return status === 408 || status === 429 || status >= 500 ? 3 : 0;
  } catch (error) {
    const timedOut = error instanceof Error && error.name === 'TimeoutError';
    world.line(timedOut ? 'event hook timed out' : 'event hook could not be reached');
    return timedOut ? 3 : 2;
  }
};
