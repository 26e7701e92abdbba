import { useEffect, useReducer, useState } from 'react';
import type { LocalMessage } from 'stream-chat';
import type { EncryptedChannel } from '../channels/encrypted-channel.ts';
import type { ReadMessage } from '../messages/incoming.ts';
import { versionOf } from '../messages/message-version.ts';
import { useEpochCount } from './use-epoch-count.ts';

/**
 * What to show for a message; undefined while it is being decrypted. From the cache it is there at once. What could not be read is tried
 * again as soon as another epoch is verified, and what a server did not answer for, by the channel itself.
 */
export const useReadMessage = (
  channel: EncryptedChannel | undefined,
  message: LocalMessage | null | undefined,
): ReadMessage | undefined => {
  const [latest, setLatest] = useState<{ of: string; read: ReadMessage } | null>(null);
  const [again, readAgain] = useReducer((times: number) => times + 1, 0);
  const version = channel && message ? versionOf(channel.cid, message) : '';
  const epochs = useEpochCount(channel);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `version` stands for the message, whose object is new at each render
  useEffect(() => {
    if (!channel || !message || channel.peek(message)) return;
    let isWanted = true;
    void channel.read(message).then((read) => {
      if (isWanted) setLatest({ of: version, read });
    });
    return () => {
      isWanted = false;
    };
  }, [channel, version, epochs, again]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  useEffect(
    () =>
      channel?.subscribeToReadAgain((held, read) => {
        if (held.id !== message?.id) return;
        // What the channel holds under this id may be another one than is shown here, by somebody else.
        if (versionOf(channel.cid, held) === version) setLatest({ of: version, read });
        else readAgain();
      }),
    [channel, version],
  );
  if (!channel || !message) return undefined;
  return channel.peek(message) ?? (latest?.of === version ? latest.read : undefined);
};
