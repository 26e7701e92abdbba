import { createHmac, randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { appSettings } from './app-settings.ts';
import type { World } from './world.ts';

export type HookCall = { url: string; body: Buffer; id: string; attempt: number; timeoutMs: number };

/** A body as all hooks send it: JSON bytes, before any compression. */
export const hookBody = (payload: object): Buffer => Buffer.from(JSON.stringify(payload));

export const newHookId = (): string => randomUUID();

/** The bytes as they leave: gzipped when the app asks for it (`enable_hook_payload_compression`). */
export const maybeCompressed = (world: World, body: Buffer): Buffer =>
  isCompressed(world) ? gzipSync(body) : body;

const isCompressed = (world: World): boolean => appSettings(world).enable_hook_payload_compression === true;

/**
 * One attempt at an HTTP hook with the headers of stream.md section 9.1; the signature covers the uncompressed bytes.
 * Resolves with status and text; rejects on a network error, a redirect, or when `timeoutMs` runs out before the last byte.
 */
export const callHook = async (world: World, call: HookCall): Promise<{ status: number; text: string }> => {
  world.wire('out', 'hook', call.body);
  const response = await fetch(call.url, {
    method: 'POST',
    headers: hookHeaders(world, call),
    body: new Uint8Array(maybeCompressed(world, call.body)),
    redirect: 'error',
    signal: AbortSignal.any([AbortSignal.timeout(call.timeoutMs), world.background.signal]),
  });
  const text = await response.text();
  world.wire('in', 'hook', Buffer.from(text));
  return { status: response.status, text };
};

const hookHeaders = (world: World, call: HookCall): Record<string, string> => {
  const { signWith = world.apiSecret } = world.faults.get();
  return {
    'content-type': 'application/json',
    'x-api-key': world.apiKey,
    'x-webhook-id': call.id,
    'x-webhook-attempt': String(call.attempt),
    ...(signWith === null
      ? {}
      : { 'x-signature': createHmac('sha256', signWith).update(call.body).digest('hex') }),
    ...(isCompressed(world) ? { 'content-encoding': 'gzip' } : {}),
  };
};
