import * as z from 'zod/mini';
import { authorKey } from './author-key.ts';
import { BASE64URL_OF_32 } from './base64url.ts';
import { parseCanonicalJson } from './canonical-json.ts';
import { channelCid, chatUserId, historyPolicy, MAX_MEMBERS } from './channel.ts';
import { contentHash } from './signed-text.ts';

export const EPOCH_STATEMENT_VERSION = 2;

/** Somebody who can read in an epoch, and the key that what they write is signed with, as the maker of the epoch has verified it. */
const reader = z.strictObject({
  /** Chat user id. */
  id: chatUserId,
  authorKey,
});

/** Few enough to leave room for the readers. */
const MAX_UNVERIFIED = 50;

/** Chat user ids; `all` for more of them: then nobody's key is taken from an earlier epoch of whom nothing is told. */
export const unverifiedReaders = z.union([
  z.literal('all'),
  z.array(chatUserId).check(z.minLength(1), z.maxLength(MAX_UNVERIFIED)),
]);

/** As it is stated; absent when there are none. */
export const statedUnverified = (ids: readonly string[]): { unverified?: 'all' | string[] } => {
  if (ids.length === 0) return {};
  return { unverified: ids.length > MAX_UNVERIFIED ? 'all' : [...ids] };
};

/**
 * What the maker of an epoch says about it, encrypted, and signed by the maker as a text of kind `epoch` (`signed-text.ts`). Who is not among
 * `readers` was not let in by a member, whatever Stream says.
 */
export const epochStatement = z
  .strictObject({
    v: z.literal(EPOCH_STATEMENT_VERSION),
    /** Channel `type:id`. */
    cid: channelCid,
    encryptionSessionId: z.uuid(),
    /** What its maker trusted before, if there was anything: the way back to older messages. `hash`: SHA-256 of that statement's canonical text. */
    previous: z.optional(z.strictObject({ encryptionSessionId: z.uuid(), hash: contentHash })),
    /** Chat user id of its maker; the registry's `createdBy` must say the same. */
    from: chatUserId,
    /** All who can read, the maker included, in the order of their ids. */
    readers: z.array(reader).check(z.minLength(1), z.maxLength(MAX_MEMBERS)),
    /** Chat user ids of readers whom its maker has removed; whoever else is gone has left, or was removed by somebody else. */
    removed: z.optional(z.array(chatUserId)),
    /** Readers of earlier epochs whose author keys its maker could ask nobody about, as of who came and left while the maker was away. Each is named once. */
    unverified: z.optional(unverifiedReaders),
    history: historyPolicy,
    /** 32 random bytes in base64url: reactions in this epoch are named with it. */
    reactionKey: z.string().check(z.regex(BASE64URL_OF_32)),
    startedAt: z.iso.datetime(),
  })
  .check(
    z.refine(({ readers }) => areInOrder(readers.map(({ id }) => id)), 'readers must be in order, each once'),
    z.refine(({ readers, from }) => readers.some(({ id }) => id === from), 'its maker must be a reader'),
  );

export type EpochStatement = z.infer<typeof epochStatement>;

const areInOrder = (ids: readonly string[]): boolean => ids.every((id, at) => (ids[at - 1] ?? '') < id);

/** Reads a canonical text as a statement; null when it is not one. Its signature is verified by the key in it or the one trusted before. */
export const parseEpochStatement = (text: string): EpochStatement | null =>
  epochStatement.safeParse(parseCanonicalJson(text)).data ?? null;
