import { REACTIONS } from '@sealed-stream/secure-chat';
import type { ComponentProps } from 'react';
import { MessageReactions, type ReactionOptions, useMessageContext } from 'stream-chat-react';

/** So many are offered at once, the others behind a plus. */
const QUICK = 6;

/** The emoji is its own name: a screen reader says it in the language of who listens. */
const options = (emojis: readonly string[]) =>
  Object.fromEntries(emojis.map((emoji) => [emoji, { Component: () => emoji, name: emoji }]));

/** What the vendor's parts offer and draw: of these alone the core has signed names. */
export const reactionOptions: ReactionOptions = {
  quick: options(REACTIONS.slice(0, QUICK)),
  extended: options(REACTIONS.slice(QUICK)),
};

/** The vendor's reactions of a message; a plus behind their number says that Stream has more, which nobody here has verified. */
export const SealedReactions = (props: ComponentProps<typeof MessageReactions>) => {
  const { message } = useMessageContext('SealedReactions');
  const groups = Object.values(message.reaction_groups ?? {}) as { has_more?: boolean }[];
  const hasMore = groups.some(({ has_more }) => has_more);
  return (
    <div className={hasMore ? 'sealed-reactions sealed-reactions-more' : 'sealed-reactions'}>
      <MessageReactions {...props} />
    </div>
  );
};
