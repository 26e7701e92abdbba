import { utf8 } from '../platform/utf8.ts';

/** What two people compare to be sure that no server stands between their devices. */
export type SafetyNumber = {
  /** 60 decimal digits. */
  digits: string;
  /** The same as twelve groups of five. */
  groups: readonly string[];
  /** What to put into a QR code: any reader shows the digits, and all its characters are of QR's alphanumeric mode. */
  qrText: string;
};

/** One side of the comparison. */
export type ComparedIdentity = {
  /** Chat user id. */
  userId: string;
  /** Hash of the last block of the user's signature chain, as 64 hex digits. */
  head: string;
  /** What the user's messages are signed with, in base64url. */
  authorKey: string;
};

/** Goes up with any change to what is hashed or how digits come from it, so that numbers of two versions never agree by chance. */
const VERSION = 2;
const LABEL = `sealed-stream safety number ${VERSION}`;
const GROUPS = 12;
const BYTES_A_GROUP = 5;
const POWER_OF_GROUP = 100_000;

/**
 * The safety number of two users: the same digits whichever of the two is named first, other digits when a user id, a head or an author key differs.
 * A pure function: a repeat answers the same.
 *
 * The digits are made from SHA-512 of the JSON of the label with its version and, of both, user id, head and author key, ordered by user id. JSON keeps the parts
 * apart whatever an id contains. Of the 64 bytes the first 60 make twelve groups: five bytes, read as a big-endian number, modulo
 * 100 000. 2^40 is so much more than 100 000 that no group is likelier than another by more than one part in 2^23.
 *
 * The hash is not iterated. 60 digits are 199 bits, so a server that looks for two false heads which give both screens the same
 * digits has about 2^99 tries to make. Iterating would add a dozen bits to that, and pays only where fewer digits are compared.
 * The heads are SHA-256 hashes of blocks that carry the hashes of the public keys and of the block before (seald.md section 5).
 */
export const safetyNumberOf = async (
  sha512: (bytes: Uint8Array) => Promise<Uint8Array>,
  one: ComparedIdentity,
  other: ComparedIdentity,
): Promise<SafetyNumber> => {
  const both = [one, other]
    .map(({ userId, head, authorKey }) => [userId, head, authorKey] as const)
    .sort(byCodeUnits);
  const hash = await sha512(utf8(JSON.stringify([LABEL, ...both])));
  const groups = Array.from({ length: GROUPS }, (_, group) => digitsOf(hash, group * BYTES_A_GROUP));
  return { digits: groups.join(''), groups, qrText: `SAFETY NUMBER ${VERSION}: ${groups.join(' ')}` };
};

type Compared = readonly [userId: string, head: string, authorKey: string];

// Not `localeCompare`: two devices set to two languages must agree.
const byCodeUnits = (one: Compared, other: Compared): number => {
  const at = one.findIndex((part, place) => part !== other[place]);
  return (one[at] ?? '') < (other[at] ?? '') ? -1 : 1;
};

const digitsOf = (hash: Uint8Array, offset: number): string => {
  // Not with shifts: those end at 32 bits.
  const number = hash.slice(offset, offset + BYTES_A_GROUP).reduce((sum, byte) => sum * 256 + byte, 0);
  return String(number % POWER_OF_GROUP).padStart(5, '0');
};
