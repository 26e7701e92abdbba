import { useMutation } from '@tanstack/react-query';
import { Button } from '../../ui/button.tsx';
import type { Person } from '../chat-services.tsx';
import type { OpenConversation } from '../conversation/conversation-context.tsx';
import { ActionStatus } from '../parts/action-status.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { useNameOf } from '../parts/use-name-of.ts';

type Props = { conversation: OpenConversation; member: Person; onClose: () => void };

/** Asks once, then makes a new key for a member whose own keys were set up anew, and for everybody else. */
export const GiveAccess = ({ conversation: { encrypted }, member: { id, name }, onClose }: Props) => {
  const nameOf = useNameOf(encrypted.stream);
  const giving = useMutation({ mutationFn: () => encrypted.addMember(id), onSuccess: onClose });
  return (
    <Dialog title={`Give ${name} access again?`} onClose={onClose}>
      <p>
        This helps when {name} has set up their keys anew and is told that they cannot read or write here.
        Everybody in the conversation gets a new key. If the keys of {name} are others than this device knows,
        you are asked first whether they are genuine.
      </p>
      <ActionStatus
        doing={giving.isPending && `Giving ${name} access: sharing a new key…`}
        error={giving.error}
        nameOf={nameOf}
      />
      <div className="dialog-buttons">
        <Button look="quiet" onClick={onClose}>
          Not now
        </Button>
        <Button isBusy={giving.isPending} onClick={() => giving.mutate()}>
          Give access again
        </Button>
      </div>
    </Dialog>
  );
};
