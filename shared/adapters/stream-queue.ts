import { parseJson } from '../contract/parse-json.ts';
import { unpack } from './unpack.ts';

/**
 * What an event may unpack to. A queue takes 256 KB of it packed. What 50 members, 25 mentions, a quote and reactions with users can
 * hold in custom fields at Stream's own limits (stream.md section 10.3) is half of this.
 */
export const MAX_EVENT_BYTES = 4_000_000;
/** Objects and arrays in an event: those of 50 members are a few hundred. In memory each is many times as large as its two brackets. */
export const MAX_EVENT_OBJECTS = 200_000;

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const ARRAY = 0x5b;
const OBJECT = 0x7b;

/**
 * Reads what Stream puts on a queue. The vendor's SDKs contradict each other about what that is while compression of hooks is off:
 * JSON as it is [pub: GetStream/getstream-go webhook.go, GetStream/stream-py webhook.py], or base64 of it [pub: GetStream/stream-chat-js
 * src/signing.ts]; while it is on, base64 of its gzip. Both are read: no JSON object is base64.
 * Undefined for anything else, or more than {@link MAX_EVENT_BYTES} or {@link MAX_EVENT_OBJECTS}. Never throws.
 */
export const readQueuedEvent = (body: string): unknown => {
  const bytes = bytesOf(body);
  return bytes && hasRoom(bytes) ? parseJson(bytes.toString('utf8')) : undefined;
};

const bytesOf = (body: string): Buffer | null => {
  if (body.trimStart().startsWith('{')) return unpack(Buffer.from(body), MAX_EVENT_BYTES);
  return BASE64.test(body) ? unpack(Buffer.from(body, 'base64'), MAX_EVENT_BYTES) : null;
};

/** Counts brackets in words as well: more of those than this are nobody's words. */
const hasRoom = (bytes: Buffer): boolean => {
  let objects = 0;
  for (const byte of bytes) if (byte === ARRAY || byte === OBJECT) objects++;
  return objects <= MAX_EVENT_OBJECTS;
};
