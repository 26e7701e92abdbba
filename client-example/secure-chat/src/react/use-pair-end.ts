import { useEffect, useState } from 'react';
import type { EncryptedChannel } from '../channels/encrypted-channel.ts';
import { useSecureChat } from './secure-chat-context.ts';
import { INVITATION_CHANGES } from './use-invitation.ts';
import { useRedrawOn } from './use-redraw-on.ts';

export type PairEnd = {
  /** Chat user id of who is gone. */
  userId: string;
  /** `left`: may be invited again. `erased`: there is no such account any more. `looking`: not known yet, nor while Stream does not answer. */
  how: 'left' | 'erased' | 'looking';
};

/** Whether the other of a pair is gone, so that nobody would read what is written; null otherwise, and in groups. */
export const usePairEnd = ({ stream, pairWith }: EncryptedChannel): PairEnd | null => {
  useRedrawOn(CHANGES);
  const other = pairWith();
  const isGone =
    other !== null && Object.keys(stream.state.members).length > 0 && !(other in stream.state.members);
  const isErased = useIsErased(isGone ? other : null);
  if (!isGone) return null;
  return { userId: other, how: isErased === null ? 'looking' : isErased ? 'erased' : 'left' };
};

const CHANGES = [...INVITATION_CHANGES, 'user.deleted'] as const;

/** Null while it is not known. */
const useIsErased = (userId: string | null): boolean | null => {
  const { stream } = useSecureChat();
  const [found, setFound] = useState<{ userId: string; isErased: boolean } | null>(null);
  useEffect(() => {
    if (userId === null) return;
    let isWanted = true;
    const look = async () => {
      const { users } = await stream.queryUsers({ id: { $in: [userId] } }, {}, { limit: 1, presence: false });
      const isErased = !users.some((user) => !user.deleted_at);
      if (isWanted) setFound({ userId, isErased });
    };
    look().catch(() => {}); // it stays unknown; the way on says what is wrong
    const erased = stream.on('user.deleted', ({ user }) => {
      if (user?.id === userId) setFound({ userId, isErased: true });
    });
    return () => {
      isWanted = false;
      erased.unsubscribe();
    };
  }, [stream, userId]);
  return found?.userId === userId ? found.isErased : null;
};
