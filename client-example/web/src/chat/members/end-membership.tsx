import { useLeaveChannel, useNameOf } from '@sealed-stream/secure-chat/react';
import type { WindowTexts } from '@sealed-stream/secure-chat/screens';
import { useMutation } from '@tanstack/react-query';
import { useWindowTexts } from '../../texts/use-windows-texts.ts';
import { Button } from '../../ui/button.tsx';
import { ActionStatus } from '../parts/action-status.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { type Person, useChatServices } from '../services/chat-services.tsx';
import type { OpenConversation } from '../services/conversation-context.tsx';

type Props = { conversation: OpenConversation; member: Person; onClose: () => void };

/** Asks once, then removes a member, or lets the person leave. */
export const EndMembership = ({ conversation: { encrypted }, member, onClose }: Props) => {
  const { self } = useChatServices();
  const { leaving, removing } = useWindowTexts();
  const isSelf = member.id === self.id;
  const nameOf = useNameOf(encrypted.stream);
  const leave = useLeaveChannel(encrypted);
  const ending = useMutation({
    mutationFn: () => (isSelf ? leave() : encrypted.removeMember(member.id)),
    onSuccess: onClose,
  });
  const words = isSelf ? leaving : aboutRemoving(removing, member.name);
  return (
    <Dialog title={words.title} onClose={onClose}>
      <p>{words.what}</p>
      <ActionStatus doing={ending.isPending && words.doing} error={ending.error} nameOf={nameOf} />
      <div className="dialog-buttons">
        <Button look="quiet" onClick={onClose}>
          {words.no}
        </Button>
        <Button look="danger" isBusy={ending.isPending} onClick={() => ending.mutate()}>
          {words.yes}
        </Button>
      </div>
    </Dialog>
  );
};

const aboutRemoving = ({ title, what, doing, yes, no }: WindowTexts['removing'], name: string) => ({
  title: title(name),
  what: what(name),
  doing: doing(name),
  yes,
  no,
});
