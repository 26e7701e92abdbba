import type { Context } from 'hono';
import type * as z from 'zod';
import { SsksError } from './ssks-error.ts';

/** Reads and checks a JSON body; throws `SsksError` 400 naming no value. */
export const readSsksBody = async <Schema extends z.ZodType>(
  c: Context,
  schema: Schema,
): Promise<z.infer<Schema>> => {
  const input: unknown = await c.req.json().catch(() => undefined);
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw new SsksError(400, {
    detail: `Invalid member: ${result.error.issues[0]?.path.join('.') || 'body'}.`,
  });
};
