import {
  asSentence,
  type PairEnd,
  useNameOf,
  useSecureChat,
  useTexts,
} from '@sealed-stream/secure-chat/react';
import { useMutation } from '@tanstack/react-query';
import { useWindowTexts } from '../../texts/use-windows-texts.ts';
import { Button } from '../../ui/button.tsx';
import { ActionStatus } from '../parts/action-status.tsx';
import { useConversation } from '../services/conversation-context.tsx';
import './invitations.css';

/** In place of the composer when the other of a pair is gone: what that means, and the way on. */
export const PairEnded = ({ end: { userId, how } }: { end: PairEnd }) => {
  const { stream } = useConversation().encrypted;
  const chat = useSecureChat();
  const nameOf = useNameOf(stream);
  const shared = useTexts();
  const { ends } = shared.invitations;
  const texts = useWindowTexts().invitation;
  const inviting = useMutation({ mutationFn: () => chat.startConversation(userId) });
  const name = nameOf(userId);
  return (
    <div className="pair-ended" role="note">
      <p>{asSentence(ends[how === 'erased' ? 'erased' : 'left'](name), shared)}</p>
      <ActionStatus doing={inviting.isPending && texts.inviting} error={inviting.error} nameOf={() => name} />
      {how !== 'erased' && (
        <Button look="quiet" isBusy={inviting.isPending} onClick={() => inviting.mutate()}>
          {texts.inviteAgain}
        </Button>
      )}
    </div>
  );
};
