import type { EncryptedChannel } from '@sealed-stream/secure-chat';
import { useMutation } from '@tanstack/react-query';
import { Button } from '../../ui/button.tsx';
import { type Person, useChatServices } from '../chat-services.tsx';
import type { OpenConversation } from '../conversation/conversation-context.tsx';
import { ActionStatus } from '../parts/action-status.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { useNameOf } from '../parts/use-name-of.ts';

type Props = { conversation: OpenConversation; member: Person; onClose: () => void };

/** Asks once, then removes a member, or lets the person leave. */
export const EndMembership = ({ conversation: { encrypted }, member, onClose }: Props) => {
  const { self, leaving } = useChatServices();
  const isSelf = member.id === self.id;
  const nameOf = useNameOf(encrypted.stream);
  const ending = useMutation({
    mutationFn: () => (isSelf ? leave(encrypted, leaving) : encrypted.removeMember(member.id)),
    onSuccess: onClose,
  });
  const words = isSelf ? LEAVING : removing(member.name);
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

/** Stream tells of the end before the call is answered. */
const leave = async (encrypted: EncryptedChannel, leaving: Set<string>): Promise<void> => {
  const { cid } = encrypted;
  leaving.add(cid);
  try {
    await encrypted.leave();
  } catch (error) {
    leaving.delete(cid);
    throw error;
  }
};

const LEAVING = {
  title: 'Leave this conversation?',
  what: 'You cannot read or write here afterwards. What you wrote stays with the others. Only a member can let you in again.',
  doing: 'Leaving…',
  yes: 'Leave',
  no: 'Stay',
};

const removing = (name: string) => ({
  title: `Remove ${name}?`,
  what: `What ${name} could read so far stays readable to them. What is written from now on is encrypted with a new key that they do not get.`,
  doing: `Removing ${name}: making a new key without them…`,
  yes: 'Remove',
  no: 'Keep',
});
