import { useBlock, useNameOf, useReadMessage } from '@sealed-stream/secure-chat/react';
import { useState } from 'react';
import { useWindowTexts } from '../../texts/use-windows-texts.ts';
import { Button } from '../../ui/button.tsx';
import { BlockPerson } from '../blocks/block-person.tsx';
import '../panels.css';
import type { Person } from '../services/chat-services.tsx';
import type { OpenConversation } from '../services/conversation-context.tsx';
import { ReportForm } from './report-form.tsx';
import { ReportSent, type SentReport } from './report-sent.tsx';

type Props = {
  conversation: OpenConversation;
  /** `parentId`: of the thread it stands in. */
  reported: { id: string; parentId?: string | undefined };
  onClose: () => void;
};

/** Shows somebody's message to the team that runs the chat, after saying what that means; and offers to block its author. */
export const ReportPanel = ({ conversation: { encrypted }, reported: { id, parentId }, onClose }: Props) => {
  const [message] = useState(() => encrypted.stream.state.findMessage(id, parentId));
  const read = useReadMessage(encrypted, message);
  const nameOf = useNameOf(encrypted.stream);
  const [sent, setSent] = useState<SentReport | null>(null);
  const author = message?.user && { id: message.user.id, name: nameOf(message.user.id) };
  if (!message || !author) return null;
  return (
    <>
      {sent ? (
        <ReportSent sent={sent} onClose={onClose} />
      ) : (
        <ReportForm
          author={author}
          read={read?.kind === 'message' ? read : null}
          send={(report) => encrypted.report({ ...report, message })}
          onSent={setSent}
          onClose={onClose}
        />
      )}
      <BlockToo encrypted={encrypted} author={author} onBlocked={onClose} />
    </>
  );
};

type BlockProps = Pick<OpenConversation, 'encrypted'> & { author: Person; onBlocked: () => void };

const BlockToo = ({ encrypted, author, onBlocked }: BlockProps) => {
  const [isAsking, setAsking] = useState(false);
  const block = useBlock(encrypted, author.id);
  const { blocks, report } = useWindowTexts();
  return (
    <div className="block-too">
      <p className="small-print">{report.blockToo(author.name)}</p>
      <Button look="quiet" aria-haspopup="dialog" onClick={() => setAsking(true)}>
        {blocks.blockNamed(author.name)}
      </Button>
      {isAsking && (
        <BlockPerson person={author} block={block} onBlocked={onBlocked} onClose={() => setAsking(false)} />
      )}
    </div>
  );
};
