import { useTexts } from '@sealed-stream/secure-chat/react';
import { useMutation } from '@tanstack/react-query';
import type { Account } from '../auth/auth.ts';
import { useClient } from '../state/client-context.ts';
import { useErasingTexts } from '../texts/use-erasing-texts.ts';
import { Button } from '../ui/button.tsx';
import { Stage } from '../ui/stage.tsx';
import { AccountBar } from './account-bar.tsx';
import { DownloadData } from './download-data.tsx';
import { ProblemNotice } from './problem-notice.tsx';

type Props = { account: Account; dueAt: string; onSignOut: () => void };

/** Instead of everything else, while the account waits for the day on which it is erased. The keys on this device stay until the person signs out. */
export const PendingErasure = ({ account, dueAt, onSignOut }: Props) => {
  const { api, windows } = useClient();
  const texts = useErasingTexts();
  const { time } = useTexts().epochs;
  const keep = useMutation({
    mutationFn: () => api.undoErasure(),
    onSuccess: () => {
      windows.tell({ type: 'account-kept' });
      window.location.reload();
    },
  });
  return (
    <Stage header={<AccountBar account={account} onSignOut={onSignOut} />}>
      <h1>{texts.pendingTitle(time(new Date(dueAt)))}</h1>
      <p>{texts.pending}</p>
      <ProblemNotice error={keep.error} />
      <Button isBusy={keep.isPending || keep.isSuccess} onClick={() => keep.mutate()}>
        {texts.keep}
      </Button>
      <p>
        <DownloadData api={api} />
      </p>
    </Stage>
  );
};
