import { useEffect, useMemo, useReducer } from 'react';
import type { LocalMessage } from 'stream-chat';
import type { EncryptedChannel } from '../channels/encrypted-channel.ts';
import { versionOf } from '../messages/message-version.ts';
import type { MessageReaction } from '../reactions/reaction-reader.ts';
import { useEpochCount } from './use-epoch-count.ts';

/**
 * The verified reactions to a message: those known at once, and the others as soon as they are verified. The same array until they change. What could not be judged is tried
 * again when another epoch is verified, or the message or its reactions change.
 */
export const useReactions = (
  channel: EncryptedChannel,
  message: LocalMessage,
): readonly MessageReaction[] => {
  const [, redraw] = useReducer((times: number) => times + 1, 0);
  const version = reactedVersionOf(channel.cid, message);
  const epochs = useEpochCount(channel);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `version` stands for the message, whose object is new at each render
  useEffect(() => {
    if (version === NONE) return;
    let isWanted = true;
    void channel.reactionsOf(message).then(() => {
      if (isWanted) redraw();
    });
    return () => {
      isWanted = false;
    };
  }, [channel, version, epochs]);
  const found = JSON.stringify(version === NONE ? [] : channel.peekReactions(message));
  return useMemo(() => JSON.parse(found), [found]);
};

const NONE = '';

const reactedVersionOf = (cid: string, message: LocalMessage): string => {
  const all = [...(message.latest_reactions ?? []), ...(message.own_reactions ?? [])];
  return all.length > 0 ? JSON.stringify([versionOf(cid, message), all]) : NONE;
};
