import * as z from 'zod';
import type { CreateDocumentOptions } from 'zod-openapi';

type Override = NonNullable<CreateDocumentOptions['override']>;

/**
 * Three things that zod says in another way than generators of clients understand. An answer may have more fields than it has today:
 * zod calls it closed because the backend lets no other leave. A field that must not be there is `false`, which becomes a type
 * that nothing fits; `{ "not": {} }` becomes one that everything fits. A field of a request that has a default may be left out;
 * openapi-typescript takes one with a `default` for one that is there.
 */
export const asGeneratorsNeed: Override = ({ zodSchema, jsonSchema, io }) => {
  if (!(zodSchema instanceof z.core.$ZodObject)) return;
  if (io === 'output') delete jsonSchema.additionalProperties;
  const properties = (jsonSchema.properties ?? {}) as Record<string, { default?: unknown } | false>;
  for (const [name, field] of Object.entries(zodSchema._zod.def.shape)) {
    if (isNever(field)) properties[name] = false;
    else if (io === 'input' && properties[name]) delete properties[name].default;
  }
};

const isNever = (field: z.core.$ZodType): boolean =>
  field instanceof z.core.$ZodNever ||
  (field instanceof z.core.$ZodOptional && field._zod.def.innerType instanceof z.core.$ZodNever);
