import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { useChatServices } from '../chat-services.tsx';
import type { OpenConversation } from '../conversation/conversation-context.tsx';
import { SafetyNumberPanel } from '../encryption/safety-number-window.ts';
import { ActionStatus } from '../parts/action-status.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { AddMembers } from './add-members.tsx';
import { EndMembership } from './end-membership.tsx';
import { GiveAccess } from './give-access.tsx';
import '../panels.css';
import { useNameOf } from '../parts/use-name-of.ts';
import type { MemberAccess, ShownMember } from './shown-members.ts';
import { useShownMembers } from './use-shown-members.ts';

type Props = { conversation: OpenConversation; onClose: () => void };

/** Who is here, who of them can read, and what can be done about it. */
export const MembersPanel = ({ conversation }: Props) => {
  const [isAdding, setAdding] = useState(false);
  const [isLeaving, setLeaving] = useState(false);
  const { self } = useChatServices();
  const members = useShownMembers(conversation);
  return (
    <>
      <ul className="member-list">
        {members.map((member) => (
          <MemberRow key={member.id} member={member} conversation={conversation} />
        ))}
      </ul>
      <div className="dialog-buttons">
        <Button look="quiet" aria-haspopup="dialog" onClick={() => setLeaving(true)}>
          Leave
        </Button>
        <Button look="quiet" aria-haspopup="dialog" onClick={() => setAdding(true)}>
          Add somebody
        </Button>
      </div>
      {isAdding && (
        <Dialog title="Add somebody" onClose={() => setAdding(false)}>
          <AddMembers
            conversation={conversation}
            without={members.map(({ id }) => id)}
            onDone={() => setAdding(false)}
          />
        </Dialog>
      )}
      {isLeaving && (
        <EndMembership
          conversation={conversation}
          member={{ id: self.id, name: self.name }}
          onClose={() => setLeaving(false)}
        />
      )}
    </>
  );
};

const ACCESS: Record<MemberAccess, string | null> = {
  reads: null,
  unknown: null,
  'not-let-in': 'Cannot read: was not added by a member',
  left: 'No longer here. The encryption is renewed without them before anything is sent.',
};

type RowProps = { member: ShownMember; conversation: OpenConversation };

const MemberRow = ({ member, conversation }: RowProps) => {
  const { self } = useChatServices();
  const { id, name, isOnline, access } = member;
  const isSelf = id === self.id;
  return (
    <li data-access={access}>
      <div className="member-words">
        <span>
          {name}
          {isSelf && ' (you)'}
          {isOnline && <span className="member-online"> online</span>}
        </span>
        {ACCESS[access] && <span className="member-access">{ACCESS[access]}</span>}
      </div>
      {!isSelf && access !== 'left' && <MemberActions member={member} conversation={conversation} />}
    </li>
  );
};

const MemberActions = ({ member: { id, name, access }, conversation }: RowProps) => {
  const [opened, setOpened] = useState<'access' | 'safety-number' | 'removal' | null>(null);
  const { encrypted } = conversation;
  const nameOf = useNameOf(encrypted.stream);
  const letIn = useMutation({ mutationFn: () => encrypted.addMember(id) });
  const close = () => setOpened(null);
  return (
    <>
      <div className="member-actions">
        {access === 'not-let-in' && (
          <Button
            look="quiet"
            aria-label={`Let in ${name}`}
            isBusy={letIn.isPending}
            onClick={() => letIn.mutate()}
          >
            Let in
          </Button>
        )}
        <Button
          look="quiet"
          aria-label={`Compare safety number with ${name}`}
          aria-haspopup="dialog"
          onClick={() => setOpened('safety-number')}
        >
          Compare safety number
        </Button>
        {access === 'reads' && (
          <Button
            look="quiet"
            aria-label={`Give access again to ${name}`}
            aria-haspopup="dialog"
            onClick={() => setOpened('access')}
          >
            Give access again
          </Button>
        )}
        <Button
          look="quiet"
          aria-label={`Remove ${name}`}
          aria-haspopup="dialog"
          onClick={() => setOpened('removal')}
        >
          Remove
        </Button>
      </div>
      <ActionStatus
        doing={letIn.isPending && `Letting ${name} in: sharing a new key…`}
        error={letIn.error}
        nameOf={nameOf}
      />
      {opened === 'access' && (
        <GiveAccess conversation={conversation} member={{ id, name }} onClose={close} />
      )}
      {opened === 'safety-number' && <SafetyNumberPanel userId={id} name={name} onClose={close} />}
      {opened === 'removal' && (
        <EndMembership conversation={conversation} member={{ id, name }} onClose={close} />
      )}
    </>
  );
};
