import { useNameOf } from '@sealed-stream/secure-chat/react';
import { useMutation } from '@tanstack/react-query';
import { useWindowTexts } from '../../texts/use-windows-texts.ts';
import { Button } from '../../ui/button.tsx';
import { ActionStatus } from '../parts/action-status.tsx';
import { Dialog } from '../parts/dialog.tsx';
import type { Person } from '../services/chat-services.tsx';
import type { OpenConversation } from '../services/conversation-context.tsx';

type Props = { conversation: OpenConversation; member: Person; onClose: () => void };

/** Asks once, then makes a new key for a member whose own keys were set up anew, and for everybody else. */
export const GiveAccess = ({ conversation: { encrypted }, member: { id, name }, onClose }: Props) => {
  const nameOf = useNameOf(encrypted.stream);
  const { title, what, doing, yes, no } = useWindowTexts().givingAccess;
  const giving = useMutation({ mutationFn: () => encrypted.addMember(id), onSuccess: onClose });
  return (
    <Dialog title={title(name)} onClose={onClose}>
      <p>{what(name)}</p>
      <ActionStatus doing={giving.isPending && doing(name)} error={giving.error} nameOf={nameOf} />
      <div className="dialog-buttons">
        <Button look="quiet" onClick={onClose}>
          {no}
        </Button>
        <Button isBusy={giving.isPending} onClick={() => giving.mutate()}>
          {yes}
        </Button>
      </div>
    </Dialog>
  );
};
