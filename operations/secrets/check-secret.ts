import type * as z from 'zod';
import type { ActivationKeyType } from '../../shared/contract/activation-key-type.ts';
import { type Secret, type SecretName, secretShapes } from '../../shared/secrets.ts';

export const secretNames = Object.keys(secretShapes) as SecretName[];

export const isSecretName = (name: string): name is SecretName => Object.hasOwn(secretShapes, name);

export type Checked<Name extends SecretName> =
  | { value: Secret<Name>; problems: [] }
  | { value: null; problems: string[] };

/** Holds a value against the shape its readers will hold it against. Every problem is named at once, and no value. */
export const checkSecret = <Name extends SecretName>(name: Name, value: unknown): Checked<Name> => {
  const result = secretShapes[name]().safeParse(value);
  return result.success
    ? { value: result.data as Secret<Name>, problems: [] }
    : { value: null, problems: result.error.issues.map((issue) => describeIssue(name, issue)) };
};

export type Check = (name: SecretName, value: unknown) => Checked<SecretName>;

/** As {@link checkSecret}, and holds Seald's secret against what the stage's activation keys are made of. */
export const checkFor =
  (activationKeyType: ActivationKeyType): Check =>
  (name, value) => {
    const checked: Checked<SecretName> = checkSecret(name, value);
    if (name !== 'seald' || activationKeyType !== 'userLicenseToken' || !checked.value) return checked;
    const { validationKeyId, validationKey } = checked.value as Secret<'seald'>;
    if (validationKeyId && validationKey) return checked;
    return { value: null, problems: [NEEDS_VALIDATION_KEY] };
  };

const NEEDS_VALIDATION_KEY =
  'seald: validationKeyId and validationKey are needed, because the stage gives out user licence tokens';

/** Unknown fields are only counted: what stands in the wrong place may be a secret. */
const describeIssue = (name: string, issue: z.core.$ZodIssue): string => {
  const where = [name, ...issue.path].join('.');
  return issue.code === 'unrecognized_keys'
    ? `${where}: ${issue.keys.length} unknown field${issue.keys.length === 1 ? '' : 's'}`
    : `${where}: ${issue.message}`;
};
