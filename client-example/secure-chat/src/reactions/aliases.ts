import { fromBase64Url, toBase64Url } from '../../../../shared/contract/base64url.ts';
import { ALIAS_BYTES, REACTIONS, type ReactionEmoji } from '../../../../shared/contract/reaction.ts';
import { hmacSha256 } from '../platform/hmac-sha256.ts';
import type { Platform } from '../platform/platform.ts';
import { utf8 } from '../platform/utf8.ts';

/** How Stream knows an emoji, by the epoch's `reactionKey`. */
export const aliasOf = async (
  sha256: Platform['sha256'],
  reactionKey: string,
  emoji: ReactionEmoji,
): Promise<string> => {
  const hmac = await hmacSha256(sha256, fromBase64Url(reactionKey), utf8(emoji));
  return toBase64Url(hmac.slice(0, ALIAS_BYTES));
};

/** All emoji of an epoch by their aliases. */
export type EmojiByAlias = ReadonlyMap<string, ReactionEmoji>;

/** Gives those of an epoch by its `reactionKey`; each epoch is worked out once. */
export const createAliases = (
  sha256: Platform['sha256'],
): ((reactionKey: string) => Promise<EmojiByAlias>) => {
  const known = new Map<string, Promise<EmojiByAlias>>();
  const workOut = async (reactionKey: string): Promise<EmojiByAlias> =>
    new Map(
      await Promise.all(
        REACTIONS.map(async (emoji) => [await aliasOf(sha256, reactionKey, emoji), emoji] as const),
      ),
    );
  return (reactionKey) => {
    const found = known.get(reactionKey) ?? workOut(reactionKey);
    known.set(reactionKey, found);
    return found;
  };
};
