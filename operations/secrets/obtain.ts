import type { SecretName } from '../../shared/secrets.ts';
import type { Check, Checked } from './check-secret.ts';
import type { Field } from './fields.ts';
import type { Source } from './source.ts';

export type Question = {
  fields: readonly Field[];
  /** What is known already; an answer goes before it. */
  kept: object;
};

/** Asks until the answer is of the secret's shape, or once if the source cannot answer again. Null: nothing was given. */
export const obtain = async (
  name: SecretName,
  { fields, kept }: Question,
  source: Source,
  check: Check,
): Promise<Checked<SecretName> | null> => {
  for (;;) {
    const answer = await source.answer(name, fields);
    if (answer === null) return null;
    const checked = check(name, { ...kept, ...answer });
    if (checked.value || !source.complain) return checked;
    source.complain(checked.problems);
  }
};
