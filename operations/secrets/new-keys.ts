import { randomBytes } from 'node:crypto';
import { toBase64Url } from '../../shared/contract/base64url.ts';
import type { Secret } from '../../shared/secrets.ts';

const KEY_BYTES = 32;
/** Reports go after some months, so the oldest have nothing to open. */
const MOST_IDENTITIES = 20;
const randomKey = (): string => randomBytes(KEY_BYTES).toString('base64');

/** A key id that tells when the key was made. The random end keeps two of one day apart. */
const newKid = (now: Date): string => `${now.toISOString().slice(0, 10)}-${randomBytes(3).toString('hex')}`;

/** The first sealing key. */
export const newSealing = (now: Date): Secret<'sealing'> => addSealingKey({ currentKid: '', keys: {} }, now);

/** The same keys and a new one, with which from now on is sealed. The old ones stay: what they sealed must open. */
export const addSealingKey = ({ keys }: Secret<'sealing'>, now: Date): Secret<'sealing'> => {
  const currentKid = newKid(now);
  return { currentKid, keys: { ...keys, [currentKid]: randomKey() } };
};

/** Keys the hash of callers in log lines. With another one, older lines cannot be led back to anybody. */
export const newLogs = (): Secret<'logs'> => ({ callerKey: randomKey() });

/** The first identity that opens reports. */
export const newModeration = (): Secret<'moderation'> => addIdentity({ identities: [] });

/** The same identities, and a new one in front: reports that were sealed for the others must open. */
export const addIdentity = ({ identities }: Secret<'moderation'>): Secret<'moderation'> => ({
  identities: [toBase64Url(randomBytes(KEY_BYTES)), ...identities].slice(0, MOST_IDENTITIES),
});

export const newPepper = (): Secret<'pepper'> => ({ pepper: randomKey() });
