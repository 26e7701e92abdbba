import { useEffect, useState } from 'react';
import type { LocalMessage } from 'stream-chat';
import type { EncryptedChannel } from '../channels/encrypted-channel.ts';
import type { Gap } from '../messages/gaps.ts';
import { versionOf } from '../messages/message-version.ts';

const NONE: readonly Gap[] = [];

/** Where something is missing among the loaded messages of a channel, or of a thread; found anew when they change. For quiet lines. */
export const useGaps = (
  channel: EncryptedChannel,
  messages: readonly LocalMessage[],
  parentId?: string,
): readonly Gap[] => {
  const [gaps, setGaps] = useState(NONE);
  const listed = messages.map((message) => versionOf(channel.cid, message)).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: `listed` stands for the messages, which are another array at each render
  useEffect(() => {
    let isWanted = true;
    void channel.gaps(parentId).then((found) => {
      if (isWanted) setGaps((known) => (JSON.stringify(known) === JSON.stringify(found) ? known : found));
    });
    return () => {
      isWanted = false;
    };
  }, [channel, listed, parentId]);
  return gaps;
};
