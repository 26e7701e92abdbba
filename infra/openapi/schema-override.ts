import * as z from 'zod';
import type { CreateDocumentOptions } from 'zod-openapi';

type Override = NonNullable<CreateDocumentOptions['override']>;

/**
 * Two things that zod says in another way than generators of clients understand. An answer may have more fields than it has today:
 * zod calls it closed because the backend lets no other leave. A field that must not be there is `false`, which becomes a type
 * that nothing fits; `{ "not": {} }` becomes one that everything fits.
 */
export const asGeneratorsNeed: Override = ({ zodSchema, jsonSchema, io }) => {
  if (!(zodSchema instanceof z.ZodObject)) return;
  if (io === 'output') delete jsonSchema.additionalProperties;
  for (const [name, field] of Object.entries(zodSchema.shape)) {
    if (isNever(field as z.ZodType)) (jsonSchema.properties as Record<string, unknown>)[name] = false;
  }
};

const isNever = (field: z.ZodType): boolean =>
  field instanceof z.ZodNever || (field instanceof z.ZodOptional && field.unwrap() instanceof z.ZodNever);
