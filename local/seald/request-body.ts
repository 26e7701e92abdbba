import type { Context } from 'hono';
import type * as z from 'zod';
import { InvalidBodyError } from './api-error.ts';

/**
 * Reads and checks a JSON body. Throws {@link InvalidBodyError} naming the first offending member (its path, never its value).
 */
export const readBody = async <Schema extends z.ZodType>(
  c: Context,
  schema: Schema,
): Promise<z.infer<Schema>> => {
  const text = await c.req.text();
  const result = schema.safeParse(parseJson(text));
  if (result.success) return result.data;
  const path = result.error.issues[0]?.path.join('.') || 'body';
  throw new InvalidBodyError(path);
};

const parseJson = (text: string): unknown => {
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    throw new InvalidBodyError('body');
  }
};
