import { parseJson } from '../../shared/contract/parse-json.ts';
import type { Secret, SecretName } from '../../shared/secrets.ts';
import { OperatorError } from '../operator-error.ts';
import { type Check, type Checked, secretNames } from './check-secret.ts';
import { askedFields, isAsked } from './fields.ts';
import { newLogs, newModeration, newPepper, newSealing } from './new-keys.ts';
import { obtain, type Question } from './obtain.ts';
import type { SecretStore } from './secret-store.ts';
import type { Source } from './source.ts';

/** `isFilled`: it has a value, whether or not that is of its shape. */
type Found = Checked<SecretName> & { isFilled: boolean };
type Look = Record<SecretName, Found>;

export type FillOptions = {
  /** Replaces these, filled or not, and leaves the others; without it what is missing or unusable is filled. */
  only: readonly SecretName[];
  check: Check;
  now: Date;
};

/** What was written, and which secrets are still not usable. */
export type Filled = { written: SecretName[]; missing: SecretName[] };

/**
 * Fills the secrets. Theirs are asked of the source, ours are made. Nothing is written until every value is of its shape;
 * a repeat fills only what is still missing. Throws {@link OperatorError} that names every problem at once, never a value.
 */
export const fillSecrets = async (
  store: SecretStore,
  source: Source,
  { only, check, now }: FillOptions,
): Promise<Filled> => {
  const look = await lookAtSecrets(store, check);
  const wanted = only.length > 0 ? only : secretNames.filter((name) => look[name].value === null);
  const problems = [...notAskedFor(look, wanted, source), ...notToBeMade(look, wanted, source)];
  if (problems.length > 0) throw new OperatorError(problems.join('\n'));
  const values = await obtainAll(look, wanted, source, { check, now });
  await writeAll(store, values);
  return {
    written: [...values.keys()],
    missing: secretNames.filter((name) => look[name].value === null && !values.has(name)),
  };
};

const writeAll = async (store: SecretStore, values: Map<SecretName, unknown>): Promise<void> => {
  const written: SecretName[] = [];
  for (const [name, value] of values) {
    await store.write(name, value).catch((error: Error) => {
      if (written.length === 0) throw error;
      throw new OperatorError(
        `${error.message}\nWritten before that: ${written.join(', ')}. Once more fills the rest.`,
      );
    });
    written.push(name);
  }
};

const lookAtSecrets = async (store: SecretStore, check: Check): Promise<Look> => {
  const found = await Promise.all(
    secretNames.map(async (name) => {
      const text = await store.read(name);
      return [name, { ...check(name, parseJson(text ?? '')), isFilled: text !== null }];
    }),
  );
  return Object.fromEntries(found);
};

const notAskedFor = (look: Look, wanted: readonly SecretName[], { given }: Source): string[] =>
  given
    .filter((name) => !wanted.includes(name))
    .map((name) =>
      look[name].value ? `${name}: is filled already; --only ${name} replaces it` : `${name}: not in --only`,
    );

/** A key of ours that was ever used must not be made anew: what it protects would be lost. */
const notToBeMade = (look: Look, wanted: readonly SecretName[], { given }: Source): string[] =>
  wanted
    .filter((name) => !isAsked(name) && look[name].isFilled && !given.includes(name))
    .map(
      (name) =>
        `${name}: has a value, and a new one would lose what it protects. To put one back, give it on standard input.`,
    );

const obtainAll = async (
  look: Look,
  wanted: readonly SecretName[],
  source: Source,
  { check, now }: Pick<FillOptions, 'check' | 'now'>,
): Promise<Map<SecretName, unknown>> => {
  const values = new Map<SecretName, unknown>();
  const problems: string[] = [];
  for (const name of wanted) {
    const made = isAsked(name) || source.given.includes(name) ? null : makeSecret(name, now);
    const obtained = made
      ? { value: made, problems: [] }
      : await obtain(name, questionFor(name, look, values), source, check);
    if (obtained?.value) values.set(name, obtained.value);
    problems.push(...(obtained?.problems ?? []));
  }
  if (problems.length > 0) throw new OperatorError(['Nothing was written:', ...problems].join('\n  '));
  return values;
};

/** SSKS knows the application by the id that Seald knows it by, so it is asked for once. */
const questionFor = (name: SecretName, look: Look, values: Map<SecretName, unknown>): Question => {
  const seald = (values.get('seald') ?? look.seald.value) as Secret<'seald'> | null;
  const kept = name === 'ssks' && seald ? { appId: seald.appId } : {};
  const fields = isAsked(name) ? askedFields[name].filter((field) => !Object.hasOwn(kept, field.name)) : [];
  return { fields, kept };
};

const makeSecret = (name: SecretName, now: Date): unknown => {
  if (name === 'sealing') return newSealing(now);
  if (name === 'moderation') return newModeration();
  return name === 'logs' ? newLogs() : newPepper();
};
