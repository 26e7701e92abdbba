import type { Decision, SecurityNotice } from '@sealed-stream/secure-chat';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import type { OpenConversation } from '../conversation/conversation-context.tsx';
import { SafetyNumberPanel } from '../encryption/safety-number-window.ts';
import { ActionStatus } from '../parts/action-status.tsx';
import '../panels.css';
import { useNameOf } from '../parts/use-name-of.ts';
import { noticeWords } from './security-notice-words.ts';

type Props = { conversation: OpenConversation; notice: SecurityNotice };

/** Why sending has stopped, and what the person can decide about it. */
export const SecurityNoticeWords = ({ conversation: { encrypted }, notice }: Props) => {
  const nameOf = useNameOf(encrypted.stream);
  const { title, what, choices } = noticeWords(notice, nameOf);
  const deciding = useMutation({ mutationFn: (decision: Decision) => encrypted.decide(decision) });
  const chosen = choices.find(({ decision }) => decision === deciding.variables);
  return (
    <div className="security-notice" role="alert" data-kind={notice.kind}>
      <strong>{title}</strong>
      <p>{what}</p>
      <ActionStatus
        doing={deciding.isPending && (chosen?.doing ?? '')}
        error={deciding.error}
        nameOf={nameOf}
      />
      <div className="notice-choices">
        {'userId' in notice && <CompareButton userId={notice.userId} name={nameOf(notice.userId)} />}
        {choices.map(({ decision, label, isSafe }) => (
          <Button
            key={decision}
            look={isSafe ? 'primary' : 'quiet'}
            isBusy={deciding.isPending && chosen?.decision === decision}
            disabled={deciding.isPending}
            onClick={() => deciding.mutate(decision)}
          >
            {label}
          </Button>
        ))}
      </div>
    </div>
  );
};

/** Opens the safety number with somebody. */
const CompareButton = ({ userId, name }: { userId: string; name: string }) => {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button look="quiet" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        Compare safety number
      </Button>
      {isOpen && <SafetyNumberPanel userId={userId} name={name} onClose={() => setOpen(false)} />}
    </>
  );
};
