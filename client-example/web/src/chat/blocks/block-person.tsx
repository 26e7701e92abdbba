import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useWindowTexts } from '../../texts/use-windows-texts.ts';
import { Button } from '../../ui/button.tsx';
import { ActionStatus } from '../parts/action-status.tsx';
import { Dialog } from '../parts/dialog.tsx';
import type { Person } from '../services/chat-services.tsx';
import { BLOCKED } from './blocked-query.ts';

type Props = { person: Person; block: () => Promise<void>; onBlocked: () => void; onClose: () => void };

/** Asks once, then keeps somebody from inviting this user. */
export const BlockPerson = ({ person: { name }, block, onBlocked, onClose }: Props) => {
  const queries = useQueryClient();
  const texts = useWindowTexts().blocks;
  const { no } = useWindowTexts().givingAccess;
  const blocking = useMutation({
    mutationFn: block,
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: BLOCKED });
      onClose();
      onBlocked();
    },
  });
  return (
    <Dialog title={texts.ask(name)} onClose={onClose}>
      <p>{texts.what(name)}</p>
      <ActionStatus doing={blocking.isPending && texts.blocking(name)} error={blocking.error} />
      <div className="dialog-buttons">
        <Button look="quiet" onClick={onClose}>
          {no}
        </Button>
        <Button look="danger" isBusy={blocking.isPending} onClick={() => blocking.mutate()}>
          {texts.block}
        </Button>
      </div>
    </Dialog>
  );
};
