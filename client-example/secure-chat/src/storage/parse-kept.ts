import type * as z from 'zod';
import { parseJson } from '../../../../shared/contract/parse-json.ts';
import { fromUtf8 } from '../platform/utf8.ts';

/** What is kept as JSON of this form; null when it is damaged, or of another version. */
export const parseKept = <Form extends z.ZodType>(form: Form, bytes: Uint8Array): z.infer<Form> | null => {
  try {
    return form.safeParse(parseJson(fromUtf8(bytes))).data ?? null;
  } catch {
    return null;
  }
};
