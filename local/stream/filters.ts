import * as z from 'zod';
import { list } from './api-request.ts';
import { StreamError } from './errors.ts';
import type { Custom } from './stored.ts';

/**
 * Stream's query filters over objects in their wire form.
 *
 * Left out: `$distance`-like geo filters, text ranking for `$q` (it is "contains"), `next`/`prev` cursors (use offset).
 */
export const listQuery = z.looseObject({
  filter_conditions: z
    .record(z.string(), z.unknown())
    .nullish()
    .transform((conditions) => conditions ?? {}),
  sort: list(z.looseObject({ field: z.string(), direction: z.number().default(1) })),
  limit: z.int().min(0).max(100).default(30),
  offset: z.int().min(0).max(1000).default(0),
  presence: z.boolean().default(false),
});

type Sort = { field: string; direction: number }[];

/** Whether an object meets all conditions. Throws code 4 for an operator Stream does not have. */
export const matches = (value: Custom, conditions: Custom): boolean =>
  Object.entries(conditions).every(([key, condition]) => {
    if (key === '$and') return subFilters(condition).every((filter) => matches(value, filter));
    if (key === '$or') return subFilters(condition).some((filter) => matches(value, filter));
    if (key === '$nor') return !subFilters(condition).some((filter) => matches(value, filter));
    return fieldMatches(read(value, key), condition);
  });

const subFilters = (condition: unknown): Custom[] => {
  const filters = z.array(z.record(z.string(), z.unknown())).safeParse(condition);
  if (!filters.success) throw new StreamError('input', 'a logical operator needs an array of filters');
  return filters.data;
};

/** A field's value; `a.b` reads into objects unless the object has a key of that very name. */
const read = (value: Custom, path: string): unknown => {
  if (path in value) return value[path];
  return path.split('.').reduce<unknown>((inner, key) => (inner as Custom | null | undefined)?.[key], value);
};

const fieldMatches = (field: unknown, condition: unknown): boolean => {
  const isOperators =
    typeof condition === 'object' &&
    condition !== null &&
    Object.keys(condition).some((key) => key.startsWith('$'));
  if (!isOperators) return equal(field, condition);
  return Object.entries(condition as Custom).every(([name, operand]) => {
    const operator = operators[name];
    if (!operator) throw new StreamError('input', 'the filter has an unknown operator');
    if (ordering.test(name) && (typeof field === 'boolean' || Array.isArray(field)))
      throw new StreamError('input', 'the field has no order to compare by');
    return operator(field, operand);
  });
};

const ordering = /^\$[gl]te?$/;

const asList = (operand: unknown): unknown[] => (Array.isArray(operand) ? operand : [operand]);

const equal = (field: unknown, operand: unknown): boolean => {
  if (Array.isArray(field) && Array.isArray(operand))
    return field.length === operand.length && operand.every((one) => field.includes(one));
  if (Array.isArray(field)) return field.includes(operand);
  if (typeof operand === 'boolean') return Boolean(field) === operand;
  return comparable(field) === comparable(operand);
};

/** Times compare as times however they are written. */
const comparable = (value: unknown): unknown => {
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value)) return Date.parse(value);
  return value ?? null;
};

const compare = (field: unknown, operand: unknown): number => {
  const [left, right] = [comparable(field), comparable(operand)];
  if (left === right) return 0;
  if (left === null) return -1;
  if (right === null) return 1;
  return (left as number | string) < (right as number | string) ? -1 : 1;
};

const present = (field: unknown): boolean => field !== undefined && field !== null;

const holdsText = (field: unknown, operand: unknown): boolean =>
  asList(field).some(
    (one) => typeof one === 'string' && one.toLowerCase().includes(String(operand).toLowerCase()),
  );

const operators: Record<string, (field: unknown, operand: unknown) => boolean> = {
  $eq: equal,
  $ne: (field, operand) => !equal(field, operand),
  $gt: (field, operand) => present(field) && compare(field, operand) > 0,
  $gte: (field, operand) => present(field) && compare(field, operand) >= 0,
  $lt: (field, operand) => present(field) && compare(field, operand) < 0,
  $lte: (field, operand) => present(field) && compare(field, operand) <= 0,
  $in: (field, operand) => asList(operand).some((one) => equal(field, one)),
  $nin: (field, operand) => !asList(operand).some((one) => equal(field, one)),
  $exists: (field, operand) => present(field) === operand,
  $contains: (field, operand) => asList(field).includes(operand),
  $autocomplete: holdsText,
  $q: holdsText,
};

/** A sorted copy; the first field decides, later ones break ties. */
export const sortBy = <Value extends Custom>(values: readonly Value[], sort: Sort): Value[] =>
  values.toSorted((one, other) => {
    for (const { field, direction } of sort) {
      const order = compare(read(one, field), read(other, field)) * (direction < 0 ? -1 : 1);
      if (order !== 0) return order;
    }
    return 0;
  });
