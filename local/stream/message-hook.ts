import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import type { RequestInfo } from './api-request.ts';
import { appSettings } from './app-settings.ts';
import { addedFields, hookContent } from './hook-bodies.ts';
import { callHook, hookBody, newHookId } from './hook-delivery.ts';
import type { Custom, StoredChannel, StoredMessage } from './stored.ts';
import { customPart } from './v1/custom-fields.ts';
import { encodeMessage, messageFields } from './v1/encode-message.ts';
import { encodeUserById } from './v1/encode-user.ts';
import type { World } from './world.ts';

/**
 * The before-message-send hook (stream.md section 9.2). Called on send (replies, system and silent messages, and
 * server-side sends included), on full update, and, because Stream does not say, also on partial update.
 * It FAILS OPEN: a hook that is down, slow, wrong or empty lets the message through. An answer without a message counts as empty:
 * that an empty body fails is published, that `{}` is an answer is not [pub: GetStream/stream-chat-js, parent of a6441032,
 * test/integration/webhook_before_message_send.js].
 *
 * Left out: pausing a hook that stays unreachable (use the fault switch `hook.disabled`).
 */
export type HookVerdict =
  | { kind: 'accept'; message: StoredMessage; hookFailed: boolean }
  /** Nothing is stored; the sender gets a 2xx with this message, whose type is `error`. */
  | { kind: 'reject'; message: object };

const DEFAULT_ATTEMPT_TIMEOUT_MS = 1500;

const answer = z.looseObject({
  message: z.looseObject({
    text: z.string().optional(),
    type: z.string().optional(),
    i18n: z.record(z.string(), z.string()).optional(),
    show_in_channel: z.boolean().optional(),
    silent: z.boolean().optional(),
    attachments: z.array(z.record(z.string(), z.unknown())).optional(),
  }),
});
type Answer = z.output<typeof answer>;

/** Asks the hook about a message that is about to be stored. `message` is not changed. */
export const askMessageHook = async (
  world: World,
  channel: StoredChannel,
  message: StoredMessage,
  info: RequestInfo,
): Promise<HookVerdict> => {
  const url = appSettings(world).before_message_send_hook_url;
  if (typeof url !== 'string' || url === '' || world.faults.get().hook.disabled)
    return { kind: 'accept', message, hookFailed: false };
  const body = hookBody({
    ...hookContent(world, channel, message),
    user: encodeUserById(world, message.userId),
    request_info: info,
  });
  const reply = await callOnce(world, url, body);
  if (!reply) return { kind: 'accept', message, hookFailed: true };
  return applyAnswer(world, message, reply);
};

/** The hook's answer, or nothing when the one attempt failed in any way. */
const callOnce = async (world: World, url: string, body: Buffer): Promise<Answer | undefined> => {
  const { delayMs, networkError } = world.faults.get().hook;
  const configured = appSettings(world).before_message_send_hook_attempt_timeout_ms;
  const timeoutMs =
    typeof configured === 'number' && configured > 0 ? configured : DEFAULT_ATTEMPT_TIMEOUT_MS;
  try {
    await sleep(Math.min(delayMs, timeoutMs), undefined, { signal: world.background.signal });
    if (networkError || delayMs >= timeoutMs) throw new Error('hook fault');
    const call = { url, body, id: newHookId(), attempt: 1, timeoutMs: timeoutMs - delayMs };
    const { status, text } = await callHook(world, call);
    if (status >= 400) throw new Error('hook refused');
    return answer.parse(JSON.parse(text));
  } catch {
    world.line('before-message-send hook failed; the message passes');
    return undefined;
  }
};

const applyAnswer = (world: World, message: StoredMessage, { message: changed }: Answer): HookVerdict => {
  if (changed.type === 'error') {
    const refused = { ...message, type: 'error', text: changed.text ?? '', attachments: [] };
    return { kind: 'reject', message: encodeMessage(world, refused) };
  }
  return { kind: 'accept', message: rewritten(message, changed), hookFailed: false };
};

/** The hook may change these fields and any custom one; other built-in fields it sends are ignored. */
const rewritten = (message: StoredMessage, changed: Answer['message']): StoredMessage => ({
  ...message,
  text: changed.text ?? message.text,
  type: changed.type || message.type,
  attachments: changed.attachments ?? message.attachments,
  showInChannel: changed.show_in_channel ?? message.showInChannel,
  silent: changed.silent ?? message.silent,
  unused: { ...message.unused, ...(changed.i18n ? { i18n: changed.i18n } : {}) },
  custom: { ...message.custom, ...customOf(changed) },
});

/** Custom fields too large to keep are a bad answer's fault, not the sender's: they are not taken. */
const customOf = (changed: Custom): Custom => {
  try {
    return customPart(changed, new Set([...messageFields, ...addedFields]));
  } catch {
    return {};
  }
};
