import { useNameOf, useSecurityNotice } from '@sealed-stream/secure-chat/react';
import { useState } from 'react';
import { useChatTexts } from '../../texts/use-chat-texts.ts';
import { Button } from '../../ui/button.tsx';
import { ActionStatus } from '../parts/action-status.tsx';
import '../panels.css';
import { SafetyNumberWindow } from '../safety-number/safety-number-window.ts';
import type { OpenConversation } from '../services/conversation-context.tsx';

/** Why sending has stopped, and what the person can decide about it; nothing while it has not. */
export const SecurityNotice = ({ conversation: { encrypted } }: { conversation: OpenConversation }) => {
  const nameOf = useNameOf(encrypted.stream);
  const standing = useSecurityNotice(encrypted);
  if (!standing) return null;
  const { notice, title, what, choices, inDoubt, decide, deciding, error } = standing;
  return (
    <div className="security-notice" role="alert" data-kind={notice.kind}>
      <strong>{title}</strong>
      <p>{what}</p>
      <ActionStatus
        doing={deciding !== null && (choices.find(({ decision }) => decision === deciding)?.doing ?? '')}
        error={error}
        nameOf={nameOf}
      />
      <div className="notice-choices">
        {inDoubt !== undefined && <CompareButton userId={inDoubt} name={nameOf(inDoubt)} />}
        {choices.map(({ decision, label, isSafe }) => (
          <Button
            key={decision}
            look={isSafe ? 'primary' : 'quiet'}
            isBusy={deciding === decision}
            disabled={deciding !== null}
            onClick={() => decide(decision)}
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
  const { keys } = useChatTexts();
  return (
    <>
      <Button look="quiet" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {keys.compare}
      </Button>
      {isOpen && <SafetyNumberWindow userId={userId} name={name} onClose={() => setOpen(false)} />}
    </>
  );
};
