import { randomInt } from 'node:crypto';
import { fingerprint, sameSecret } from './constant-time.ts';
import type { SsksCode, SsksSession } from './ssks-state.ts';

const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
const LENGTH = 8;
const LIFE_MS = 6 * 60 * 60 * 1_000;
/** Emulator's choice: the fifth wrong code kills the code; a new challenge is then needed. */
const MOST_WRONG_TRIES = 5;

/** A code the plugin accepts: 8 characters without i, l, o, 0 and 1 (seald.md section 9). */
export const makeCode = (): string =>
  Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');

/** What is kept of a code, valid for six hours. */
export const storedCode = (code: string, now: Date): SsksCode => ({
  hash: fingerprint(code),
  expires: new Date(now.getTime() + LIFE_MS),
  wrongTries: 0,
});

/** Tries a code: a right one is used up, wrong ones are counted. False for wrong, expired, dead and never sent. */
export const tryCode = (session: SsksSession, code: string, now: Date): boolean => {
  const stored = session.code;
  if (!stored || stored.expires <= now) return false;
  const right = sameSecret(fingerprint(code), stored.hash);
  if (!right) stored.wrongTries += 1;
  if (right || stored.wrongTries >= MOST_WRONG_TRIES) session.code = undefined;
  return right;
};
