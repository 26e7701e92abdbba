import * as z from 'zod/mini';
import en from 'zod/v4/locales/en.js';
import { AppError } from '../domain/app-error.ts';

// zod/mini has no words of its own for what is wrong.
z.config(en());

/** Which part of a request is looked at, for when no field of it can be named. */
type Part = 'body' | 'path' | 'query';

/**
 * Checks one part of a request against its schema; a part that is not there reads as `{}`. Throws `INVALID_REQUEST` naming
 * the field, never its value.
 */
export const checkRequest = <Schema extends z.core.$ZodType>(
  schema: Schema,
  value: unknown,
  part: Part,
): z.output<Schema> => {
  const result = z.safeParse(schema, value === undefined ? {} : value);
  if (result.success) return result.data;
  throw new AppError('INVALID_REQUEST', { message: describe(result.error.issues, part) });
};

const describe = ([issue]: z.core.$ZodIssue[], part: Part): string => {
  if (!issue) return `${part}: not as expected`;
  if (issue.code === 'unrecognized_keys') return `${issue.keys.map(shortName).join(', ')}: unknown field`;
  const field = issue.path.length === 0 ? part : issue.path.join('.');
  if (issue.code === 'invalid_type') return `${field}: ${wanted(issue.expected)}`;
  return (
    (issue.code === 'invalid_union' && describeUnion(issue.errors, part)) || `${field}: ${issue.message}`
  );
};

const wanted = (type: string): string => (type === 'never' ? 'must be left out' : `must be of type ${type}`);

/** Of the forms a body may have, the one with the fewest faults was meant; undefined when that can be several. */
const describeUnion = (forms: z.core.$ZodIssue[][], part: Part): string | undefined => {
  const fewest = Math.min(...forms.map((faults) => faults.length));
  const meant = forms.filter((faults) => faults.length === fewest).map((faults) => describe(faults, part));
  return new Set(meant).size === 1 ? meant[0] : undefined;
};

/** A field's name is the caller's text: long or odd ones are not repeated. */
const shortName = (name: string): string => (/^[A-Za-z0-9_-]{1,40}$/.test(name) ? name : 'a field');
