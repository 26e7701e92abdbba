import type * as z from 'zod';
import { AppError } from '../domain/app-error.ts';

/** Which part of a request is looked at, for when no field of it can be named. */
type Part = 'body' | 'path' | 'query';

/**
 * Checks one part of a request against its schema; a part that is not there reads as `{}`. Throws `INVALID_REQUEST` naming
 * the field, never its value.
 */
export const checkRequest = <Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  part: Part,
): z.output<Schema> => {
  const result = schema.safeParse(value === undefined ? {} : value);
  if (result.success) return result.data;
  throw new AppError('INVALID_REQUEST', { message: describe(result.error, part) });
};

const describe = ({ issues: [issue] }: z.ZodError, part: Part): string => {
  if (!issue) return `${part}: not as expected`;
  if (issue.code === 'unrecognized_keys') return `${issue.keys.map(shortName).join(', ')}: unknown field`;
  const field = issue.path.length === 0 ? part : issue.path.join('.');
  if (issue.code === 'invalid_type') return `${field}: must be of type ${issue.expected}`;
  return `${field}: ${issue.message}`;
};

/** A field's name is the caller's text: long or odd ones are not repeated. */
const shortName = (name: string): string => (/^[A-Za-z0-9_-]{1,40}$/.test(name) ? name : 'a field');
