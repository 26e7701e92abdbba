import { parseJson } from '../contract/parse-json.ts';
import { unpack } from './unpack.ts';

/**
 * A queue takes less than 1 MB of base64. What 50 members, 25 mentions, a quote and reactions with users can hold in custom
 * fields at Stream's own limits (stream.md section 10.3) is below this.
 */
export const MAX_EVENT_BYTES = 8_000_000;

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * Reads what Stream puts on a queue: base64 of JSON, or of gzip of JSON when compression is on (stream.md section 9.3).
 * Undefined for anything else, or more than {@link MAX_EVENT_BYTES}. Never throws.
 */
export const readQueuedEvent = (body: string): unknown => {
  if (!BASE64.test(body)) return undefined;
  const bytes = unpack(Buffer.from(body, 'base64'), MAX_EVENT_BYTES);
  return bytes ? parseJson(bytes.toString('utf8')) : undefined;
};
