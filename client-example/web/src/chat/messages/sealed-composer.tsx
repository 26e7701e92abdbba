import { useEncryption, usePairEnd } from '@sealed-stream/secure-chat/react';
import type { AttachmentManagerState, TextComposerState } from 'stream-chat';
import { MessageComposerUI, useMessageComposerController, useStateStore } from 'stream-chat-react';
import { useChatTexts } from '../../texts/use-chat-texts.ts';
import { PairEndPart } from '../invitations/pair-end-part.tsx';
import { StandingNotice } from '../notices/standing-notice.tsx';
import { useChatServices } from '../services/chat-services.tsx';
import { useConversation } from '../services/conversation-context.tsx';

/** From here on the room left is shown. */
const NEAR_LIMIT_BYTES = 1000;

const textOf = ({ text }: TextComposerState) => ({ text });
const attachmentsOf = ({ attachments }: AttachmentManagerState) => ({ attachments });

/** The vendor's composer with the room left in bytes; in its place the reason when sending has stopped, or when nobody would read it. */
export const SealedComposer = () => {
  const { encrypted } = useConversation();
  const { notice } = useEncryption(encrypted);
  const end = usePairEnd(encrypted);
  if (notice) return <StandingNotice />;
  if (end) return <PairEndPart end={end} />;
  return (
    <>
      <MessageComposerUI />
      <RoomLeft />
    </>
  );
};

const RoomLeft = () => {
  const { encrypted } = useConversation();
  const { uploadedFiles } = useChatServices();
  const composer = useMessageComposerController();
  const { text } = useStateStore(composer.textComposer.state, textOf);
  const { attachments } = useStateStore(composer.attachmentManager.state, attachmentsOf);
  const { tooLongBy, bytesLeft } = useChatTexts().messages;
  const left = encrypted.remainingBytes(text, uploadedFiles.sealedOf(attachments));
  return (
    <div className={left < 0 ? 'room-left room-left-none' : 'room-left'} role="status">
      {left < NEAR_LIMIT_BYTES && (left < 0 ? tooLongBy(-left) : bytesLeft(left))}
    </div>
  );
};
