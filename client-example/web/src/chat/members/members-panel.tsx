import {
  type ShownMember,
  useBlock,
  useEncryption,
  useMembers,
  useNameOf,
  useTexts,
} from '@sealed-stream/secure-chat/react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useWindowTexts } from '../../texts/use-windows-texts.ts';
import { Button } from '../../ui/button.tsx';
import { BlockPerson } from '../blocks/block-person.tsx';
import { ActionStatus } from '../parts/action-status.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { AddMembers } from './add-members.tsx';
import { EndMembership } from './end-membership.tsx';
import { GiveAccess } from './give-access.tsx';
import '../panels.css';
import { SafetyNumberWindow } from '../safety-number/safety-number-window.ts';
import { useChatServices } from '../services/chat-services.tsx';
import type { OpenConversation } from '../services/conversation-context.tsx';

type Props = { conversation: OpenConversation; onClose: () => void };

/** Who is here, who of them can read, and what can be done about it. */
export const MembersPanel = ({ conversation }: Props) => {
  const [isAdding, setAdding] = useState(false);
  const [isLeaving, setLeaving] = useState(false);
  const { self } = useChatServices();
  const members = useMembers(conversation.encrypted);
  const isPair = conversation.encrypted.pairWith() !== null;
  const texts = useWindowTexts().members;
  return (
    <>
      <ul className="member-list">
        {members.map((member) => (
          <MemberRow key={member.id} member={member} conversation={conversation} />
        ))}
      </ul>
      <div className="dialog-buttons">
        <Button look="quiet" aria-haspopup="dialog" onClick={() => setLeaving(true)}>
          {texts.leave}
        </Button>
        {!isPair && (
          <Button look="quiet" aria-haspopup="dialog" onClick={() => setAdding(true)}>
            {texts.addSomebody}
          </Button>
        )}
      </div>
      {isAdding && (
        <Dialog title={texts.addSomebody} onClose={() => setAdding(false)}>
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

type RowProps = { member: ShownMember; conversation: OpenConversation };

const MemberRow = ({ member, conversation }: RowProps) => {
  const { self } = useChatServices();
  const texts = useWindowTexts().members;
  const { id, name, isOnline, access, isInvited } = member;
  const accessWords = useTexts().members.access[access];
  const isSelf = id === self.id;
  return (
    <li data-access={access}>
      <div className="member-words">
        <span>
          <bdi>{name}</bdi>
          {isSelf && ` ${texts.you}`}
          {isOnline && <span className="member-online"> {texts.online}</span>}
        </span>
        {accessWords && <span className="member-access">{accessWords}</span>}
        {isInvited && <span className="small-print">{texts.invited}</span>}
      </div>
      {!isSelf && access !== 'left' && <MemberActions member={member} conversation={conversation} />}
    </li>
  );
};

type DialogButtonProps = { label: string; onOpen: () => void; children: string };

/** Brings up a window about a member. `label` says whom it is about, for who does not see the row. */
const DialogButton = ({ label, onOpen, children }: DialogButtonProps) => (
  <Button look="quiet" aria-label={label} aria-haspopup="dialog" onClick={onOpen}>
    {children}
  </Button>
);

const MemberActions = ({ member: { id, name, access }, conversation }: RowProps) => {
  const [opened, setOpened] = useState<'access' | 'safety-number' | 'removal' | 'block' | null>(null);
  const { encrypted } = conversation;
  const nameOf = useNameOf(encrypted.stream);
  const texts = useWindowTexts().members;
  const { blocks } = useWindowTexts();
  const block = useBlock(encrypted, id);
  const letIn = useMutation({ mutationFn: () => encrypted.addMember(id) });
  const close = () => setOpened(null);
  // Known to help whose keys have changed; for the rest it is there for when they say so.
  const hasOtherKeys = useEncryption(encrypted).changedContacts.some(({ userId }) => userId === id);
  const giveAccess = (
    <DialogButton label={texts.giveAccessTo(name)} onOpen={() => setOpened('access')}>
      {texts.giveAccess}
    </DialogButton>
  );
  return (
    <>
      <div className="member-actions">
        {access === 'not-let-in' && (
          <Button
            look="quiet"
            aria-label={texts.letInNamed(name)}
            isBusy={letIn.isPending}
            onClick={() => letIn.mutate()}
          >
            {texts.letIn}
          </Button>
        )}
        <DialogButton label={texts.compareWith(name)} onOpen={() => setOpened('safety-number')}>
          {texts.compare}
        </DialogButton>
        {access === 'reads' && hasOtherKeys && giveAccess}
        {encrypted.pairWith() === null && (
          <DialogButton label={texts.removeNamed(name)} onOpen={() => setOpened('removal')}>
            {texts.remove}
          </DialogButton>
        )}
        <DialogButton label={blocks.blockNamed(name)} onOpen={() => setOpened('block')}>
          {blocks.block}
        </DialogButton>
      </div>
      {access === 'reads' && !hasOtherKeys && (
        <details className="member-help">
          <summary>{texts.cannotRead(name)}</summary>
          <p className="small-print">{texts.cannotReadWhy}</p>
          {giveAccess}
        </details>
      )}
      <ActionStatus doing={letIn.isPending && texts.lettingIn(name)} error={letIn.error} nameOf={nameOf} />
      {opened === 'access' && (
        <GiveAccess conversation={conversation} member={{ id, name }} onClose={close} />
      )}
      {opened === 'safety-number' && <SafetyNumberWindow userId={id} name={name} onClose={close} />}
      {opened === 'block' && (
        <BlockPerson person={{ id, name }} block={block} onBlocked={close} onClose={close} />
      )}
      {opened === 'removal' && (
        <EndMembership conversation={conversation} member={{ id, name }} onClose={close} />
      )}
    </>
  );
};
