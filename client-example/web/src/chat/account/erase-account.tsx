import { MessagingApiError } from '@sealed-stream/secure-chat';
import { useMutation } from '@tanstack/react-query';
import { DownloadData } from '../../account/download-data.tsx';
import { ProblemNotice } from '../../account/problem-notice.tsx';
import { useClient } from '../../state/client-context.ts';
import { noteErasure } from '../../state/erasure.ts';
import { useErasingTexts } from '../../texts/use-erasing-texts.ts';
import { Button } from '../../ui/button.tsx';
import { useChatServices } from '../services/chat-services.tsx';

/** Says what goes and what stays, and has the account erased; where the backend wants a fresh sign-in, by way of the identity provider and back to this window. */
export const EraseAccount = ({ onClose }: { onClose: () => void }) => {
  const { chat, onSignOut } = useChatServices();
  const { signInAgain } = useClient();
  const texts = useErasingTexts();
  const erase = useMutation({
    mutationFn: () => chat.eraseAccount(),
    onSuccess: ({ completedAt, dueAt }) => {
      onClose(); // the address is not to lead back here, should the account be kept
      if (completedAt === undefined) noteErasure(dueAt);
      else onSignOut();
    },
  });
  const mustSignIn =
    erase.error instanceof MessagingApiError && erase.error.type === 'REAUTHENTICATION_REQUIRED';
  return (
    <>
      <h3>{texts.goesTitle}</h3>
      <List words={texts.goes} />
      <h3>{texts.staysTitle}</h3>
      <List words={texts.stays} />
      <p>{texts.grace}</p>
      <p>
        <DownloadData api={chat.api} />
      </p>
      {mustSignIn ? <p role="alert">{texts.signInFirst}</p> : <ProblemNotice error={erase.error} />}
      <div className="dialog-buttons">
        <Button look="quiet" onClick={onClose}>
          {texts.no}
        </Button>
        {mustSignIn ? (
          <Button onClick={signInAgain}>{texts.signIn}</Button>
        ) : (
          <Button look="danger" isBusy={erase.isPending} onClick={() => erase.mutate()}>
            {texts.yes}
          </Button>
        )}
      </div>
    </>
  );
};

const List = ({ words }: { words: readonly string[] }) => (
  <ul>
    {words.map((line) => (
      <li key={line}>{line}</li>
    ))}
  </ul>
);
