import type { Secret } from '../../shared/secrets.ts';
import { OperatorError } from '../operator-error.ts';
import type { Check } from './check-secret.ts';
import { type AskedSecret, rotatedFields } from './fields.ts';
import { addIdentity, addSealingKey, newLogs } from './new-keys.ts';
import { obtain } from './obtain.ts';
import { readValue, type SecretStore } from './secret-store.ts';
import type { Source } from './source.ts';

/**
 * Replaces what Stream or Seald gave out by what they give out now. Stream's old API secret stays accepted on its webhooks
 * ({@link retireStreamSecret} ends that); Seald's are good at Seald for as long as Seald keeps them.
 * Not to be repeated with the same value. Throws {@link OperatorError}; then nothing was written.
 */
export const rotateAsked = async (
  store: SecretStore,
  name: AskedSecret,
  source: Source,
  check: Check,
): Promise<void> => {
  const current: object = await readValue(store, name);
  const obtained = await obtain(name, { fields: rotatedFields[name], kept: current }, source, check);
  if (!obtained) throw new OperatorError(`Nothing is given for ${name}.`);
  if (!obtained.value) throw new OperatorError(['Nothing was written:', ...obtained.problems].join('\n  '));
  const next: object = obtained.value;
  const value = name === 'stream' ? keepPrevious(current as Stream, next as Stream) : next;
  if (isSame(current, value)) throw new OperatorError(`That is the current value of ${name}.`);
  await store.write(name, value);
};

type Stream = Secret<'stream'>;

const keepPrevious = (current: Stream, next: Stream): Stream =>
  next.apiSecret === current.apiSecret ? current : { ...next, previousApiSecret: current.apiSecret };

const isSame = (one: object, other: object): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Ends the time in which Stream's previous API secret is accepted. Without effect when there is none: gives false. */
export const retireStreamSecret = async (store: SecretStore): Promise<boolean> => {
  const { previousApiSecret, ...current } = await readValue(store, 'stream');
  if (previousApiSecret === undefined) return false;
  await store.write('stream', current);
  return true;
};

/** Makes one more sealing key, with which from now on is sealed; gives its id. Each call makes another. */
export const rotateSealing = async (store: SecretStore, now: Date): Promise<string> => {
  const next = addSealingKey(await readValue(store, 'sealing'), now);
  await store.write('sealing', next);
  return next.currentKid;
};

/** Makes one more identity that opens reports. Nothing is sealed for it before the stage's file names its recipient. Each call makes another. */
export const rotateModeration = async (store: SecretStore): Promise<void> =>
  store.write('moderation', addIdentity(await readValue(store, 'moderation')));

/** Makes another key for the hash of callers in log lines. Each call makes another. */
export const rotateLogs = (store: SecretStore): Promise<void> => store.write('logs', newLogs());
