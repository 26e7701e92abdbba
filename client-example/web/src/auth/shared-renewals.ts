import { databaseKeyName, nameFor, namesIn } from '../state/memory.ts';

/** A sign-in of one window, as it is kept there: a text with the tokens in it. */
export type KeptSignIn = { userId: string; refreshToken: string };

/** How windows with the same sign-in, as "duplicate tab" makes them, share its refresh tokens, each of which is good for one use. */
export type SharedRenewals = {
  /** Renews while no other window of this person does. Rejects with a `TimeoutError` when another window is at it for too long. */
  inTurn: <Result>(userId: string, work: () => Promise<Result>) => Promise<Result>;
  /** What another window got for this refresh token; null when none has used it, as far as is known. */
  find: (spent: KeptSignIn) => Promise<string | null>;
  /** Leaves for the others what this window got for it. Best effort. */
  leave: (spent: KeptSignIn, renewed: string) => Promise<void>;
};

type Browser = {
  localStorage?: Storage;
  navigator?: { locks?: Pick<LockManager, 'request'> };
};

const PLACE = 'renewed/';
const MOST_KEPT = 30;
const LOCK_MS = 15_000;
const IV_BYTES = 12;

/**
 * What was got for a refresh token is encrypted under a key made of that very token, and so for those only who hold it already: the other windows of the same sign-in. It lies
 * with what this browser keeps of the person, and goes with it. Nothing is left once the person has signed out.
 */
export const sharedRenewals = ({ localStorage: memory, navigator }: Browser): SharedRenewals => {
  const locks = navigator?.locks;
  return {
    inTurn: async (userId, work) =>
      locks
        ? await locks.request(nameFor(userId, 'renewal'), { signal: AbortSignal.timeout(LOCK_MS) }, work)
        : work(),
    find: async ({ userId, refreshToken }) => {
      const kept = memory?.getItem(nameFor(userId, await placeOf(refreshToken)));
      return kept ? decrypted(refreshToken, kept).catch(() => null) : null;
    },
    leave: async ({ userId, refreshToken }, renewed) => {
      const isSignedIn = () => memory?.getItem(databaseKeyName(userId)) != null;
      if (!memory || !isSignedIn()) return;
      const place = nameFor(userId, await placeOf(refreshToken));
      const value = await encrypted(refreshToken, renewed);
      if (!isSignedIn()) return;
      try {
        memory.setItem(place, value);
      } catch {
        return; // no room: another window has to sign in again
      }
      if (!isSignedIn()) memory.removeItem(place);
      forgetOldest(memory, userId);
    },
  };
};

const forgetOldest = (memory: Storage, userId: string): void => {
  const begin = nameFor(userId, PLACE);
  const writtenAt = (name: string) => Number(memory.getItem(name)?.split('.')[0]) || 0;
  const kept = namesIn(memory, userId).filter((name) => name.startsWith(begin));
  const newestFirst = kept.sort((one, other) => writtenAt(other) - writtenAt(one));
  for (const name of newestFirst.slice(MOST_KEPT)) memory.removeItem(name);
};

const digest = async (purpose: string, token: string): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`${purpose}:${token}`)));

const placeOf = async (token: string): Promise<string> => `${PLACE}${toBase64(await digest('place', token))}`;

const keyOf = async (token: string) =>
  crypto.subtle.importKey('raw', await digest('key', token), 'AES-GCM', false, ['encrypt', 'decrypt']);

const encrypted = async (token: string, text: string): Promise<string> => {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const bytes = new TextEncoder().encode(text);
  const data = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, await keyOf(token), bytes);
  return [Date.now(), toBase64(iv), toBase64(new Uint8Array(data))].join('.');
};

const decrypted = async (token: string, kept: string): Promise<string> => {
  const [, iv = '', data = ''] = kept.split('.');
  const algorithm = { name: 'AES-GCM', iv: fromBase64(iv) };
  return new TextDecoder().decode(
    await crypto.subtle.decrypt(algorithm, await keyOf(token), fromBase64(data)),
  );
};

const toBase64 = (bytes: Uint8Array): string =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
const fromBase64 = (text: string) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
